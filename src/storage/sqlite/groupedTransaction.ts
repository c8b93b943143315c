import type { DatabaseSync } from 'node:sqlite';

/**
 * Many commits, one disk flush. The first write of an event-loop tick opens a transaction, every other write of the
 * tick joins it, and after the tick's input has been handled it is committed once with full sync. Promises made
 * inside resolve only after that flush; when it fails, all of them are refused together.
 */
export class GroupedTransaction {
  readonly #db: DatabaseSync;
  readonly #afterBegin: () => void;
  readonly #beforeCommit: () => void;
  #waiting: Waiting[] = [];
  #open = false;

  constructor(db: DatabaseSync, hooks: { afterBegin: () => void; beforeCommit: () => void }) {
    this.#db = db;
    this.#afterBegin = hooks.afterBegin;
    this.#beforeCommit = hooks.beforeCommit;
  }

  /** Runs a write inside the open group and gives its result at once, before it is durable. */
  run<T>(write: () => T): T {
    this.#begin();
    try {
      return write();
    } catch (error) {
      this.#abort(error);
      throw error;
    }
  }

  /** Runs a write inside the open group; resolves with its result once the group is durable. */
  promise<T>(write: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const result = this.run(write);
      this.#waiting.push({ resolve: () => resolve(result), reject });
    });
  }

  /** Makes everything so far durable now. */
  flush(): void {
    if (!this.#open) return;
    const waiting = this.#waiting;
    try {
      this.#beforeCommit();
      this.#db.exec('COMMIT');
    } catch (error) {
      this.#abort(error);
      return;
    }
    this.#open = false;
    this.#waiting = [];
    for (const one of waiting) one.resolve();
  }

  #begin(): void {
    if (this.#open) return;
    this.#db.exec('BEGIN IMMEDIATE');
    this.#open = true;
    this.#afterBegin();
    setImmediate(() => this.flush());
  }

  #abort(error: unknown): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#open = false;
    if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
    for (const one of waiting) one.reject(error);
  }
}

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}
