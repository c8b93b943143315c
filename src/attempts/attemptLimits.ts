import type { Driver } from '../storage/index.ts';
import { Buckets } from './buckets.ts';

/** So many attempts within so long a time. */
export interface Limit {
  readonly most: number;
  readonly windowMs: number;
}

/** What attempts are counted on: a fingerprint under one of the kinds. */
export interface Subject<K extends string> {
  readonly kind: K;
  readonly fingerprint: string;
}

export type Reserved =
  | {
      readonly status: 'reserved';
      /** How many more attempts the narrowest limit allows. */
      readonly triesLeft: number;
      /** Takes this attempt, and only this one, back: it was right, or nothing was checked. */
      release(): Promise<void>;
    }
  | { readonly status: 'limited' /** Milliseconds since 1970. */; readonly retryAt: number };

/** An attempt: when, and an id of its own so that exactly this one can be taken back. */
type Attempt = readonly [at: number, id: string];
type Taken =
  | { readonly status: 'taken'; readonly count: number }
  | { readonly status: 'limited'; readonly retryAt: number };

export interface AttemptLimitsOptions<K extends string> {
  readonly driver: Driver;
  /** Begins the names of the partitions, so that the attempts of two parts never meet. */
  readonly partition: string;
  readonly limits: Readonly<Record<K, Limit>>;
  readonly now: () => number;
  readonly newId: () => string;
}

/**
 * Counts attempts in the shared store, so that the limits hold over channels, processes and restarts. An attempt is
 * counted **before** anything is checked, so that a hundred at once get no further than a hundred in a row.
 */
export class AttemptLimits<K extends string> {
  readonly #options: AttemptLimitsOptions<K>;
  readonly #buckets: Readonly<Record<string, Buckets<readonly Attempt[]>>>;

  constructor(options: AttemptLimitsOptions<K>) {
    this.#options = options;
    const { driver, partition, now } = options;
    const kinds = Object.entries<Limit>(options.limits).map(([kind, { windowMs }]) => {
      const isOver = (attempts: readonly Attempt[], at: number) => attempts.every(([made]) => made <= at - windowMs);
      return [kind, new Buckets<readonly Attempt[]>({ driver, partition: `${partition}:${kind}`, isOver, now })];
    });
    this.#buckets = Object.fromEntries(kinds);
  }

  /** Counts one attempt on every subject, or on none when one of them is used up. */
  async reserve(subjects: readonly Subject<K>[]): Promise<Reserved> {
    const refusals = await Promise.all(subjects.map((subject) => this.#refusal(subject)));
    const waits = refusals.filter((retryAt) => retryAt !== undefined);
    if (waits.length > 0) return { status: 'limited', retryAt: Math.max(...waits) };
    const id = this.#options.newId();
    const taken = await Promise.all(subjects.map((subject) => this.#take(subject, id)));
    const release = async () => {
      await Promise.all(subjects.map((subject) => this.#giveBack(subject, id)));
    };
    const limited = taken.filter((one) => one.status === 'limited');
    if (limited.length > 0) {
      await release();
      return { status: 'limited', retryAt: Math.max(...limited.map((one) => one.retryAt)) };
    }
    const left = taken.map(
      (one, index) => this.#limit(subjects[index]!).most - (one.status === 'taken' ? one.count : 0),
    );
    return { status: 'reserved', triesLeft: Math.min(...left), release };
  }

  async #refusal(subject: Subject<K>): Promise<number | undefined> {
    const attempts = this.#counted(subject, await this.#bucket(subject).read(subject.fingerprint));
    return this.#retryAt(subject, attempts);
  }

  #take(subject: Subject<K>, id: string): Promise<Taken> {
    return this.#bucket(subject).change<Taken>(subject.fingerprint, (record) => {
      const attempts = this.#counted(subject, record);
      // A commit may be sent twice when a connection breaks: the attempt then stands there already.
      if (attempts.some(([, own]) => own === id))
        return { record, result: { status: 'taken', count: attempts.length } };
      const retryAt = this.#retryAt(subject, attempts);
      if (retryAt !== undefined) return { record, result: { status: 'limited', retryAt } };
      const next: Attempt[] = [...attempts, [this.#options.now(), id]];
      return { record: next, result: { status: 'taken', count: next.length } };
    });
  }

  #giveBack(subject: Subject<K>, id: string): Promise<void> {
    return this.#bucket(subject).change<void>(subject.fingerprint, (record) => {
      const others = record?.filter(([, own]) => own !== id);
      if (others?.length === record?.length) return { record, result: undefined };
      return { record: others?.length ? others : undefined, result: undefined };
    });
  }

  #counted(subject: Subject<K>, record: readonly Attempt[] | undefined): readonly Attempt[] {
    const since = this.#options.now() - this.#limit(subject).windowMs;
    return (record ?? []).filter(([at]) => at > since);
  }

  /** When the oldest counted attempt stops counting, if there is no room before. */
  #retryAt(subject: Subject<K>, attempts: readonly Attempt[]): number | undefined {
    const { most, windowMs } = this.#limit(subject);
    const freeing = attempts.map(([at]) => at).sort((a, b) => a - b)[attempts.length - most];
    return freeing === undefined ? undefined : freeing + windowMs;
  }

  #limit(subject: Subject<K>): Limit {
    return this.#options.limits[subject.kind];
  }

  #bucket(subject: Subject<K>): Buckets<readonly Attempt[]> {
    return this.#buckets[subject.kind]!;
  }
}
