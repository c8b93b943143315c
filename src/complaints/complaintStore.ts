import type { Driver, Put, Rank, Ranked, Unrank } from '../storage/index.ts';
import { COMPLAINT_STATES, type ComplaintRecord, type ComplaintState } from './complaintRecord.ts';
import { CLOCK_INDEX } from './deadline.ts';
import { dueIndex } from './delivery/outboxEntry.ts';
import type { CaseKind } from './filing.ts';

export interface ListOptions {
  readonly kind?: CaseKind;
  readonly state?: ComplaintState;
  /** Only those whose promised day has passed without an answer. */
  readonly overdue?: boolean;
  /** `next` of the page before. */
  readonly after?: string;
  /** At most 500. */
  readonly limit: number;
}

/** A page of complaints, the newest first. */
export interface ComplaintPage {
  readonly items: readonly ComplaintRecord[];
  readonly next?: string;
}

/** What changes in one step with a record: entries of the outbox, times at which something is due. */
export interface Aside {
  readonly puts?: readonly Put[];
  readonly ranks?: readonly Rank[];
  readonly unranks?: readonly Unrank[];
}

export interface StoredComplaint {
  readonly record: ComplaintRecord;
  readonly version: number;
}

/** A record was filed or changed by this process: a hint for whoever shows it. */
export type OnComplaintChange = (change: {
  readonly shop: string;
  readonly number: string;
  readonly state: ComplaintState;
}) => void;

const MOST = 500;
const INDEX = 'filed';

/** Everything about a shop's complaints lies in one partition, so that record, outbox and due times change as one. */
export function complaintsOf(shop: string): string {
  return `complaints:${shop}`;
}

export function recordKey(number: string): string {
  return `complaint:${number}`;
}

/** Reads and writes complaint records. Every change names the version it rests on. */
export class ComplaintStore {
  readonly #driver: Driver;
  readonly #onChange: OnComplaintChange;

  constructor(driver: Driver, onChange: OnComplaintChange = () => undefined) {
    this.#driver = driver;
    this.#onChange = onChange;
  }

  async get(shop: string, number: string): Promise<StoredComplaint | undefined> {
    const stored = await this.#driver.get(complaintsOf(shop), recordKey(number));
    return stored && { record: stored.value as ComplaintRecord, version: stored.version };
  }

  /** Stores a new record; false when one stands under its number. */
  async add(record: ComplaintRecord, aside: Aside): Promise<boolean> {
    const order = -Date.parse(record.filedAt);
    const indexes = [INDEX, `kind:${record.kind}`, `state:${record.state}`];
    const ranks = indexes.map((index) => ({ index, member: record.number, order }));
    return this.#commit(record, 0, { ...aside, ranks: [...ranks, ...(aside.ranks ?? [])] });
  }

  /** Replaces a record; false when it has changed since `before` was read. */
  async replace(before: StoredComplaint, record: ComplaintRecord, aside: Aside = {}): Promise<boolean> {
    if (record.state === before.record.state) return this.#commit(record, before.version, aside);
    const member = record.number;
    const order = -Date.parse(record.filedAt);
    return this.#commit(record, before.version, {
      puts: aside.puts ?? [],
      ranks: [...(aside.ranks ?? []), { index: `state:${record.state}`, member, order }],
      unranks: [...(aside.unranks ?? []), { index: `state:${before.record.state}`, member }],
    });
  }

  /** Deletes a record with its outbox and all its places in lists. */
  async erase({ shop, number, kind, deliveries }: ComplaintRecord): Promise<void> {
    const indexes = [INDEX, `kind:${kind}`, ...COMPLAINT_STATES.map((one) => `state:${one}`), CLOCK_INDEX];
    const due = deliveries.map((key) => ({ index: dueIndex(key.slice(key.lastIndexOf(':') + 1)), member: key }));
    await this.#driver.commit({
      partition: complaintsOf(shop),
      deletes: [recordKey(number), ...deliveries].map((key) => ({ key })),
      unranks: [...indexes.map((index) => ({ index, member: number })), ...due],
      notices: [{ topic: complaintsOf(shop), message: number }],
    });
  }

  /** Changes what lies beside the records. */
  async write(shop: string, aside: Aside): Promise<void> {
    await this.#driver.commit({ partition: complaintsOf(shop), ...aside });
  }

  /** A page of a shop's complaints, the newest first. */
  async list(shop: string, options: ListOptions): Promise<ComplaintPage> {
    const { kind, state } = options;
    const index = state ? `state:${state}` : kind ? `kind:${kind}` : INDEX;
    const limit = Math.min(Math.max(1, options.limit), MOST);
    const items: ComplaintRecord[] = [];
    for (let after = readCursor(options.after); ; ) {
      const rows = await this.#driver.ranked(complaintsOf(shop), index, { limit, ...(after && { after }) });
      const found = await Promise.all(rows.map(({ member }) => this.get(shop, member)));
      for (const [at, row] of rows.entries()) {
        const record = found[at]?.record;
        if (record && wanted(record, options)) items.push(record);
        if (items.length === limit) return at + 1 < rows.length || rows.length === limit ? page(items, row) : { items };
      }
      after = rows.at(-1);
      if (rows.length < limit || !after) return { items };
    }
  }

  /** All complaints of a shop, read page by page. */
  async *all(shop: string, options: Omit<ListOptions, 'after' | 'limit'> = {}): AsyncGenerator<ComplaintRecord> {
    for (let after: string | undefined; ; ) {
      const { items, next } = await this.list(shop, { ...options, limit: 100, ...(after && { after }) });
      yield* items;
      if (next === undefined) return;
      after = next;
    }
  }

  async #commit(record: ComplaintRecord, expect: number, aside: Aside): Promise<boolean> {
    const result = await this.#driver.commit({
      partition: complaintsOf(record.shop),
      puts: [{ key: recordKey(record.number), value: record, expect }, ...(aside.puts ?? [])],
      ranks: aside.ranks ?? [],
      unranks: aside.unranks ?? [],
      notices: [{ topic: complaintsOf(record.shop), message: record.number }],
    });
    if (result.status !== 'committed') return false;
    const { shop, number, state } = record;
    this.#onChange({ shop, number, state });
    return true;
  }
}

function wanted(record: ComplaintRecord, { kind, state, overdue }: ListOptions): boolean {
  if (kind !== undefined && record.kind !== kind) return false;
  if (state !== undefined && record.state !== state) return false;
  return !overdue || record.overdueSince !== undefined;
}

function page(items: readonly ComplaintRecord[], last: Ranked): ComplaintPage {
  return { items, next: `${last.order}/${last.member}` };
}

/** The place that a cursor names; the beginning for none, and for one that is none of ours. */
function readCursor(cursor: string | undefined): Ranked | undefined {
  const [, order, member] = /^(-?\d+)\/(.+)$/u.exec(cursor ?? '') ?? [];
  return member === undefined ? undefined : { order: Number(order), member };
}
