import type { DatabaseSync } from 'node:sqlite';

/**
 * Many commits, one disk flush. Writes asked for within one event-loop tick are applied together in one transaction
 * with full sync, once the tick's input has been handled. Their promises resolve only after that flush; when it
 * fails, all of them are refused together. No transaction stays open between ticks.
 */
export class GroupedTransaction {
  readonly #db: DatabaseSync;
  readonly #around: Around;
  #waiting: Waiting[] = [];

  constructor(db: DatabaseSync, around: Around) {
    this.#db = db;
    this.#around = around;
  }

  /** Adds a write to the group; resolves with its result once it is durable. */
  add<T>(write: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.flush());
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

  #apply(group: readonly Waiting[]): unknown[] {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      this.#around.afterBegin();
      const results = group.map((one) => one.write());
      this.#around.beforeCommit();
      this.#db.exec('COMMIT');
      return results;
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
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
