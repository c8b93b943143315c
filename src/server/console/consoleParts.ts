import type { Account, Accounts, AuditTrail, OneTimeLinks, PasswordSignIn, Sessions } from '../../accounts/index.ts';
import type { QuestionAnswerer } from '../../answers/index.ts';
import type { Complaints } from '../../complaints/index.ts';
import type { Conversations } from '../../conversation/index.ts';
import type { Handovers } from '../../handover/index.ts';
import type { PolicyPack } from '../../knowledge/index.ts';
import type { ConsoleEvents, EventTail } from '../../live/index.ts';
import type { Log } from '../../log.ts';
import type { Driver } from '../../storage/index.ts';
import type { ConsoleLanguage, ConsoleSay } from './consoleWords.ts';
import type { OidcSignIn } from './oidcSignIn.ts';

/** What the routes of the console are made of. */
export interface ConsoleParts {
  readonly driver: Driver;
  readonly conversations: Conversations;
  readonly packs: readonly PolicyPack[];
  readonly answerer: QuestionAnswerer;
  /** The way of conversations to agents; without it the console shows them and nobody can take one. */
  readonly handovers?: Handovers | undefined;
  /** Complaints and privacy requests; without it their lists are empty. */
  readonly complaints?: Complaints | undefined;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly signIn: PasswordSignIn;
  readonly links: OneTimeLinks;
  readonly audit: AuditTrail;
  readonly events: ConsoleEvents;
  readonly tail: EventTail;
  /** The shop's own sign-in service, where one is set. */
  readonly oidc?: OidcSignIn | undefined;
  readonly words: (language: ConsoleLanguage) => ConsoleSay;
  readonly limits: ConsoleLimits;
  readonly log: Log;
  readonly now: () => number;
  readonly newId: () => string;
}

export interface ConsoleLimits {
  /** Characters of one message. */
  readonly text: number;
  /** Bytes of one upload. */
  readonly uploadBytes: number;
}

/** The shops that an account sees, of those that this server serves. */
export function packsOf(parts: Pick<ConsoleParts, 'packs'>, account: Pick<Account, 'shops'>): readonly PolicyPack[] {
  const all = account.shops.includes('*');
  return parts.packs.filter(({ shop }) => all || account.shops.includes(shop.id));
}
