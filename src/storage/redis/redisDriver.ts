import type { Writable } from 'node:stream';
import { type RedisOptions as ClientOptions, Redis, type Result } from 'ioredis';
import type {
  Batch,
  CommitResult,
  Driver,
  Entry,
  Lease,
  PartitionNames,
  RangeOptions,
  Ranked,
  RankedOptions,
  Stored,
} from '../driver.ts';
import { decodeName, encodeName } from '../names.ts';
import { Topics } from '../topics.ts';
import { commitArguments, type PartitionKeys, partitionKeys } from './commitArguments.ts';
import { SCRIPTS } from './scripts.ts';
import { redisWeaknesses } from './weaknesses.ts';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    sanadCommit(keys: number, ...rest: string[]): Result<unknown[], Context>;
    sanadClaim(counters: string, lease: string, holder: string, ttl: number): Result<[number, number] | null, Context>;
    sanadRanked(index: string, upTo: string, order: string, member: string, limit: number): Result<string[], Context>;
    sanadDrop(keys: number, ...rest: string[]): Result<number, Context>;
    sanadKeep(counters: string, lease: string, number: number, ttl: number): Result<number, Context>;
  }
}

export interface RedisOptions {
  /** `redis://user:password@host:6379/0`, or `rediss://` with TLS. */
  readonly url: string;
  readonly namespace?: string;
  /** How often the connection that only listens is asked for a sign of life. */
  readonly listenerPingMs?: number;
}

const LISTENER_PING_MS = 10_000;
/** A listener that says nothing for so long after it was asked is cut off, and connects again. */
const LISTENER_SILENCE_MS = 5000;

/**
 * The store for more than one machine: any number of identical processes share it. Commits are scripts that run
 * whole inside Redis; how durable they are is Redis's setting, see `weaknesses`.
 */
export class RedisDriver implements Driver {
  readonly name = 'redis';
  readonly #redis: Redis;
  readonly #listener: Redis;
  readonly #namespace: string;
  readonly #topics = new Topics();
  readonly #pings: NodeJS.Timeout;
  #heldBack: Writable | undefined;

  private constructor(redis: Redis, listener: Redis, { namespace = 'sanad', ...options }: RedisOptions) {
    this.#redis = redis;
    this.#listener = listener;
    this.#namespace = namespace;
    listener.on('message', (channel: string, message: string) => this.#topics.tell(channel, message));
    listener.on('ready', () => this.#listenAgain());
    // What only listens does not feel that its connection is dead.
    const ping = () => void listener.ping().catch(() => undefined);
    this.#pings = setInterval(ping, options.listenerPingMs ?? LISTENER_PING_MS).unref();
  }

  /** Connects; fails when Redis cannot be reached. Later interruptions are waited out. */
  static async open(options: RedisOptions): Promise<RedisDriver> {
    const redis = connection(options.url);
    // Every connection begins with the topics of its moment, so the client must not bring back those of the last one.
    const listener = connection(options.url, { autoResubscribe: false, socketTimeout: LISTENER_SILENCE_MS });
    for (const [name, lua] of Object.entries(SCRIPTS)) redis.defineCommand(name, { lua, ...numberOfKeys(name) });
    try {
      await Promise.all([redis.connect(), listener.connect()]);
    } catch (cause) {
      redis.disconnect();
      listener.disconnect();
      throw new Error('Redis cannot be reached at the address of STORAGE_URL: start it or correct the address', {
        cause,
      });
    }
    return new RedisDriver(redis, listener, options);
  }

  async get(partition: string, key: string): Promise<Stored | undefined> {
    const text = await this.#commands.hget(this.#keys(partition).documents, encodeName(key));
    return text === null ? undefined : parseStored(text);
  }

  async commit(batch: Batch): Promise<CommitResult> {
    const channel = (topic: string) => this.#channel(topic);
    const { keys, args, expected } = commitArguments(batch, this.#keys(batch.partition), channel);
    const reply = await this.#commands.sanadCommit(keys.length, ...keys, ...args);
    if (reply[0] === 'fenced') return { status: 'fenced' };
    if (reply[0] === 'conflict') {
      const key = expected[Number(reply[1]) - 1] ?? '';
      return { status: 'conflict', key, current: typeof reply[2] === 'string' ? parseStored(reply[2]) : undefined };
    }
    return { status: 'committed', version: Number(reply[1]), positions: reply[2] as number[] };
  }

  async range(partition: string, list: string, options: RangeOptions): Promise<Entry[]> {
    const key = this.#keys(partition).list(list);
    const from = `(${options.after ?? 0}`;
    const to = options.before === undefined ? '+' : `(${options.before}-0`;
    const rows = options.newestFirst
      ? await this.#commands.xrevrange(key, to, from, 'COUNT', options.limit)
      : await this.#commands.xrange(key, from, to, 'COUNT', options.limit);
    return rows.map(([id, fields]) => ({ position: Number.parseInt(id, 10), value: JSON.parse(fields[1] ?? 'null') }));
  }

  async ranked(partition: string, index: string, options: RankedOptions): Promise<Ranked[]> {
    const key = this.#keys(partition).index(index);
    const upTo = options.upTo ?? '+inf';
    const { after, limit } = options;
    const flat = after
      ? await this.#commands.sanadRanked(key, String(upTo), String(after.order), encodeName(after.member), limit)
      : await this.#commands.zrangebyscore(key, '-inf', upTo, 'WITHSCORES', 'LIMIT', 0, limit);
    const found: Ranked[] = [];
    for (let i = 0; i < flat.length; i += 2)
      found.push({ member: decodeName(flat[i] ?? ''), order: Number(flat[i + 1]) });
    return found;
  }

  async names(partition: string): Promise<PartitionNames> {
    const place = this.#keys(partition);
    const [documents, fields] = await Promise.all([
      this.#commands.hkeys(place.documents),
      this.#listsAndIndexes(place),
    ]);
    const named = (kind: string) =>
      fields.filter((field) => field.startsWith(kind)).map((field) => decodeName(field.slice(kind.length)));
    return { documents: documents.map(decodeName), lists: named('p:'), indexes: named('z:') };
  }

  async drop(partition: string, { keep = '' }: { readonly keep?: string } = {}): Promise<void> {
    const place = this.#keys(partition);
    // Once more for what came in while it ran.
    for (let fields = await this.#listsAndIndexes(place), first = true; first || fields.length > 0; first = false) {
      const keys = fields.map((field) => {
        const name = decodeName(field.slice(2));
        return field.startsWith('p:') ? place.list(name) : place.index(name);
      });
      const all = [place.documents, place.counters, ...keys];
      await this.#commands.sanadDrop(all.length, ...all, encodeName(keep), ...fields);
      fields = await this.#listsAndIndexes(place);
    }
  }

  async claimLease(partition: string, name: string, holder: string, ttlMs: number): Promise<Lease | undefined> {
    const reply = await this.#commands.sanadClaim(this.#keys(partition).counters, encodeName(name), holder, ttlMs);
    return reply ? { number: reply[0], abandoned: reply[1] } : undefined;
  }

  async renewLease(partition: string, name: string, number: number, ttlMs: number): Promise<boolean> {
    return (await this.#commands.sanadKeep(this.#keys(partition).counters, encodeName(name), number, ttlMs)) === 1;
  }

  async releaseLease(partition: string, name: string, number: number): Promise<boolean> {
    return (await this.#commands.sanadKeep(this.#keys(partition).counters, encodeName(name), number, 0)) === 1;
  }

  async publish(topic: string, message: string): Promise<void> {
    await this.#commands.publish(this.#channel(topic), message);
  }

  async subscribe(
    topic: string,
    listener: (message: string) => void,
    onGap?: () => void,
  ): Promise<() => Promise<void>> {
    const channel = this.#channel(topic);
    this.#topics.add(channel, listener, onGap);
    try {
      await this.#listener.subscribe(channel);
    } catch (error) {
      this.#topics.remove(channel, listener);
      throw error;
    }
    return async () => {
      if (this.#topics.remove(channel, listener)) await this.#listener.unsubscribe(channel);
    };
  }

  weaknesses(): Promise<string[]> {
    return redisWeaknesses(this.#redis);
  }

  async close(): Promise<void> {
    clearInterval(this.#pings);
    this.#topics.clear();
    await Promise.all([quit(this.#redis), quit(this.#listener)]);
  }

  /** On a new connection: subscribes to everything again, then says that something may have been missed. */
  #listenAgain(): void {
    const { names } = this.#topics;
    if (names.length === 0) return;
    this.#listener.subscribe(...names).then(
      () => this.#topics.tellGap(),
      // It broke again: the next connection comes here too.
      () => undefined,
    );
  }

  /** The fields of a partition's counters that name its lists and indexes. */
  async #listsAndIndexes(place: PartitionKeys): Promise<string[]> {
    const fields = await this.#commands.hkeys(place.counters);
    return fields.filter((field) => field.startsWith('p:') || field.startsWith('z:'));
  }

  /**
   * The connection, held back until the events at hand are through: what they ask for goes out in one piece, in order,
   * which spares this process a call of the system and Redis a waking for every command. A client that is not connected
   * has no stream, and queues by itself.
   */
  get #commands(): Redis {
    const stream: Writable | undefined = this.#redis.stream;
    if (stream && this.#heldBack !== stream) {
      this.#heldBack = stream;
      stream.cork();
      setImmediate(() => {
        this.#heldBack = undefined;
        stream.uncork();
      });
    }
    return this.#redis;
  }

  #keys(partition: string): PartitionKeys {
    return partitionKeys(this.#namespace, partition);
  }

  #channel(topic: string): string {
    return `${encodeName(this.#namespace)}:${encodeName(topic)}`;
  }
}

function connection(url: string, options: ClientOptions = {}): Redis {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 5, connectTimeout: 5000, ...options });
  // Interruptions are retried by the client and fail the command that met them; there is nobody else to tell.
  redis.on('error', () => undefined);
  return redis;
}

/** Commit and drop have as many keys as they need; the others have one. */
function numberOfKeys(script: string): { numberOfKeys?: number } {
  return script === 'sanadCommit' || script === 'sanadDrop' ? {} : { numberOfKeys: 1 };
}

function parseStored(text: string): Stored {
  const colon = text.indexOf(':');
  return { version: Number(text.slice(0, colon)), value: JSON.parse(text.slice(colon + 1)) };
}

/** Says goodbye so that replies under way still come; a connection that is already down is just dropped. */
async function quit(redis: Redis): Promise<void> {
  await redis.quit().catch(() => undefined);
  redis.disconnect();
}
