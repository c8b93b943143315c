import type { Account, Accounts, AuditTrail, OneTimeLinks, PasswordSignIn, Sessions } from '../../accounts/index.ts';
import type { QuestionAnswerer } from '../../answers/index.ts';
import type { Complaints } from '../../complaints/index.ts';
import type * as wire from '../../console/api/wire.ts';
import type { ConversationRecord, Conversations } from '../../conversation/index.ts';
import type { Handovers } from '../../handover/index.ts';
import type { PolicyPack } from '../../knowledge/index.ts';
import type { ConsoleEvents, EventTail } from '../../live/index.ts';
import type { Log } from '../../log.ts';
import type { UnansweredQuestions } from '../../reports/index.ts';
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
  /** Titles of the topics, by their ids. */
  readonly topics: ReadonlyMap<string, string>;
  /** What customers asked that no clause answers. */
  readonly unanswered: UnansweredQuestions;
  /** What the bot knows of a conversation beside its words; made by who composes, because only dialogs read it. */
  readonly insight?: ((conversation: ConversationRecord) => Promise<Insight>) | undefined;
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
  /** The unguessable name of a file: 22 letters, digits, `-` and `_`. */
  readonly newFileId: () => string;
}

/** What an agent is told beside the transcript. */
export interface Insight {
  /** What the customer wants, in a line or two. */
  readonly summary?: string;
  /** The order that the customer proved to be theirs. */
  readonly order?: wire.ShownOrder;
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
