import { z } from 'zod';
import { LOG_LEVELS } from './log.ts';

/** A whole number within bounds, written as text, with a default. */
const whole = (least: number, most: number, otherwise: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(least).max(most))
    .default(otherwise);

const origin = z.string().regex(/^https?:\/\/[^/\s]+$/, 'must be an origin such as https://www.example.ma');

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean),
);

/** `name=value`; the value may hold further equals signs. */
function splitPair(pair: string): [string, string] {
  const mark = pair.indexOf('=');
  return [pair.slice(0, mark), pair.slice(mark + 1)];
}

/** `shop=value` pairs, one value a shop. */
const perShop = (pattern: RegExp, message: string) =>
  list
    .pipe(z.array(z.string().regex(pattern, message)))
    .transform((pairs) => new Map(pairs.map(splitPair)))
    .default(new Map());

/** Customers' data go to https only, or stay on this machine. */
const WEBHOOK = /^[\w-]+=(?:https:\/\/[^\s/@]+|http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?)(?:\/\S*)?$/;

/** `shop=value` several times over, separated by commas; a shop may stand there more than once. */
const accounts = (value: RegExp, shape: string) =>
  list
    .pipe(z.array(z.string().regex(new RegExp(`^(?:[\\w-]+|\\*)=${value.source}$`), `must be shop=${shape}`)))
    .transform((pairs) => pairs.map(splitPair))
    .default([]);

/**
 * Every variable that the server reads, with what it means; `.env.example` and the README list the same ones, and a
 * test compares them. An empty variable counts as absent.
 */
export const environment = z.object({
  /** Port to listen on; 0 takes any free one. */
  PORT: whole(0, 65535, 3978),
  /** Address to listen on; all addresses when absent. */
  HOST: z.string().optional(),
  /** `sqlite:<file>` or `redis://…` / `rediss://…`. */
  STORAGE_URL: z
    .string()
    .regex(/^(sqlite:.+|rediss?:\/\/.+)$/, 'must begin with "sqlite:" or "redis://"')
    .default('sqlite:data/sanad.db'),
  /** How customers' browsers reach this server, e.g. `https://chat.example.ma`; else taken from each request. */
  PUBLIC_URL: origin.optional(),
  /** `true` behind a reverse proxy of yours: addresses and https are then read from its X-Forwarded headers. */
  TRUST_PROXY: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true'),
  /** Signs customers' tokens; when absent one is made at first start and kept in the store. */
  TOKEN_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  /** How long a customer's token lives. Direct Line clients need at least 30. */
  TOKEN_MINUTES: whole(1, 1440, 60),
  /** Origins, separated by commas, that may show every shop's widget, beside those of the shop's pack. */
  ALLOWED_ORIGINS: list.pipe(z.array(origin)).default([]),
  /** Direct Line secrets for shops' own servers: `shop=secret,shop=secret`. */
  DIRECT_LINE_SECRETS: list
    .pipe(
      z.array(z.string().regex(/^[\w-]+=[\w.-]{24,}$/, 'must be shop=secret, with secrets of 24 characters or more')),
    )
    .transform((pairs) => new Map(pairs.map((pair) => pair.split('=', 2) as [string, string])))
    .default(new Map()),
  /** Credentials of shops' own order systems: `shop=ck_…:cs_…` (WooCommerce), `shop=token` (Shopify, YouCan). */
  ORDERS_SECRETS: list
    .pipe(z.array(z.string().regex(/^[\w-]+=\S{8,}$/, 'must be shop=credentials, separated by commas')))
    .transform((pairs) => new Map(pairs.map(splitPair)))
    .default(new Map()),
  /** Sends one-time codes to customers: `smtp://user:password@host:587` or `smtps://…`; without it there are none. */
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/\S+$/, 'must begin with "smtp://" or "smtps://"')
    .refine((text) => URL.canParse(text), 'must be an address; write special signs of the password as %40 and so on')
    .optional(),
  /** The sender of these mails. */
  MAIL_FROM: z.string().regex(/@/, 'must be an e-mail address').default('Sanad <no-reply@localhost>'),
  /** Who gets a shop's complaints by e-mail: `shop=address,shop=address`; a shop may have several. Needs SMTP_URL. */
  COMPLAINTS_MAIL: list
    .pipe(z.array(z.string().regex(/^[\w-]+=[^\s@<>]+@[^\s@<>]+$/, 'must be shop=address, separated by commas')))
    .transform((pairs) => pairs.map(splitPair))
    .default([]),
  /** Programs of shops that get complaints: `shop=https://…`. */
  COMPLAINTS_WEBHOOKS: perShop(WEBHOOK, 'must be shop=https://… without user and password'),
  /** Signs them: `shop=secret`. */
  COMPLAINTS_WEBHOOK_SECRETS: perShop(/^[\w-]+=\S{24,}$/, 'must be shop=secret, with secrets of 24 characters or more'),
  /** So many days before the promised day the shop is reminded. */
  COMPLAINTS_REMIND_DAYS: whole(0, 30, 2),
  /** Conversations and closed complaints are deleted so many days after their last activity: `shop=days`; else kept. */
  RETENTION_DAYS: list
    .pipe(z.array(z.string().regex(/^[\w-]+=[1-9]\d{0,4}$/, 'must be shop=days, separated by commas')))
    .transform((pairs) => new Map(pairs.map(splitPair).map(([shop, days]) => [shop, Number(days)] as const)))
    .default(new Map()),
  /** WhatsApp numbers: `shop=<phone number id>:<access token>`, separated by commas. */
  WHATSAPP_ACCOUNTS: accounts(/\d{5,20}:[\w.|-]{16,}/, '<phone number id>:<access token>'),
  /** Templates for a person's words after WhatsApp's 24 hours: `shop=<name>:<language>`, with one parameter. */
  WHATSAPP_TEMPLATES: accounts(/[a-z0-9_]{1,512}:[a-zA-Z_]{2,8}/, '<template name>:<language>'),
  /** Facebook pages: `shop=<page id>:<page access token>`. */
  MESSENGER_ACCOUNTS: accounts(/\d{5,20}:[\w.|-]{16,}/, '<page id>:<page access token>'),
  /** Instagram accounts: `shop=<account id>:<access token>`. */
  INSTAGRAM_ACCOUNTS: accounts(/\d{5,20}:[\w.|-]{16,}/, '<account id>:<access token>'),
  /** The Meta app of each shop's accounts: `shop=<app id>:<app secret>`; `*` for all shops. */
  META_APPS: accounts(/\d{5,20}:[\w-]{16,}/, '<app id>:<app secret>'),
  /** The text by which Meta checks that a webhook address is ours; you choose it. */
  META_VERIFY_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  /** Meta's Graph API with its version. */
  META_GRAPH_URL: z.url().default('https://graph.facebook.com/v26.0'),
  /** Instagram's API with its version. */
  INSTAGRAM_GRAPH_URL: z.url().default('https://graph.instagram.com/v26.0'),
  /** Telegram bots: `shop=<token of BotFather>`. */
  TELEGRAM_BOTS: accounts(/\d{5,20}:[\w-]{20,}/, '<bot token>'),
  /** Telegram's Bot API, or a Bot API server of your own. */
  TELEGRAM_API_URL: z.url().default('https://api.telegram.org'),
  /** Bots registered with Azure: `shop=<app id>:<password>`, or `shop=<app id>` with a managed identity. */
  AZURE_BOTS: accounts(/[0-9a-fA-F-]{36}(?::\S{8,})?/, '<app id>:<password>, or <app id> with a managed identity'),
  /** The directory (tenant) id of these bots. */
  AZURE_TENANT_ID: z.uuid().optional(),
  /** Writes voice notes down: an OpenAI-compatible endpoint with its version; without it customers are asked to write. */
  TRANSCRIPTION_URL: z.url().optional(),
  /** The endpoint's key. */
  TRANSCRIPTION_KEY: z.string().min(8, 'must have at least 8 characters').optional(),
  /** The endpoint's model. */
  TRANSCRIPTION_MODEL: z.string().default('whisper-1'),
  /** Address of the agents' own sign-in service (OpenID Connect), e.g. `https://accounts.example.ma`. */
  OIDC_ISSUER: z
    .string()
    .regex(
      /^(?:https:\/\/\S+|http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?(?:\/\S*)?)$/,
      'must be an https address',
    )
    .refine((text) => URL.canParse(text), 'must be an address')
    .optional(),
  /** What that service knows this server by. */
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  /** Quiet milliseconds before several short messages in a row are answered as one; 0 answers each at once. */
  BURST_WAIT_MS: whole(0, 10_000, 600),
  /** The longest that a first message waits for more. */
  BURST_MAX_MS: whole(0, 30_000, 2500),
  /** After so many milliseconds of silence another worker may take a conversation over. */
  LEASE_MS: whole(500, 120_000, 5000),
  /** After so many milliseconds a turn counts as failed and the customer is told. */
  TURN_TIMEOUT_MS: whole(1000, 300_000, 20_000),
  /** Threads in which the bot reads and answers, each with the knowledge in memory; 0: the server's own thread answers. */
  BOT_THREADS: z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().max(64))
    .optional(),
  /** Characters of one message. */
  MAX_TEXT_LENGTH: whole(100, 100_000, 8000),
  /** Bytes of one upload with all its files. */
  MAX_UPLOAD_BYTES: whole(1024, 50_000_000, 5_000_000),
  /** Messages one customer may send a minute. */
  MESSAGES_PER_MINUTE: whole(1, 1_000_000, 60),
  /** Conversations that may begin a minute from one network address; many customers share one. */
  CONVERSATIONS_PER_MINUTE: whole(1, 1_000_000, 240),
  /** `debug`, `info`, `warn`, `error` or `silent`. */
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
});

export type Config = z.infer<typeof environment>;

/** Something the operator has to set right before the server can start; the message lists all of it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'Config';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`the server cannot start:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.faults = faults;
  }
}

/** Reads the environment; throws one `ConfigError` that names every fault at once. */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environment.safeParse(given);
  const faults = parsed.success ? [] : parsed.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`);
  if (parsed.success) faults.push(...incomplete(parsed.data));
  if (faults.length > 0 || !parsed.success) throw new ConfigError(faults);
  return parsed.data;
}

/** Variables that need each other. */
function incomplete(config: Config): string[] {
  const { COMPLAINTS_WEBHOOKS: hooks, COMPLAINTS_WEBHOOK_SECRETS: secrets } = config;
  const unsigned = [...hooks.keys()].filter((shop) => !secrets.has(shop));
  const unused = [...secrets.keys()].filter((shop) => !hooks.has(shop));
  return [
    ...(config.COMPLAINTS_MAIL.length > 0 && config.SMTP_URL === undefined
      ? ['COMPLAINTS_MAIL: needs the mail server in SMTP_URL']
      : []),
    ...partOfOidc(config),
    ...unsigned.map((shop) => `COMPLAINTS_WEBHOOK_SECRETS: has no secret for the webhook of ${shop}`),
    ...unused.map((shop) => `COMPLAINTS_WEBHOOKS: has no address for the secret of ${shop}`),
  ];
}

function partOfOidc(config: Config): string[] {
  const names = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'] as const;
  const missing = names.filter((name) => config[name] === undefined);
  return missing.length === names.length ? [] : missing.map((name) => `${name}: sign-in by OpenID Connect needs it`);
}

/** Faults of settings that name shops which are not there; told at start, when the packs are known. */
export function unknownShops(config: Config, shops: readonly string[]): string[] {
  const named: [string, Iterable<string>][] = [
    ['COMPLAINTS_MAIL', config.COMPLAINTS_MAIL.map(([shop]) => shop)],
    ['COMPLAINTS_WEBHOOKS', config.COMPLAINTS_WEBHOOKS.keys()],
    ['RETENTION_DAYS', config.RETENTION_DAYS.keys()],
  ];
  return named.flatMap(([variable, names]) =>
    [...names]
      .filter((shop) => !shops.includes(shop))
      .map((shop) => `${variable}: there is no shop ${shop}; known are ${shops.join(', ')}`),
  );
}

const LEAST_NODE = 24;
/** A day after Morocco stayed on UTC+0 for good (20 September 2026), when older time-zone data still say UTC+1. */
const PERMANENT_UTC = Date.UTC(2026, 8, 21, 12);

/** What is wrong with the Node that runs this; days of return windows are counted with its time-zone data. */
export function runtimeFaults(
  nodeVersion: string = process.versions.node,
  hourInCasablanca: string = hourAt(PERMANENT_UTC),
): string[] {
  const faults: string[] = [];
  if (Number(nodeVersion.split('.')[0]) < LEAST_NODE) {
    faults.push(
      `Node ${nodeVersion} is too old: start with "npm start" after "npm ci" (without --ignore-scripts), which brings Node 24`,
    );
  }
  if (hourInCasablanca !== '12') {
    faults.push(
      'the time-zone data do not know that Morocco is on UTC+0 since 20 September 2026: use the Node 24 that "npm ci" brings (tz 2026c or later), and unset NODE_ICU_DATA',
    );
  }
  return faults;
}

/** Refuses a Node that would count days wrongly. */
export function checkRuntime(): void {
  const faults = runtimeFaults();
  if (faults.length > 0) throw new ConfigError(faults);
}

function hourAt(time: number): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: 'Africa/Casablanca', hour: '2-digit', hourCycle: 'h23' }).format(
    time,
  );
}
