import { errorFields, type Log } from '../log.ts';
import type { NumberedEvent } from './consoleEvent.ts';
import type { ConsoleEvents, EventReading } from './consoleEvents.ts';

const KEPT = 2000;
const PAGE = 500;

/**
 * The newest events in memory, so that a hundred open consoles cost one read of the store for each event. What lies
 * further back is read from the store.
 */
export class EventTail {
  readonly #events: ConsoleEvents;
  readonly #log: Log;
  readonly #listeners = new Set<() => void>();
  #tail: NumberedEvent[] = [];
  #fresh = false;
  #reading: Promise<void> | undefined;
  #unwatch: (() => Promise<void>) | undefined;

  constructor(events: ConsoleEvents, log: Log) {
    this.#events = events;
    this.#log = log;
  }

  async start(): Promise<void> {
    this.#unwatch = await this.#events.watch(() => this.look());
  }

  async stop(): Promise<void> {
    await this.#unwatch?.();
    this.#listeners.clear();
  }

  /** Looks for new events now, also when no notice came: a notice may have been lost. */
  look(): void {
    this.#fresh = false;
    for (const listener of [...this.#listeners]) listener();
  }

  /** Calls back when there may be new events; gives the way to stop. */
  listen(onNews: () => void): () => void {
    this.#listeners.add(onNews);
    return () => this.#listeners.delete(onNews);
  }

  /** Events after a number, as `ConsoleEvents.read` gives them. */
  async read(after: number): Promise<EventReading> {
    await this.#refresh();
    const first = this.#tail[0];
    const last = this.#tail.at(-1);
    if (!first || !last || after < first.seq - 1 || after > last.seq) return this.#events.read(after, PAGE);
    const events = this.#tail.slice(after + 1 - first.seq, after + 1 - first.seq + PAGE);
    return { status: 'read', events, seq: events.at(-1)?.seq ?? after };
  }

  async #refresh(): Promise<void> {
    while (!this.#fresh) {
      this.#reading ??= this.#readOn().finally(() => {
        this.#reading = undefined;
      });
      await this.#reading;
    }
  }

  async #readOn(): Promise<void> {
    // Set before the read: a notice that comes during it makes the tail stale again.
    this.#fresh = true;
    try {
      const from = this.#tail.at(-1)?.seq ?? Math.max(0, (await this.#events.last()) - PAGE);
      let reading = await this.#events.read(from, PAGE);
      if (reading.status === 'reset') this.#tail = [];
      while (reading.status === 'read' && reading.events.length > 0) {
        this.#tail.push(...reading.events);
        reading = await this.#events.read(reading.seq, PAGE);
      }
      if (this.#tail.length > 2 * KEPT) this.#tail = this.#tail.slice(-KEPT);
    } catch (error) {
      this.#fresh = false;
      this.#log.warn('events.unread', errorFields(error));
      throw error;
    }
  }
}
