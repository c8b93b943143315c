import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Channel } from './channels/channel.ts';
import { json, type Route } from './channels/http.ts';
import type { ChannelGrounds, OpenChannels } from './channels/openChannels.ts';
import { Streams, WebChannel, type WebShop, webRoutes } from './channels/web/index.ts';
import type { Config } from './config.ts';
import {
  Conversations,
  type ConversationsOptions,
  type OnStep,
  type Turn,
  type TurnHandler,
  TurnStorage,
} from './conversation/index.ts';
import { createLog, type Log } from './log.ts';
import {
  type Console,
  type ConsoleOptions,
  HttpServer,
  openConsole,
  type SocketRoute,
  StaticFiles,
} from './server/index.ts';
import { type Driver, openDriver } from './storage/index.ts';

/** The bot, given the storage on which its state classes stand. */
export type BotFactory = (storage: TurnStorage) => {
  readonly handler: TurnHandler;
  /** What a customer reads when the handler failed; from the locales. */
  readonly apology: (turn: Turn) => string;
  /** More than the apology, such as a way to a person. */
  readonly failure?: NonNullable<ConversationsOptions['failure']>;
  readonly onCommitted?: NonNullable<ConversationsOptions['onCommitted']>;
  /** What works beside the conversations, on the same store: started after them, stopped before the store closes. */
  readonly services?: readonly Service[];
};

/** Something that works by itself until it is stopped. */
export interface Service {
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface ApplicationParts {
  readonly config: Config;
  readonly shops: readonly WebShop[];
  /** The bot; `driver` is the store, for what belongs to no conversation (attempts at proof). */
  readonly bot: (storage: TurnStorage, driver: Driver, conversations: () => Conversations) => ReturnType<BotFactory>;
  /** The front page, demonstration pages, policy pages. */
  readonly pages?: readonly Route[];
  /** Channels that have to be called, and the routes of their webhooks. */
  readonly channels?: readonly Channel[];
  readonly webhooks?: (conversations: Conversations) => readonly Route[];
  /** Opens channels that stand on the store; beside `channels`. */
  readonly openChannels?: (grounds: ChannelGrounds) => Promise<OpenChannels>;
  /** The agents' console; without it there is none. */
  readonly console?: ConsoleGrounds;
  /** Folder of the built browser files. */
  readonly staticFolder: string;
  readonly log?: Log;
  readonly onStep?: OnStep;
  readonly now?: () => number;
}

/** What the console needs beside the application itself. */
export interface ConsoleGrounds
  extends Pick<ConsoleOptions, 'packs' | 'answerer' | 'topics' | 'passwords' | 'sessionLife'> {
  /** Parts that are made together with the bot; asked for when it is. */
  readonly served?: () => Pick<ConsoleOptions, 'handovers' | 'complaints' | 'insight'>;
  /** Told once, at a start without any account: a link that makes the first one. Not for logs. */
  readonly announce?: (link: { path: string; expiresAt: string; port: number }) => void;
}

export interface Application {
  readonly port: number;
  readonly conversations: Conversations;
  readonly driver: Driver;
  readonly console?: Console;
  /** Takes no new work, ends what runs, closes sockets and store. */
  stop(): Promise<void>;
}

/** Puts the parts together and starts them: store, conversations, web channel, server. */
export async function startApplication(parts: ApplicationParts): Promise<Application> {
  const { config, log = createLog(config.LOG_LEVEL) } = parts;
  const driver = await openDriver(config.STORAGE_URL);
  for (const weakness of await driver.weaknesses()) log.warn('storage.weak', { driver: driver.name, weakness });
  const opened = await parts.openChannels?.({ driver, log, now: parts.now ?? Date.now });
  let desk: Console | undefined;
  const { conversations, services } = openConversations(parts, driver, log, () => desk, opened?.channels);
  desk = parts.console && openDesk(parts, parts.console, { conversations, driver, log });
  const web = new WebChannel({
    conversations,
    driver,
    shops: parts.shops,
    extraOrigins: config.ALLOWED_ORIGINS,
    tokenSecret: config.TOKEN_SECRET ?? (await storedSecret(driver)),
    tokenSeconds: config.TOKEN_MINUTES * 60,
    limits: webLimits(config),
    log,
    ...optional(parts),
  });
  const streams = new Streams(web);
  const server = openServer(parts, {
    web,
    streams,
    conversations,
    desk,
    driver,
    log,
    platforms: opened?.routes(conversations) ?? [],
  });
  await desk?.start();
  await conversations.start();
  for (const service of services) await service.start();
  const port = await server.listen(config.PORT, config.HOST);
  log.info('started', { port, storage: driver.name });
  const link = await desk?.firstLink();
  if (link) parts.console?.announce?.({ ...link, port });
  const running = { server, streams, conversations, desk, services, driver, log };
  return { port, conversations, driver, ...(desk && { console: desk }), stop: () => stop(running) };
}

/** The console on the same store and conversations as everything else. */
function openDesk(
  { config, staticFolder, now = Date.now }: ApplicationParts,
  { announce: _told, served, ...grounds }: ConsoleGrounds,
  running: Pick<ConsoleOptions, 'conversations' | 'driver' | 'log'>,
): Console {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = config;
  const oidc = issuer && clientId && clientSecret ? { issuer, clientId, clientSecret } : undefined;
  return openConsole({
    ...grounds,
    ...served?.(),
    ...running,
    oidc,
    folder: join(staticFolder, 'console'),
    limits: { text: config.MAX_TEXT_LENGTH, uploadBytes: config.MAX_UPLOAD_BYTES },
    now,
    newId: randomUUID,
  });
}

function openConversations(
  parts: ApplicationParts,
  driver: Driver,
  log: Log,
  desk: () => Console | undefined,
  opened: readonly Channel[] = [],
) {
  const { config } = parts;
  const storage = new TurnStorage();
  const { services = [], ...bot } = parts.bot(storage, driver, () => conversations);
  const conversations: Conversations = new Conversations({
    driver,
    storage,
    ...bot,
    bot: { id: 'sanad', name: 'Sanad' },
    burst: { waitMs: config.BURST_WAIT_MS, maxMs: config.BURST_MAX_MS },
    leaseMs: config.LEASE_MS,
    turnTimeoutMs: config.TURN_TIMEOUT_MS,
    newId: randomUUID,
    channels: [...(parts.channels ?? []), ...opened],
    onGrown: (conversation) => desk()?.grown(conversation),
    onTyping: (conversation) => desk()?.typing(conversation),
    onCommitted: (record, kept) => {
      bot.onCommitted?.(record, kept);
      desk()?.committed(record.id, kept.lists);
    },
    log,
    ...optional(parts),
  });
  return { conversations, services };
}

function optional({ onStep, now }: ApplicationParts) {
  return { ...(onStep && { onStep }), ...(now && { now }) };
}

function webLimits(config: Config) {
  return {
    text: config.MAX_TEXT_LENGTH,
    activityBytes: 256 * 1024,
    uploadBytes: config.MAX_UPLOAD_BYTES,
    uploadBytesADay: 10 * config.MAX_UPLOAD_BYTES,
    messages: { burst: Math.max(10, config.MESSAGES_PER_MINUTE / 3), perMinute: config.MESSAGES_PER_MINUTE },
    reads: { burst: 200, perMinute: Math.max(1200, 20 * config.MESSAGES_PER_MINUTE) },
    starts: { burst: config.CONVERSATIONS_PER_MINUTE, perMinute: config.CONVERSATIONS_PER_MINUTE },
    sockets: 10,
  };
}

interface ServerParts {
  /** The addresses that platforms post to. */
  readonly platforms: readonly Route[];
  readonly web: WebChannel;
  readonly streams: Streams;
  readonly conversations: Conversations;
  readonly desk: Console | undefined;
  readonly driver: Driver;
  readonly log: Log;
}

function openServer(parts: ApplicationParts, server: ServerParts): HttpServer {
  const { config, pages = [], webhooks = () => [] } = parts;
  const { web, streams, conversations, desk, driver, log, platforms } = server;
  const files = new StaticFiles(parts.staticFolder);
  const stream: SocketRoute = {
    path: /^\/v3\/directline\/conversations\/(?<conversation>[\w-]+)\/stream$/,
    admit: (request) => {
      const claims = streams.admit(request);
      return (socket) => streams.serve(socket, claims, request.baseUrl);
    },
  };
  return new HttpServer({
    routes: [
      health(driver),
      ...webRoutes(web),
      ...platforms,
      ...webhooks(conversations),
      ...(desk?.routes ?? []),
      ...pages,
    ],
    sockets: [stream, ...(desk?.sockets ?? [])],
    fallback: (request) => files.serve(request),
    trustProxy: config.TRUST_PROXY,
    publicUrl: config.PUBLIC_URL,
    log,
  });
}

/** Well when the store answers. */
function health(driver: Driver): Route {
  return {
    method: 'GET',
    path: '/healthz',
    handle: () =>
      driver.get('settings', 'tokenSecret').then(
        () => json(200, { status: 'ok', storage: driver.name }),
        () => json(503, { status: 'unavailable', storage: driver.name }),
      ),
  };
}

/** The token secret that the first process made and every other finds, so that tokens outlive restarts. */
async function storedSecret(driver: Driver): Promise<string> {
  const fresh = randomBytes(32).toString('base64url');
  const place = { partition: 'settings', puts: [{ key: 'tokenSecret', value: fresh, expect: 0 }] };
  const result = await driver.commit(place);
  return result.status === 'conflict' ? String(result.current?.value) : fresh;
}

interface Running {
  readonly server: HttpServer;
  readonly streams: Streams;
  readonly conversations: Conversations;
  readonly desk: Console | undefined;
  readonly services: readonly Service[];
  readonly driver: Driver;
  readonly log: Log;
}

async function stop({ server, streams, conversations, desk, services, driver, log }: Running): Promise<void> {
  log.info('stopping');
  const closed = server.close();
  await conversations.stop();
  await Promise.all(services.map((service) => service.stop()));
  await desk?.stop();
  streams.close();
  await closed;
  await driver.close();
  log.info('stopped');
}
