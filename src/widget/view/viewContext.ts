import type { Chat } from '../chat/chat.ts';
import type { ShopProfile } from '../shopProfile.ts';
import type { Times } from '../times.ts';
import type { Language, Say } from '../words.ts';

/** What every view is made with. Views are made anew when the language changes. */
export interface ViewContext {
  readonly chat: Chat;
  readonly shop: ShopProfile;
  readonly shopName: string;
  readonly language: Language;
  readonly direction: 'rtl' | 'ltr';
  readonly say: Say;
  readonly times: Times;
}
