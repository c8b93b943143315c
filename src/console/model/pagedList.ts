import type { Page } from '../api/wire.ts';
import { Cell } from './cell.ts';

export interface ListState<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins; null at the end. */
  readonly next: string | null;
  readonly reading: boolean;
  readonly read: boolean;
  readonly failed: boolean;
}

/** Empty pages that are read on through before the list is shown as it is. */
const MOST_EMPTY = 20;

/** A long list, read page by page as it is scrolled. */
export class PagedList<Item> {
  readonly state = new Cell<ListState<Item>>({ items: [], next: null, reading: false, read: false, failed: false });
  readonly #load: (after: string | undefined) => Promise<Page<Item>>;
  readonly #key: (item: Item) => string;
  #run = 0;

  constructor(load: (after: string | undefined) => Promise<Page<Item>>, key: (item: Item) => string) {
    this.#load = load;
    this.#key = key;
  }

  /** Forgets everything and reads the first page: a filter changed. */
  restart(): Promise<void> {
    this.state.update((state) => ({ ...state, items: [], next: null, read: false }));
    return this.refresh();
  }

  /** Reads the first page again; what was read below it stays, in its place. */
  refresh(): Promise<void> {
    return this.#read(undefined, ({ items, next = null }) => {
      const known = this.state.value;
      const fresh = new Set(items.map(this.#key));
      const below = known.items.filter((item) => !fresh.has(this.#key(item)));
      const short = !next || known.items.length <= items.length;
      return short ? { items, next } : { items: [...items, ...below], next: known.next };
    });
  }

  async more(): Promise<void> {
    const { next, reading, items } = this.state.value;
    if (!next || reading) return;
    await this.#read(next, (page) => {
      const known = new Set(items.map(this.#key));
      const fresh = page.items.filter((item) => !known.has(this.#key(item)));
      return { items: [...items, ...fresh], next: page.next ?? null };
    });
  }

  /** A search reads on page by page and may find nothing in one: an empty page is not the end. */
  async #firstWithItems(after: string | undefined): Promise<Page<Item>> {
    let page = await this.#load(after);
    for (let step = 0; step < MOST_EMPTY && page.items.length === 0 && page.next; step += 1) {
      page = await this.#load(page.next);
    }
    return page;
  }

  async #read(
    after: string | undefined,
    merge: (page: Page<Item>) => { items: readonly Item[]; next: string | null },
  ): Promise<void> {
    this.#run += 1;
    const run = this.#run;
    this.state.update((state) => ({ ...state, reading: true, failed: false }));
    try {
      const page = await this.#firstWithItems(after);
      if (run === this.#run) this.state.set({ ...merge(page), reading: false, read: true, failed: false });
    } catch {
      if (run === this.#run) this.state.update((state) => ({ ...state, reading: false, read: true, failed: true }));
    }
  }
}
