import { HttpError } from '../http.ts';

export interface Rate {
  /** How many at once after a quiet time. */
  readonly burst: number;
  /** How many a minute in the long run. */
  readonly perMinute: number;
}

/**
 * A bucket of permits per person (or address). Buckets that have filled up again are forgotten, so memory holds only
 * who was active in the last minute or so.
 */
export class RateLimit {
  readonly #rate: Rate;
  readonly #now: () => number;
  readonly #buckets = new Map<string, { permits: number; at: number }>();
  #sweptAt = 0;

  constructor(rate: Rate, now: () => number) {
    this.#rate = rate;
    this.#now = now;
  }

  /** Takes one permit, or throws 429 with the seconds to wait. */
  take(who: string): void {
    const now = this.#now();
    this.#forget(now);
    const bucket = this.#buckets.get(who) ?? { permits: this.#rate.burst, at: now };
    const perMs = this.#rate.perMinute / 60_000;
    bucket.permits = Math.min(this.#rate.burst, bucket.permits + Math.max(0, now - bucket.at) * perMs);
    bucket.at = now;
    this.#buckets.set(who, bucket);
    if (bucket.permits < 1) {
      const seconds = Math.max(1, Math.ceil((1 - bucket.permits) / perMs / 1000));
      throw new HttpError(429, 'TooManyRequests', `too many requests: try again in ${seconds} s`, {
        'retry-after': String(seconds),
      });
    }
    bucket.permits -= 1;
  }

  /** How many are remembered. */
  get size(): number {
    return this.#buckets.size;
  }

  #forget(now: number): void {
    const fullAfterMs = (this.#rate.burst / this.#rate.perMinute) * 60_000;
    const sinceMs = now - this.#sweptAt;
    if (sinceMs >= 0 && sinceMs < fullAfterMs) return;
    this.#sweptAt = now;
    for (const [who, bucket] of this.#buckets) {
      // The clock was set back: nobody waits until it is as late again.
      bucket.at = Math.min(bucket.at, now);
      if (now - bucket.at >= fullAfterMs) this.#buckets.delete(who);
    }
  }
}
