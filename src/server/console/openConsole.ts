import { randomBytes } from 'node:crypto';
import type { SessionLife, SignInLimits } from '../../accounts/index.ts';
import { Accounts, AuditTrail, OneTimeLinks, PasswordSignIn, Passwords, Sessions } from '../../accounts/index.ts';
import type { Route } from '../../channels/http.ts';
import { complaintsOf } from '../../complaints/index.ts';
import { ConsoleEvents, ConversationFeed, EventTail } from '../../live/index.ts';
import { UNANSWERED, UnansweredQuestions } from '../../reports/index.ts';
import type { SocketRoute } from '../httpServer.ts';
import { accountRoutes } from './accountRoutes.ts';
import { complaintRoutes } from './complaintRoutes.ts';
import { consoleFiles } from './consoleFiles.ts';
import { type ConsoleParts, packsOf } from './consoleParts.ts';
import type { ConsoleRoute } from './consoleRoute.ts';
import { openConsoleWords } from './consoleWords.ts';
import { conversationRoutes } from './conversationRoutes.ts';
import { eventRoutes } from './eventRoutes.ts';
import { Guard } from './guard.ts';
import { LiveStreams } from './liveStreams.ts';
import { oidcRoutes } from './oidcRoutes.ts';
import { type OidcSettings, OidcSignIn } from './oidcSignIn.ts';
import { replyRoutes } from './replyRoutes.ts';
import { reportRoutes } from './reportRoutes.ts';
import { sessionRoutes } from './sessionRoutes.ts';
import { suggestionRoutes } from './suggestionRoutes.ts';

export interface ConsoleOptions
  extends Pick<
    ConsoleParts,
    | 'driver'
    | 'conversations'
    | 'packs'
    | 'answerer'
    | 'topics'
    | 'insight'
    | 'handovers'
    | 'complaints'
    | 'limits'
    | 'log'
    | 'now'
    | 'newId'
  > {
  readonly oidc?: OidcSettings | undefined;
  /** Folder of the built page and its files. */
  readonly folder: string;
  readonly passwords?: Passwords;
  readonly sessionLife?: SessionLife;
  readonly signInLimits?: SignInLimits;
}

/** The agents' console: its page, its API and its socket. */
export interface Console {
  /** The routes of the API as they are guarded; the test of all routes walks them. */
  readonly api: readonly ConsoleRoute[];
  readonly routes: readonly Route[];
  readonly sockets: readonly SocketRoute[];
  readonly parts: ConsoleParts;
  /** A conversation's log grew. */
  grown(conversation: string): void;
  /** A conversation's customer is typing. */
  typing(conversation: string): void;
  /** A turn has been stored, with records in these lists. */
  committed(conversation: string, lists: readonly string[]): void;
  /** The path of a link that makes the first account, when there is no account yet. */
  firstLink(): Promise<{ path: string; expiresAt: string } | undefined>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Puts the console together; it tells nobody of anything before `start`. */
export function openConsole(options: ConsoleOptions): Console {
  const parts = consoleParts(options);
  const guard = new Guard(parts);
  const streams = new LiveStreams(parts, guard);
  const api = consoleApi(parts);
  const shopOf = async (conversation: string) => (await parts.conversations.find(conversation))?.shop;
  const feed = new ConversationFeed(parts.events, shopOf, parts.log);
  const ends: (() => Promise<void>)[] = [];
  return {
    api,
    parts,
    routes: [...api.map((route) => guard.bind(route)), ...consoleFiles(options.folder)],
    sockets: [streams.route()],
    grown: (conversation) => feed.grown(conversation),
    typing: (conversation) => feed.typing(conversation),
    committed: (conversation, lists) => {
      if (lists.includes(UNANSWERED)) parts.unanswered.wake(conversation);
    },
    firstLink: async () => ((await parts.accounts.none()) ? parts.links.issue({ kind: 'first' }) : undefined),
    start: async () => {
      await parts.tail.start();
      await streams.start();
      await parts.unanswered.start();
      ends.push(...(await tellChanges(parts)));
    },
    stop: async () => {
      await Promise.all(ends.splice(0).map((end) => end()));
      await parts.unanswered.stop();
      await streams.stop();
      await parts.tail.stop();
      await parts.events.stop();
    },
  };
}

/** Every route of the API. */
function consoleApi(parts: ConsoleParts): ConsoleRoute[] {
  return [
    ...sessionRoutes(parts),
    ...oidcRoutes(parts),
    ...accountRoutes(parts),
    ...eventRoutes(parts),
    ...conversationRoutes(parts),
    ...replyRoutes(parts),
    ...suggestionRoutes(parts),
    ...complaintRoutes(parts),
    ...reportRoutes(parts),
  ];
}

function consoleParts(options: ConsoleOptions): ConsoleParts {
  const { driver, now, newId, log, passwords = new Passwords(), sessionLife, signInLimits, oidc } = options;
  const accounts = new Accounts({ driver, now, newId, passwords });
  const events = new ConsoleEvents({ driver, log });
  return {
    ...options,
    accounts,
    sessions: new Sessions({ driver, accounts, now, newId, ...(sessionLife && { life: sessionLife }) }),
    signIn: new PasswordSignIn({ driver, accounts, now, newId, ...(signInLimits && { limits: signInLimits }) }),
    links: new OneTimeLinks({ driver, now }),
    audit: new AuditTrail({ driver, now }),
    events,
    unanswered: new UnansweredQuestions({ driver, now, log }),
    tail: new EventTail(events, log),
    words: openConsoleWords(),
    newFileId: () => randomBytes(16).toString('base64url'),
    oidc: oidc && new OidcSignIn(oidc),
  };
}

/** From what changes at the agents' desk and among complaints to events; gives the ways to stop. */
async function tellChanges({ handovers, complaints, driver, packs, accounts, events }: ConsoleParts) {
  const shops = packs.map(({ shop }) => shop.id);
  const tellPresence = async (agent: string, state: string) => {
    const account = await accounts.get(agent).catch(() => undefined);
    const seen = account ? packsOf({ packs }, account).map(({ shop }) => shop.id) : [];
    if (seen.length > 0) events.add({ type: 'presence', shops: seen, agent, state });
  };
  const desk = await handovers?.watch((news) => {
    if (news.type === 'presence') return void tellPresence(news.agent, news.state === 'present' ? 'present' : 'away');
    const { shop, conversation, state } = news;
    events.add({ type: 'handover', shop, conversation, state });
    events.add({ type: 'queue', shop });
  });
  const watchCases = (shop: string) =>
    driver.subscribe(complaintsOf(shop), (number) => events.add({ type: 'complaint', shop, number }));
  const cases = complaints ? await Promise.all(shops.map(watchCases)) : [];
  return [...(desk ? [desk] : []), ...cases];
}
