import type { Driver, RankedOptions } from '../storage/index.ts';

const PARTITION = 'work';
const INDEX = 'conversations';

export interface Hint {
  readonly conversation: string;
  /** When it was written, by the clock of its writer. */
  readonly order: number;
}

/**
 * Which conversations may have something left to do: unanswered messages or undelivered replies. An entry is a hint
 * with the time of its last message. It is written beside every accepted message and taken away only after a grace
 * time, and only while it is unchanged. So a message that was accepted is always found again, whatever crashed.
 */
export class WorkList {
  /** How old a hint must be before it may go; far longer than any commit takes. */
  static readonly GRACE_MS = 60_000;
  readonly #driver: Driver;
  readonly #now: () => number;

  constructor(driver: Driver, now: () => number) {
    this.#driver = driver;
    this.#now = now;
  }

  async add(conversation: string): Promise<void> {
    const rank = { index: INDEX, member: conversation, order: this.#now() };
    await this.#driver.commit({ partition: PARTITION, ranks: [rank] });
  }

  /** Hint and commit go together; when the commit was slow, the hint is renewed before anybody is told of it. */
  async beside<T>(conversation: string, commit: () => Promise<T>): Promise<T> {
    const begun = this.#now();
    const [result] = await Promise.all([commit(), this.add(conversation)]);
    if (this.#now() - begun > WorkList.GRACE_MS / 2) await this.add(conversation);
    return result;
  }

  /** Takes the hint of a deleted conversation away. */
  static async forget(driver: Driver, conversation: string): Promise<void> {
    await driver.commit({ partition: PARTITION, unranks: [{ index: INDEX, member: conversation }] });
  }

  /** Takes a hint away once its grace time is over, unless a newer message has renewed it. */
  async drop(conversation: string, order: number): Promise<void> {
    // Its time is that of a clock ahead of ours: its grace time begins now.
    if (order > this.#now() + WorkList.GRACE_MS) return this.add(conversation);
    if (order > this.#now() - WorkList.GRACE_MS) return;
    await this.#driver.commit({ partition: PARTITION, unranks: [{ index: INDEX, member: conversation, order }] });
  }

  /** All hints, oldest first, whatever their time: the clock may have been set back since. */
  all(): AsyncGenerator<Hint> {
    return this.#read({});
  }

  /** The hints whose grace time is over, and those that no clock near ours has written. */
  async *stale(): AsyncGenerator<Hint> {
    const now = this.#now();
    yield* this.#read({ upTo: now - WorkList.GRACE_MS });
    yield* this.#read({ after: { member: '', order: now + WorkList.GRACE_MS } });
  }

  /** Reads page by page; each conversation once. */
  async *#read(part: Pick<RankedOptions, 'upTo' | 'after'>): AsyncGenerator<Hint> {
    const seen = new Set<string>();
    for (let limit = 500; ; limit *= 2) {
      const page = await this.#driver.ranked(PARTITION, INDEX, { ...part, limit });
      for (const { member, order } of page) {
        if (seen.has(member)) continue;
        seen.add(member);
        yield { conversation: member, order };
      }
      if (page.length < limit) return;
    }
  }
}
