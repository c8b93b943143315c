import type { SessionLife, SignInLimits } from '../../accounts/index.ts';
import { Accounts, AuditTrail, OneTimeLinks, PasswordSignIn, Passwords, Sessions } from '../../accounts/index.ts';
import type { Route } from '../../channels/http.ts';
import { ConsoleEvents, ConversationFeed, EventTail } from '../../live/index.ts';
import type { SocketRoute } from '../httpServer.ts';
import { accountRoutes } from './accountRoutes.ts';
import { consoleFiles } from './consoleFiles.ts';
import type { ConsoleParts } from './consoleParts.ts';
import type { ConsoleRoute } from './consoleRoute.ts';
import { openConsoleWords } from './consoleWords.ts';
import { eventRoutes } from './eventRoutes.ts';
import { Guard } from './guard.ts';
import { LiveStreams } from './liveStreams.ts';
import { oidcRoutes } from './oidcRoutes.ts';
import { type OidcSettings, OidcSignIn } from './oidcSignIn.ts';
import { sessionRoutes } from './sessionRoutes.ts';

export interface ConsoleOptions
  extends Pick<
    ConsoleParts,
    'driver' | 'conversations' | 'packs' | 'answerer' | 'handovers' | 'complaints' | 'limits' | 'log' | 'now' | 'newId'
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
  return {
    api,
    parts,
    routes: [...api.map((route) => guard.bind(route)), ...consoleFiles(options.folder)],
    sockets: [streams.route()],
    grown: (conversation) => feed.grown(conversation),
    firstLink: async () => ((await parts.accounts.none()) ? parts.links.issue({ kind: 'first' }) : undefined),
    start: async () => {
      await parts.tail.start();
      await streams.start();
    },
    stop: async () => {
      await streams.stop();
      await parts.tail.stop();
      await parts.events.stop();
    },
  };
}

/** Every route of the API. */
function consoleApi(parts: ConsoleParts): ConsoleRoute[] {
  return [...sessionRoutes(parts), ...oidcRoutes(parts), ...accountRoutes(parts), ...eventRoutes(parts)];
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
    tail: new EventTail(events, log),
    words: openConsoleWords(),
    oidc: oidc && new OidcSignIn(oidc),
  };
}
