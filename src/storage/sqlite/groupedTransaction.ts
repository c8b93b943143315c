import type { DatabaseSync } from 'node:sqlite';

/** A flush waits so many times as long as the last one took the disk, so that flushing takes a small part of the time. */
const REST = 4;
const LONGEST_REST_MS = 2;

/**
 * Many commits, one disk flush. Writes asked for within one event-loop tick, or while the disk rests from the last
 * flush, are applied together in one transaction with full sync. Their promises resolve only after that flush; when it
 * fails, all of them are refused together. No transaction stays open between ticks.
 */
export class GroupedTransaction {
  readonly #db: DatabaseSync;
  readonly #around: Around;
  #waiting: Waiting[] = [];
  /** When the disk has rested from the last flush, on the clock of `performance.now()`. */
  #restedAt = 0;

  constructor(db: DatabaseSync, around: Around) {
    this.#db = db;
    this.#around = around;
  }

  /** Adds a write to the group; resolves with its result once it is durable. */
  add<T>(write: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#waiting.length === 0) this.#plan();
      this.#waiting.push({ write, resolve: resolve as (result: unknown) => void, reject });
    });
  }

  /** Applies everything that waits, now. */
  flush(): void {
    const group = this.#waiting;
    this.#waiting = [];
    if (group.length === 0) return;
    try {
      const results = this.#apply(group);
      for (const [index, one] of group.entries()) one.resolve(results[index]);
    } catch (error) {
      for (const one of group) one.reject(error);
    }
  }

  #plan(): void {
    const rest = this.#restedAt - performance.now();
    // Timers count whole milliseconds: a shorter rest is none.
    if (rest < 1) setImmediate(() => this.flush());
    else setTimeout(() => this.flush(), rest);
  }

  #apply(group: readonly Waiting[]): unknown[] {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      this.#around.afterBegin();
      const results = group.map((one) => one.write());
      this.#around.beforeCommit();
      this.#flushToDisk();
      return results;
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }
  #flushToDisk(): void {
    const from = performance.now();
    this.#db.exec('COMMIT');
    const to = performance.now();
    this.#restedAt = to + Math.min(REST * (to - from), LONGEST_REST_MS);
  }
}

/** Work at both ends of every group. */
interface Around {
  afterBegin(): void;
  beforeCommit(): void;
}

interface Waiting {
  readonly write: () => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}
