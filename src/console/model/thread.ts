import { ApiError } from '../api/client.ts';
import type { ConsoleEvent, ConversationDetail, Handover, TranscriptEntry, TranscriptPage } from '../api/wire.ts';
import { Cell } from './cell.ts';
import type { Desk } from './desk.ts';
import { type Draft, openDraft } from './draft.ts';

const PAGE = 40;
const TYPING_MS = 6_000;
const TYPING_SAID_MS = 3_000;
/** More steps than any conversation needs to catch up in one go. */
const MOST_STEPS = 50;

export type Move = 'claim' | 'give-back' | 'close' | 'transfer' | 'take-over';

/** One conversation as the agent reads it: its record by position, and what is known about it. */
export class Thread {
  readonly id: string;
  readonly #desk: Desk;
  readonly detail = new Cell<ConversationDetail | undefined>(undefined);
  readonly entries = new Cell<readonly TranscriptEntry[]>([]);
  readonly older = new Cell<'none' | 'some' | 'reading'>('none');
  readonly failure = new Cell<ApiError | undefined>(undefined);
  readonly customerTypes = new Cell(false);
  readonly busy = new Cell(false);
  readonly writes = new Cell<'reply' | 'note'>('reply');
  /** The reply and the note that are being written. */
  readonly draft: Cell<Draft>;
  readonly noteDraft: Cell<Draft>;
  /** Which question about the conversation is open: to whom to hand it, or whether to close it. */
  readonly asked = new Cell<'transfer' | 'close' | undefined>(undefined);
  /** A move that is more than the one who gets it is given at a time: done all the same, if the agent says so. */
  readonly tooMany = new Cell<{ readonly move: Move; readonly body: object; readonly why: string } | undefined>(
    undefined,
  );
  #before: number | string | null = null;
  #reading = false;
  #again = false;
  #opened = false;
  #typingTimer: ReturnType<typeof setTimeout> | undefined;
  #typingSaid = 0;

  constructor(desk: Desk, id: string) {
    this.#desk = desk;
    this.id = id;
    this.draft = openDraft(desk.kept, id);
    this.noteDraft = openDraft(desk.kept, `note:${id}`);
  }

  get path(): string {
    return `conversations/${encodeURIComponent(this.id)}`;
  }

  /** Reads it the first time; later only what is new. */
  async open(): Promise<void> {
    if (this.#opened) return this.changed();
    try {
      this.failure.set(undefined);
      await Promise.all([this.loadDetail(), this.#loadNewest()]);
      this.#opened = true;
    } catch (error) {
      if (error instanceof ApiError) this.failure.set(error);
      else throw error;
    }
  }

  async loadDetail(): Promise<void> {
    this.detail.set(await this.#desk.api.get<ConversationDetail>(this.path));
  }

  /** Everything may have changed: events were missed. */
  changed(): void {
    void this.loadDetail().catch(() => undefined);
    void this.catchUp(true);
  }

  take(event: ConsoleEvent): void {
    if (event.type === 'typing' && event.by !== 'agent') this.#showTyping();
    if (!this.#opened) return;
    if (event.type === 'handover') this.changed();
    if (event.type === 'conversation') {
      const known = this.entries.value.at(-1)?.position ?? -1;
      void this.catchUp(event.position === undefined || event.position <= known);
    }
  }

  async loadOlder(): Promise<void> {
    if (this.older.value !== 'some') return;
    this.older.set('reading');
    try {
      const page = await this.#page({ before: this.#before, limit: PAGE });
      this.#merge(page.entries);
      this.#before = page.next ?? null;
    } catch {
      // The button to read on stays.
    }
    this.older.set(this.#before === null ? 'none' : 'some');
  }

  /** Reads what was said since the last entry; with `states` also what became of the newest ones. */
  async catchUp(states = false): Promise<void> {
    if (this.#reading) {
      this.#again = true;
      return;
    }
    this.#reading = true;
    try {
      await this.#readOn();
      if (states) await this.#readStates();
    } catch {
      // The next event or the next wake-up reads again from the same place.
    }
    this.#reading = false;
    if (!this.#again) return;
    this.#again = false;
    await this.catchUp(true);
  }

  /** Claim, give back, close, transfer, take over. Tells true when it is done. */
  async move(move: Move, body: object = {}): Promise<ApiError | undefined> {
    this.busy.set(true);
    try {
      const answer = await this.#desk.api.post<Handover | { handover: Handover } | undefined>(
        `${this.path}/${move}`,
        body,
      );
      const handover = answer && ('handover' in answer ? answer.handover : answer);
      if (handover?.state) this.detail.update((detail) => detail && { ...detail, handover });
      return undefined;
    } catch (error) {
      if (error instanceof ApiError) return error;
      throw error;
    } finally {
      this.busy.set(false);
      this.changed();
      void this.#desk.inbox.refresh();
    }
  }

  /** Tells the customer that somebody writes, at most every few seconds. */
  sayTyping(): void {
    const now = Date.now();
    if (now - this.#typingSaid < TYPING_SAID_MS) return;
    this.#typingSaid = now;
    this.#desk.api.post(`${this.path}/typing`).catch(() => undefined);
  }

  #showTyping(): void {
    clearTimeout(this.#typingTimer);
    this.customerTypes.set(true);
    this.#typingTimer = setTimeout(() => this.customerTypes.set(false), TYPING_MS);
  }

  async #loadNewest(): Promise<void> {
    const page = await this.#page({ limit: PAGE });
    this.#merge(page.entries);
    this.#before = page.next ?? null;
    this.older.set(this.#before === null ? 'none' : 'some');
  }

  async #readOn(): Promise<void> {
    let after: number | string | undefined = this.entries.value.at(-1)?.position;
    if (after === undefined) return this.#loadNewest();
    for (let step = 0; step < MOST_STEPS && after !== undefined; step += 1) {
      const page: TranscriptPage = await this.#page({ after, limit: PAGE });
      if (page.entries.some((entry) => entry.by === 'customer')) this.#customerWrote();
      this.#merge(page.entries);
      const full = page.entries.length === PAGE ? page.entries.at(-1)?.position : undefined;
      after = page.next ?? full;
    }
  }

  /** Where the platform limits the time to answer, it runs anew from here. */
  #customerWrote(): void {
    this.customerTypes.set(false);
    if (this.detail.value?.limits.windowEndsAt) void this.loadDetail().catch(() => undefined);
  }

  /** The newest page once more, for delivery states; entries above what is shown are left out. */
  async #readStates(): Promise<void> {
    const first = this.entries.value[0]?.position ?? 0;
    const { entries } = await this.#page({ limit: PAGE });
    this.#merge(entries.filter((entry) => entry.position >= first));
  }

  #page(query: Record<string, number | string | null>): Promise<TranscriptPage> {
    return this.#desk.api.get<TranscriptPage>(`${this.path}/transcript`, query);
  }

  #merge(fresh: readonly TranscriptEntry[]): void {
    if (fresh.length === 0) return;
    const byPosition = new Map(this.entries.value.map((entry) => [entry.position, entry]));
    for (const entry of fresh) byPosition.set(entry.position, entry);
    this.entries.set([...byPosition.values()].sort((one, other) => one.position - other.position));
  }
}
