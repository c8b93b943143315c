import { errorFields, type Log } from '../log.ts';
import type { Driver, Entry } from '../storage/index.ts';
import { type ConsoleEvent, keyOf, merged, type NumberedEvent, type TypingNotice } from './consoleEvent.ts';

export interface ConsoleEventsOptions {
  readonly driver: Driver;
  readonly log: Log;
  /** So many events can be caught up with after a break; who was away for longer reads everything anew. */
  readonly kept?: number;
  /** Events that come within this time are stored in one step. */
  readonly waitMs?: number;
}

export type EventReading =
  | { readonly status: 'read'; readonly events: readonly NumberedEvent[]; readonly seq: number }
  /** Events between the asked position and the oldest kept one are gone. */
  | { readonly status: 'reset'; readonly seq: number };

const PARTITION = 'console';
const LIST = 'events';
const EVENTS_TOPIC = 'console:events';
const TYPING_TOPIC = 'console:typing';
const TRIM_EVERY = 500;
/** Events of different things that wait for a store that is down; beyond them the oldest are dropped. */
const MOST_WAITING = 20_000;
const AGAIN_MS = 500;

/**
 * The sequence of what changed, one for all shops and processes, in the store: who was away asks for what follows the
 * last number it saw and gets each event once. Events are hints, the truth lies where they point.
 */
export class ConsoleEvents {
  readonly #driver: Driver;
  readonly #log: Log;
  readonly #kept: number;
  readonly #waitMs: number;
  #waiting = new Map<string, ConsoleEvent>();
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> | undefined;
  #stopped = false;

  constructor({ driver, log, kept = 20_000, waitMs = 20 }: ConsoleEventsOptions) {
    this.#driver = driver;
    this.#log = log;
    this.#kept = kept;
    this.#waitMs = waitMs;
  }

  /** Adds an event soon. Never throws and never makes the caller wait: a turn does not fail for a console. */
  add(event: ConsoleEvent): void {
    const key = keyOf(event);
    const earlier = this.#waiting.get(key);
    this.#waiting.delete(key);
    this.#waiting.set(key, merged(earlier, event));
    this.#dropOldest();
    this.#later(this.#waitMs);
  }

  /** Tells whoever listens now. */
  typing(notice: TypingNotice): void {
    this.#driver.publish(TYPING_TOPIC, JSON.stringify(notice)).catch(() => undefined);
  }

  /** Stores what waits; resolves when it is stored or has to wait for the store. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#flushing;
    if (this.#waiting.size === 0) return;
    const batch = this.#waiting;
    this.#waiting = new Map();
    this.#flushing = this.#store(batch).finally(() => {
      this.#flushing = undefined;
    });
    await this.#flushing;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.flush();
    clearTimeout(this.#timer);
  }

  /** Where the sequence stands; 0 before the first event. */
  async last(): Promise<number> {
    const [newest] = await this.#driver.range(PARTITION, LIST, { limit: 1, newestFirst: true });
    return newest?.position ?? 0;
  }

  /** Events after a number, oldest first, at most `limit`. */
  async read(after: number, limit: number): Promise<EventReading> {
    const entries = await this.#driver.range(PARTITION, LIST, { after, limit });
    const first = entries[0];
    if (!first) {
      const seq = await this.last();
      // Somebody may have added one since; a later number than any means that the store is another one.
      if (seq > after) return this.read(after, limit);
      return seq < after ? { status: 'reset', seq } : { status: 'read', events: [], seq };
    }
    if (first.position > after + 1) return { status: 'reset', seq: await this.last() };
    const events = entries.map(numbered);
    return { status: 'read', events, seq: events.at(-1)!.seq };
  }

  /** Calls back when there are new events to read, from this process or another. */
  watch(onNews: () => void): Promise<() => Promise<void>> {
    return this.#driver.subscribe(EVENTS_TOPIC, onNews, onNews);
  }

  watchTyping(onTyping: (notice: TypingNotice) => void): Promise<() => Promise<void>> {
    return this.#driver.subscribe(TYPING_TOPIC, (message) => onTyping(JSON.parse(message) as TypingNotice));
  }

  #later(waitMs: number): void {
    if (this.#stopped) return;
    this.#timer ??= setTimeout(() => {
      this.flush().catch((error) => this.#log.error('events.failed', errorFields(error)));
    }, waitMs).unref();
  }

  async #store(batch: ReadonlyMap<string, ConsoleEvent>): Promise<void> {
    try {
      const appends = [...batch.values()].map((value) => ({ list: LIST, value }));
      const result = await this.#driver.commit({
        partition: PARTITION,
        appends,
        notices: [{ topic: EVENTS_TOPIC, message: '' }],
      });
      if (result.status === 'committed') await this.#trim(result.positions);
    } catch (error) {
      this.#log.warn('events.waiting', { count: batch.size, ...errorFields(error) });
      this.#keep(batch);
    }
  }

  async #trim(positions: readonly number[]): Promise<void> {
    const due = positions.find((position) => position % TRIM_EVERY === 0);
    if (due === undefined || due <= this.#kept) return;
    await this.#driver
      .commit({ partition: PARTITION, trims: [{ list: LIST, upTo: due - this.#kept }] })
      .catch((error) => this.#log.warn('events.trim.failed', errorFields(error)));
  }

  /** Puts back what could not be stored, before what came since. */
  #keep(batch: ReadonlyMap<string, ConsoleEvent>): void {
    const since = this.#waiting;
    this.#waiting = new Map(batch);
    for (const [key, event] of since) this.#waiting.set(key, merged(this.#waiting.get(key), event));
    this.#dropOldest();
    this.#later(AGAIN_MS);
  }

  #dropOldest(): void {
    for (const key of this.#waiting.keys()) {
      if (this.#waiting.size <= MOST_WAITING) return;
      this.#waiting.delete(key);
    }
  }
}

function numbered({ position, value }: Entry): NumberedEvent {
  return { ...(value as ConsoleEvent), seq: position };
}
