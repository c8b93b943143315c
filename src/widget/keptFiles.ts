import type { AttachedFile } from './chat/attachedFile.ts';
import { after, listen } from './guard.ts';

const DATABASE = 'sanad';
const STORE = 'files';
/** Some browsers never answer when they keep nothing. */
const OPEN_MS = 3000;

/**
 * Files that wait to be sent, for all tabs. They lie in IndexedDB: `localStorage` has hardly room for one, and the
 * shop's own pages need that room. Where the browser keeps nothing they live as long as the page does.
 */
export class KeptFiles {
  readonly #prefix: string;
  readonly #memory = new Map<string, AttachedFile>();
  #database: Promise<IDBDatabase | undefined> | undefined;

  constructor(shop: string) {
    this.#prefix = `${shop}:`;
  }

  /** Does this page hold it, whatever the browser keeps? */
  has(id: string): boolean {
    return this.#memory.has(id);
  }

  /** This page has the file at once; true when the browser keeps it too. */
  async write(id: string, file: AttachedFile): Promise<boolean> {
    this.#memory.set(id, file);
    return (await this.#ask('readwrite', (files) => files.put(file, this.#prefix + id))) !== undefined;
  }

  async read(id: string): Promise<AttachedFile | undefined> {
    return this.#memory.get(id) ?? this.#ask('readonly', (files) => files.get(this.#prefix + id));
  }

  remove(id: string): void {
    this.#memory.delete(id);
    void this.#ask('readwrite', (files) => files.delete(this.#prefix + id));
  }

  /** What the browser answers once the change is kept; nothing when it cannot. */
  async #ask<T>(mode: IDBTransactionMode, ask: (files: IDBObjectStore) => IDBRequest<T>): Promise<T | undefined> {
    this.#database ??= openDatabase();
    const database = await this.#database;
    if (!database) return undefined;
    return new Promise((resolve) => {
      try {
        const transaction = database.transaction(STORE, mode);
        const request = ask(transaction.objectStore(STORE));
        listen(transaction, 'complete', () => resolve(request.result));
        listen(transaction, 'abort', () => resolve(undefined));
      } catch {
        resolve(undefined);
      }
    });
  }
}

function openDatabase(): Promise<IDBDatabase | undefined> {
  return new Promise((resolve) => {
    after(OPEN_MS, () => resolve(undefined));
    try {
      const request = indexedDB.open(DATABASE, 1);
      listen(request, 'upgradeneeded', () => request.result.createObjectStore(STORE));
      listen(request, 'success', () => resolve(request.result));
      listen(request, 'error', () => resolve(undefined));
    } catch {
      resolve(undefined);
    }
  });
}
