import { randomUUID } from 'node:crypto';
import type { Complaints } from '../complaints/index.ts';
import { ConversationIndex, type ConversationRecord, partitionOf } from '../conversation/index.ts';
import { errorFields, type Log } from '../log.ts';
import type { Driver } from '../storage/index.ts';
import { ERASURES, Eraser } from './eraser.ts';

export interface RetentionOptions {
  readonly driver: Driver;
  readonly complaints: Pick<Complaints, 'all' | 'erase'>;
  /** Days after which a shop's conversations and closed complaints go; a shop that is not named keeps everything. */
  readonly days: ReadonlyMap<string, number>;
  readonly now: () => number;
  readonly log: Log;
  readonly lookEveryMs?: number;
}

const DAY_MS = 86_400_000;
const LOOK_EVERY_MS = 3_600_000;
const LEASE_MS = 60_000;
const PAGE = 100;

/**
 * Deletes what a shop keeps no longer: conversations so many days after their last activity, and complaints so long after
 * they were closed. An open complaint and its evidence stay, whatever becomes of its conversation. One process at a time.
 */
export class Retention {
  readonly #options: RetentionOptions;
  readonly #eraser: Eraser;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(options: RetentionOptions) {
    this.#options = options;
    this.#eraser = new Eraser(options);
  }

  async start(): Promise<void> {
    this.#look();
    this.#timer = setInterval(() => this.#look(), this.#options.lookEveryMs ?? LOOK_EVERY_MS);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#running;
  }

  /** Deletes all that is over, unless another process is at it. */
  async work(): Promise<void> {
    const { driver, days } = this.#options;
    const lease = await driver.claimLease(ERASURES.partition, 'retention', randomUUID(), LEASE_MS);
    if (!lease) return;
    const renewal = setInterval(() => {
      driver.renewLease(ERASURES.partition, 'retention', lease.number, LEASE_MS).catch(() => undefined);
    }, LEASE_MS / 3);
    try {
      for (const [shop, kept] of days) await this.#shop(shop, this.#options.now() - kept * DAY_MS);
      await this.#eraser.purgeClaims();
    } finally {
      clearInterval(renewal);
      await driver.releaseLease(ERASURES.partition, 'retention', lease.number);
    }
  }

  #look(): void {
    if (this.#stopped) return;
    this.#running ??= this.work()
      .catch((error) => this.#options.log.error('retention.failed', errorFields(error)))
      .finally(() => {
        this.#running = undefined;
      });
  }

  async #shop(shop: string, before: number): Promise<void> {
    const counts = { conversations: 0, complaints: 0, files: 0 };
    for await (const record of this.#oldConversations(shop, before)) {
      counts.files += await this.#eraser.conversation(record);
      counts.conversations += 1;
    }
    for await (const record of this.#options.complaints.all(shop, { state: 'closed' })) {
      if (Date.parse(record.history.at(-1)?.at ?? record.filedAt) >= before) continue;
      counts.files += await this.#eraser.complaint(record);
      counts.complaints += 1;
    }
    if (counts.conversations + counts.complaints === 0) return;
    await this.#eraser.note({ shop, by: 'clock', asked: 'retention', ...counts });
    this.#options.log.info('retention.deleted', { shop, ...counts });
  }

  /** The list has the newest first: what lies behind the day is old. Each that is deleted leaves the list. */
  async *#oldConversations(shop: string, before: number): AsyncGenerator<ConversationRecord> {
    const { driver } = this.#options;
    const index = new ConversationIndex(driver);
    for (let after = { order: -before, member: '' }; !this.#stopped; ) {
      const { items, next } = await index.ofShop(shop, { after, limit: PAGE });
      for (const { id } of items) {
        const stored = await driver.get(partitionOf(id), 'conversation');
        if (stored) yield stored.value as ConversationRecord;
        if (this.#stopped) return;
      }
      if (!next) return;
      after = next;
    }
  }
}
