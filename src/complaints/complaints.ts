import { randomUUID } from 'node:crypto';
import { type KeyedHash, storedHash } from '../attempts/index.ts';
import { errorFields, type Log } from '../log.ts';
import type { Driver } from '../storage/index.ts';
import { readComplaintNumber } from './complaintNumber.ts';
import { type ComplaintRecord, type HistoryEntry, isWaiting } from './complaintRecord.ts';
import {
  type Aside,
  type ComplaintPage,
  ComplaintStore,
  complaintsOf,
  type ListOptions,
  type OnComplaintChange,
} from './complaintStore.ts';
import { CLOCK_INDEX } from './deadline.ts';
import { DeadlineClock } from './deadlineClock.ts';
import { fitsCustomer, WINDOW_CLOSED } from './delivery/customerTargets.ts';
import { Dispatcher, RETRY, type RetryRule } from './delivery/dispatcher.ts';
import { dueIndex, newEntries } from './delivery/outboxEntry.ts';
import type { SentAnswer, Target } from './delivery/target.ts';
import { type EvidenceFile, EvidenceShelf, evidenceOf, type FileReader } from './evidenceShelf.ts';
import type { CaseKind, Filing } from './filing.ts';
import { Lane, type LaneWork } from './lane.ts';
import { type Draft, Numbers } from './numbers.ts';
import { Projector } from './projector.ts';
import { type DeliveryView, deliveriesOf, type ResendResult, resend } from './resend.ts';
import { type StatusAsk, StatusDesk, type StatusResult } from './statusAsk.ts';
import type { OnComplaintStep } from './steps.ts';

export interface ComplaintsOptions {
  readonly driver: Driver;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Log;
  /** Files that channels stored; without it evidence is noted as missing. */
  readonly files?: FileReader;
  /** Shops whose deadlines and deliveries this process works on. */
  readonly shops?: readonly string[];
  /** To whom of the shops complaints are delivered (`openTargets`); without any they stay in the store. */
  readonly targets?: readonly Target[];
  /** The ways to the customers (`customerTargets`); without any an answer waits until the customer asks for it. */
  readonly customers?: readonly Target[];
  /** So many days before the promised day the shop is reminded. */
  readonly remindDays?: number;
  readonly retry?: Partial<RetryRule>;
  /** After so many milliseconds of silence another process takes over. */
  readonly leaseMs?: number;
  readonly onChange?: OnComplaintChange;
  readonly onStep?: OnComplaintStep;
}

export type ActResult =
  | { readonly status: 'done'; readonly record: ComplaintRecord }
  | { readonly status: 'unknown' }
  /** It is closed, and what is closed stays as it is. */
  | { readonly status: 'closed'; readonly record: ComplaintRecord };

/** Complaints and privacy requests: numbers, records, states, delivery. For dialogs, the commands and the console. */
export interface Complaints {
  /** Claims a number for a draft; the same draft always gets the same number. */
  reserve(draft: Draft & { readonly kind: CaseKind }): Promise<string>;
  /** State for the customer who gives number and e-mail; wrong attempts are limited. */
  status(ask: StatusAsk): Promise<StatusResult>;
  get(shop: string, number: string): Promise<ComplaintRecord | undefined>;
  /** A page, the newest first. */
  list(shop: string, options: ListOptions): Promise<ComplaintPage>;
  /** All, read page by page. */
  all(shop: string, options?: Omit<ListOptions, 'after' | 'limit'>): AsyncGenerator<ComplaintRecord>;
  assign(shop: string, number: string, deed: { readonly by: string; readonly to: string }): Promise<ActResult>;
  answer(shop: string, number: string, deed: { readonly by: string; readonly text: string }): Promise<ActResult>;
  close(shop: string, number: string, deed: { readonly by: string; readonly note?: string }): Promise<ActResult>;
  /** How its deliveries to the shop, and its answers to the customer, stand. */
  deliveries(shop: string, number: string): Promise<readonly DeliveryView[]>;
  resend(shop: string, number: string, deed: { readonly by: string }): Promise<ResendResult>;
  /** A file that was given as evidence, by its id in the record. */
  evidence(shop: string, number: string, id: string): Promise<EvidenceFile | undefined>;
  /** Deletes a complaint with its evidence and deliveries; its number never comes to mean something else. */
  erase(shop: string, number: string): Promise<void>;
  /** The customer wrote: an answer that waited for that goes out now. */
  customerWrote(conversation: string): void;
  /** A turn of this conversation has committed: what it filed becomes a record. */
  wake(conversation: string): void;
  /** Does everything that is due now; for commands and tests. */
  work(): Promise<void>;
  /** Takes up what an earlier process left, and works from then on. */
  start(): Promise<void>;
  /** Begins nothing new and resolves when what runs has ended. */
  stop(): Promise<void>;
}

const SWEEP_MS = 15_000;
const REMIND_DAYS = 2;
const LEASE_MS = 15_000;
/** A receiver that is down rests for a second at first, for a minute at most. */
const REST = { firstMs: 1000, longestMs: 60_000 };
const AT_ONCE = 3;
const MOST_HELD = 10_000;

export function createComplaints(options: ComplaintsOptions): Complaints {
  return new ShopComplaints(options);
}

class ShopComplaints implements Complaints {
  readonly #options: ComplaintsOptions;
  readonly #store: ComplaintStore;
  readonly #numbers: Numbers;
  readonly #desk: StatusDesk;
  readonly #shelf: EvidenceShelf;
  readonly #projector: Projector;
  readonly #clock: DeadlineClock;
  readonly #lanes: ReadonlyMap<string, readonly Lane[]>;
  readonly #onStep: OnComplaintStep;
  readonly #unsubscribe: (() => Promise<void>)[] = [];
  /** Answers that wait for their customer to write again, by conversation; the retries find them after a restart. */
  readonly #held = new Map<string, { readonly shop: string; readonly key: string; readonly target: string }>();
  #hash: Promise<KeyedHash> | undefined;
  #sweep: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: ComplaintsOptions) {
    const { driver, now, log, files, onStep = () => undefined, remindDays = REMIND_DAYS } = options;
    const hash = () => this.#theHash();
    const store = new ComplaintStore(driver, options.onChange);
    const shelf = new EvidenceShelf(driver, files);
    this.#options = options;
    this.#onStep = onStep;
    this.#store = store;
    this.#shelf = shelf;
    this.#numbers = new Numbers(driver, hash);
    this.#desk = new StatusDesk({ driver, store, hash, now });
    this.#clock = new DeadlineClock({ store, targets: (shop) => this.#targets(shop), remindDays, now, log });
    const open = (filing: Filing, evidence: ComplaintRecord['evidence']) => this.#open(filing, evidence);
    this.#projector = new Projector({ driver, store, numbers: this.#numbers, evidence: shelf, open, onStep, now, log });
    this.#lanes = new Map((options.shops ?? []).map((shop) => [shop, this.#lanesOf(shop)]));
  }

  async reserve(draft: Draft): Promise<string> {
    const number = await this.#numbers.reserve(draft);
    await this.#onStep('reserved', number);
    return number;
  }

  status(ask: StatusAsk): Promise<StatusResult> {
    return this.#desk.ask(ask);
  }

  async get(shop: string, number: string): Promise<ComplaintRecord | undefined> {
    const read = readComplaintNumber(shop, number);
    return read === undefined ? undefined : (await this.#store.get(shop, read))?.record;
  }

  list(shop: string, options: ListOptions): Promise<ComplaintPage> {
    return this.#store.list(shop, options);
  }

  all(shop: string, options: Omit<ListOptions, 'after' | 'limit'> = {}): AsyncGenerator<ComplaintRecord> {
    return this.#store.all(shop, options);
  }

  assign(shop: string, number: string, { by, to }: { by: string; to: string }): Promise<ActResult> {
    return this.#act(shop, number, (record, at) => ({
      ...noted(record, { at, by, deed: 'assigned', note: to }),
      assignee: to,
      state: record.state === 'open' ? 'assigned' : record.state,
    }));
  }

  answer(shop: string, number: string, { by, text }: { by: string; text: string }): Promise<ActResult> {
    return this.#act(
      shop,
      number,
      (record, at) => ({
        ...noted(record, { at, by, deed: 'answered' }),
        answer: { text, by, at },
        state: 'answered',
      }),
      (record, at) => this.#answerEntries(record, { text, by, at }),
    );
  }

  /** What the customer is to be told, as part of the step that answers. */
  #answerEntries(record: ComplaintRecord, answer: SentAnswer) {
    const ways = this.#customers(record.shop).filter((target) => fitsCustomer(target, record.fields));
    const nth = record.history.filter(({ deed }) => deed === 'answered').length;
    return newEntries(record.number, 'answer', ways, this.#options.now(), { ...answer, nth });
  }

  close(shop: string, number: string, { by, note }: { by: string; note?: string }): Promise<ActResult> {
    return this.#act(shop, number, (record, at) => ({
      ...noted(record, { at, by, deed: 'closed', ...(note !== undefined && { note }) }),
      state: 'closed',
    }));
  }

  async deliveries(shop: string, number: string): Promise<readonly DeliveryView[]> {
    const record = await this.get(shop, number);
    return record ? deliveriesOf(record, this.#resendParts(shop)) : [];
  }

  async resend(shop: string, number: string, { by }: { by: string }): Promise<ResendResult> {
    const read = readComplaintNumber(shop, number);
    return read === undefined ? { status: 'unknown' } : resend(shop, read, by, this.#resendParts(shop));
  }

  async evidence(shop: string, number: string, id: string): Promise<EvidenceFile | undefined> {
    const record = await this.get(shop, number);
    const kept = record?.evidence.find((one) => one.id === id);
    return record && kept && this.#shelf.read(record.number, kept);
  }

  async erase(shop: string, number: string): Promise<void> {
    const record = await this.get(shop, number);
    if (!record) return;
    await this.#numbers.retire(record.number);
    await this.#options.driver.drop(evidenceOf(record.number));
    await this.#store.erase(record);
  }

  wake(conversation: string): void {
    if (this.#stopped) return;
    this.#projector.project(conversation).catch((error) => {
      this.#options.log.error('complaint.projection.failed', { conversation, ...errorFields(error) });
    });
  }

  customerWrote(conversation: string): void {
    const held = this.#held.get(conversation);
    if (!held || this.#stopped) return;
    this.#held.delete(conversation);
    const { shop, key, target } = held;
    const ranks = [{ index: dueIndex(target), member: key, order: this.#options.now() }];
    this.#store
      .write(shop, { ranks })
      .then(() => this.#wakeLanes(shop))
      .catch((error) => this.#options.log.error('complaint.answer.held', errorFields(error)));
  }

  async work(): Promise<void> {
    await this.#projector.sweep();
    // What the clock tells goes out in the same run.
    for (const lanes of this.#lanes.values()) for (const lane of lanes) await lane.run();
  }

  async start(): Promise<void> {
    const { driver, log } = this.#options;
    this.#sayWhoGetsNothing();
    for (const [shop, lanes] of this.#lanes) {
      const wake = () => this.#wakeLanes(shop);
      this.#unsubscribe.push(await driver.subscribe(complaintsOf(shop), wake, wake));
      for (const lane of lanes) lane.start();
    }
    await this.#projector.sweep();
    this.#sweep = setInterval(() => {
      this.#projector.sweep().catch((error) => log.error('complaints.sweep.failed', errorFields(error)));
    }, SWEEP_MS);
    this.#sweep.unref();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#sweep);
    for (const leave of this.#unsubscribe.splice(0)) await leave();
    await this.#projector.settled();
    await Promise.all([...this.#lanes.values()].flat().map((lane) => lane.stop()));
  }

  #targets(shop: string): readonly Target[] {
    return (this.#options.targets ?? []).filter((target) => target.shop === shop);
  }

  #customers(shop: string): readonly Target[] {
    return (this.#options.customers ?? []).filter((target) => target.shop === shop);
  }

  #wakeLanes(shop: string): void {
    for (const lane of this.#lanes.get(shop) ?? []) lane.wake();
  }

  /** A record, its deliveries and its deadline come into being together. */
  #open(filing: Filing, evidence: ComplaintRecord['evidence']): { record: ComplaintRecord; aside: Aside } {
    const { number, shop, filedAt } = filing;
    const { keys, puts, ranks } = newEntries(number, 'filed', this.#targets(shop), this.#options.now());
    const history: HistoryEntry[] = [{ at: filedAt, by: 'customer', deed: 'filed' }];
    const record: ComplaintRecord = { ...filing, evidence, state: 'open', deliveries: keys, history };
    return { record, aside: { puts, ranks: [...ranks, ...this.#clock.first(filing)] } };
  }

  /** One lane for the promised days, then one for each target, so that a target that stalls holds up no other. */
  #lanesOf(shop: string): Lane[] {
    const { driver, now, log, leaseMs = LEASE_MS, onStep = () => undefined } = this.#options;
    const retry = { ...RETRY, ...this.#options.retry };
    const dispatcher = new Dispatcher({
      driver,
      store: this.#store,
      evidence: this.#shelf,
      retry,
      onStep,
      onFailed: (key, { conversation }, { code }, target) => {
        if (code === WINDOW_CLOSED) this.#hold(conversation, { shop, key, target: target.id });
      },
      now,
      log,
    });
    const rest = {
      firstMs: Math.min(REST.firstMs, retry.firstMs),
      longestMs: Math.min(REST.longestMs, retry.longestMs),
    };
    const shared = { driver, shop, holder: randomUUID(), leaseMs, atOnce: AT_ONCE, rest, now, log };
    const clock = new Lane({
      ...shared,
      name: 'clock',
      index: CLOCK_INDEX,
      work: async (number) => {
        await this.#clock.look(shop, number);
        return 'done';
      },
    });
    const deliveries = [...this.#targets(shop), ...this.#customers(shop)].map((target) => {
      const lane = `lane:${target.id}`;
      const work: LaneWork = (key, lease) => dispatcher.attempt(key, { target, lane, lease });
      return new Lane({ ...shared, name: lane, index: dueIndex(target.id), work });
    });
    return [clock, ...deliveries];
  }

  #resendParts(shop: string) {
    const { driver, now } = this.#options;
    return { driver, store: this.#store, targets: this.#targets(shop), customers: this.#customers(shop), now };
  }

  #hold(conversation: string, held: { shop: string; key: string; target: string }): void {
    if (this.#held.size >= MOST_HELD) this.#held.clear();
    this.#held.set(conversation, held);
  }

  #sayWhoGetsNothing(): void {
    const shops = [...this.#lanes.keys()].filter((shop) => this.#targets(shop).length === 0);
    if (shops.length > 0) this.#options.log.warn('complaints.kept_in_store_only', { shops: shops.join(',') });
  }

  /** Changes a record by what really stands there; asks again when somebody else was faster. */
  async #act(
    shop: string,
    number: string,
    change: (record: ComplaintRecord, at: string) => ComplaintRecord,
    tell: (record: ComplaintRecord, at: string) => ReturnType<typeof newEntries> = () => NOTHING,
  ): Promise<ActResult> {
    const read = readComplaintNumber(shop, number);
    for (;;) {
      const stored = read === undefined ? undefined : await this.#store.get(shop, read);
      if (!stored) return { status: 'unknown' };
      if (stored.record.state === 'closed') return { status: 'closed', record: stored.record };
      const at = new Date(this.#options.now()).toISOString();
      const changed = change(stored.record, at);
      const { keys, puts, ranks } = tell(changed, at);
      const record = { ...changed, deliveries: [...changed.deliveries, ...keys] };
      const unranks = isWaiting(record) ? [] : [{ index: CLOCK_INDEX, member: record.number }];
      if (await this.#store.replace(stored, record, { puts, ranks, unranks })) return { status: 'done', record };
    }
  }

  #theHash(): Promise<KeyedHash> {
    this.#hash ??= storedHash(this.#options.driver, 'complaintsSecret').catch((error: unknown) => {
      this.#hash = undefined;
      throw error;
    });
    return this.#hash;
  }
}

const NOTHING: ReturnType<typeof newEntries> = { keys: [], puts: [], ranks: [] };

function noted(record: ComplaintRecord, entry: HistoryEntry): ComplaintRecord {
  return { ...record, history: [...record.history, entry] };
}
