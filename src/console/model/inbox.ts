import type { ConversationItem, Queue, QueueItem } from '../api/wire.ts';
import { Cell } from './cell.ts';
import type { Desk } from './desk.ts';
import { PagedList } from './pagedList.ts';

export type InboxTab = 'waiting' | 'mine' | 'all';
export type StateFilter = 'open' | 'bot' | 'closed' | 'all';

/** Many events in a short time are one reading. */
const GATHER_MS = 250;

/** Who waits, whom this agent has, and all conversations by page. */
export class Inbox {
  readonly #desk: Desk;
  readonly tab: Cell<InboxTab>;
  readonly shop: Cell<string>;
  readonly state = new Cell<StateFilter>('open');
  readonly search = new Cell('');
  readonly queue = new Cell<Queue>({ waiting: [], mine: [] });
  readonly loaded = new Cell(false);
  readonly all: PagedList<ConversationItem>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #reading = false;
  #again = false;
  #stopped = false;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.tab = new Cell<InboxTab>(desk.kept.read<InboxTab>('tab') ?? 'waiting');
    this.shop = new Cell(desk.kept.read<string>('shop') ?? '');
    this.tab.subscribe((tab) => {
      desk.kept.write('tab', tab);
      if (tab === 'all') void this.all.refresh();
    });
    this.shop.subscribe((shop) => {
      desk.kept.write('shop', shop);
      void this.refresh();
    });
    this.all = new PagedList<ConversationItem>(
      (after) =>
        desk.api.get('conversations', {
          shop: this.shop.value,
          state: this.state.value,
          q: this.search.value.trim(),
          after,
          limit: 40,
        }),
      (item) => item.conversation,
    );
    this.state.subscribe(() => void this.all.restart());
    this.search.subscribe(() => void this.all.restart());
  }

  /** What a tab shows: who waits and, below, who left a message; whom the agent has; all. */
  shown(tab: InboxTab): readonly (QueueItem | ConversationItem)[] {
    const { waiting, mine, left = [] } = this.queue.value;
    if (tab === 'waiting') return [...waiting, ...left];
    return tab === 'mine' ? mine : this.all.state.value.items;
  }

  /** Something happened; the lists are read again soon. */
  changed(): void {
    if (this.#timer !== undefined || this.#stopped) return;
    this.#timer = setTimeout(() => void this.refresh(), GATHER_MS);
  }

  async refresh(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#again = this.#reading;
    if (this.#reading) return;
    this.#reading = true;
    try {
      this.queue.set(await this.#desk.api.get<Queue>('queue', { shop: this.shop.value }));
      if (!this.loaded.value) this.#chooseTab();
      this.loaded.set(true);
      if (this.tab.value === 'all') await this.all.refresh();
    } catch {
      // The live line says that the server is away; what is shown stays until it is back.
    }
    this.#reading = false;
    if (this.#again) this.changed();
  }

  /** An agent who chose nothing yet sees where there is something to do. */
  #chooseTab(): void {
    const chosen = this.#desk.kept.read<InboxTab>('tab') !== undefined;
    if (!chosen && this.shown('waiting').length === 0 && this.shown('mine').length > 0) this.tab.set('mine');
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }
}
