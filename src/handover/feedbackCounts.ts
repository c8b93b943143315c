import { conversationRecords } from '../conversation/index.ts';
import type { Driver, Ranked } from '../storage/index.ts';

/** The list of a conversation that ratings are kept in. */
export const FEEDBACK = 'feedback';

/** A customer's rating, as its turn keeps it. */
export interface FeedbackRecord {
  readonly subject: 'answer' | 'handover';
  readonly rating: 'good' | 'bad';
  readonly shop: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Who was rated, for a handover. */
  readonly agent?: string;
}

export interface FeedbackCount extends Pick<FeedbackRecord, 'subject' | 'rating'> {
  readonly count: number;
}

const PARTITION = 'feedback';
const MOST_TRIES = 50;
/** Marks of conversations are written a little before their turn is stored. */
const OVERLAP_MS = 3_600_000;

/**
 * Ratings by shop. The truth is each conversation's list; how much of it has been counted stands beside the counts and
 * changes with them, so that nothing is counted twice however often it is looked at.
 */
export class FeedbackCounts {
  readonly #driver: Driver;
  readonly #now: () => number;

  constructor(driver: Driver, now: () => number) {
    this.#driver = driver;
    this.#now = now;
  }

  /** Counts what a conversation has that is not counted yet. */
  async count(conversation: string): Promise<void> {
    const key = `counted:${conversation}`;
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const records: FeedbackRecord[] = [];
      for await (const one of conversationRecords(this.#driver, conversation, FEEDBACK))
        records.push(one as FeedbackRecord);
      const counted = await this.#driver.get(PARTITION, key);
      const fresh = records.slice(Number(counted?.value ?? 0));
      const shop = fresh[0]?.shop;
      if (shop === undefined) return;
      const before = await this.#driver.get(PARTITION, `counts:${shop}`);
      const counts = { ...(before?.value as Record<string, number> | undefined) };
      for (const { subject, rating } of fresh)
        counts[`${subject}.${rating}`] = (counts[`${subject}.${rating}`] ?? 0) + 1;
      const result = await this.#driver.commit({
        partition: PARTITION,
        puts: [
          { key, value: records.length, expect: counted?.version ?? 0 },
          { key: `counts:${shop}`, value: counts, expect: before?.version ?? 0 },
        ],
      });
      if (result.status === 'committed') return;
    }
    throw new Error(`the ratings of conversation ${conversation} could not be counted: too many at once`);
  }

  /** Counts what a crash has left uncounted: conversations with ratings since the last look. */
  async countAll(): Promise<void> {
    const looked = await this.#driver.get(PARTITION, 'looked');
    const at = this.#now();
    const limit = 200;
    for (let after: Ranked = { order: Number(looked?.value ?? 0) - OVERLAP_MS, member: '' }; ; ) {
      const page = await this.#driver.ranked('records', FEEDBACK, { after, limit });
      for (const { member } of page) await this.count(member);
      after = page.at(-1) ?? after;
      if (page.length < limit) break;
    }
    await this.#driver.commit({ partition: PARTITION, puts: [{ key: 'looked', value: at }] });
  }

  /** Forgets how far a conversation that was deleted has been counted; the counts, which are of nobody, stay. */
  static async forget(driver: Driver, conversation: string): Promise<void> {
    await driver.commit({ partition: PARTITION, deletes: [{ key: `counted:${conversation}` }] });
  }

  /** A shop's ratings so far. */
  async of(shop: string): Promise<FeedbackCount[]> {
    const stored = await this.#driver.get(PARTITION, `counts:${shop}`);
    return Object.entries((stored?.value as Record<string, number> | undefined) ?? {}).map(([name, count]) => {
      const [subject, rating] = name.split('.') as [FeedbackRecord['subject'], FeedbackRecord['rating']];
      return { subject, rating, count };
    });
  }
}
