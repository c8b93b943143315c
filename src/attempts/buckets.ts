import type { Driver } from '../storage/index.ts';

/** Records by fingerprint, as many to a document as share its first digits. */
export type Bucket<T> = Readonly<Record<string, T>>;

/** Give a value for the new record, `undefined` to remove it, and whatever the caller wants to know of it. */
export interface Change<T, R> {
  readonly record: T | undefined;
  readonly result: R;
}

export interface BucketsOptions<T> {
  readonly driver: Driver;
  readonly partition: string;
  /** Is this record of no use any more? Such records go with the next change of their document. */
  readonly isOver: (record: T, now: number) => boolean;
  readonly now: () => number;
}

/** 4096 documents: few enough never to need clearing up, many enough that two customers rarely meet in one. */
const DIGITS = 3;
const MOST_CONFLICTS = 1000;

/**
 * Short-lived records in the shared store, changed one at a time by everybody: a change is decided on what really
 * stands there, and is told only once it is durable. What is over disappears by itself.
 */
export class Buckets<T> {
  readonly #options: BucketsOptions<T>;

  constructor(options: BucketsOptions<T>) {
    this.#options = options;
  }

  async read(fingerprint: string): Promise<T | undefined> {
    const { bucket } = await this.#load(fingerprint);
    return bucket[fingerprint];
  }

  /** Decides on the record and stores the decision in one step; `decide` may be asked again when others were faster. */
  async change<R>(fingerprint: string, decide: (record: T | undefined) => Change<T, R>): Promise<R> {
    for (let conflict = 0; conflict < MOST_CONFLICTS; conflict += 1) {
      const { bucket, version } = await this.#load(fingerprint);
      const { record, result } = decide(bucket[fingerprint]);
      if (record === bucket[fingerprint]) return result;
      const { [fingerprint]: _before, ...others } = bucket;
      const value = record === undefined ? others : { ...others, [fingerprint]: record };
      const committed = await this.#options.driver.commit({
        partition: this.#place(fingerprint),
        puts: [{ key: 'records', value, expect: version }],
      });
      if (committed.status === 'committed') return result;
    }
    throw new Error('too many others change the same record');
  }

  async #load(fingerprint: string): Promise<{ bucket: Bucket<T>; version: number }> {
    const { driver, isOver, now } = this.#options;
    const stored = await driver.get(this.#place(fingerprint), 'records');
    const all = Object.entries((stored?.value ?? {}) as Bucket<T>);
    const live = all.filter(([, record]) => !isOver(record, now()));
    return { bucket: Object.fromEntries(live), version: stored?.version ?? 0 };
  }

  #place(fingerprint: string): string {
    return `${this.#options.partition}:${fingerprint.slice(0, DIGITS)}`;
  }
}
