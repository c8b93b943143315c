import { type KeyedHash, storedHash } from '../attempts/index.ts';
import { errorFields, type Log } from '../log.ts';
import type { Driver } from '../storage/index.ts';
import { readComplaintNumber } from './complaintNumber.ts';
import type { ComplaintRecord, Deed } from './complaintRecord.ts';
import { type Aside, type ComplaintPage, ComplaintStore, type ListOptions } from './complaintStore.ts';
import { EvidenceShelf, type FileReader } from './evidenceShelf.ts';
import type { CaseKind } from './filing.ts';
import { type Draft, Numbers } from './numbers.ts';
import { Projector } from './projector.ts';
import { type StatusAsk, StatusDesk, type StatusResult } from './statusAsk.ts';
import type { OnComplaintStep } from './steps.ts';

export interface ComplaintsOptions {
  readonly driver: Driver;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Log;
  /** Files that channels stored; without it evidence is noted as missing. */
  readonly files?: FileReader;
  readonly onStep?: OnComplaintStep;
}

export type ActResult =
  | { readonly status: 'done'; readonly record: ComplaintRecord }
  | { readonly status: 'unknown' }
  /** It is closed, and what is closed stays as it is. */
  | { readonly status: 'closed'; readonly record: ComplaintRecord };

/** Complaints and privacy requests: numbers, records, states. For dialogs, the commands and the console. */
export interface Complaints {
  /** Claims a number for a draft; the same draft always gets the same number. */
  reserve(draft: Draft & { readonly kind: CaseKind }): Promise<string>;
  /** State for the customer who gives number and e-mail; wrong attempts are limited. */
  status(ask: StatusAsk): Promise<StatusResult>;
  get(shop: string, number: string): Promise<ComplaintRecord | undefined>;
  list(shop: string, options: ListOptions): Promise<ComplaintPage>;
  assign(shop: string, number: string, deed: { readonly by: string; readonly to: string }): Promise<ActResult>;
  answer(shop: string, number: string, deed: { readonly by: string; readonly text: string }): Promise<ActResult>;
  close(shop: string, number: string, deed: { readonly by: string; readonly note?: string }): Promise<ActResult>;
  /** A turn of this conversation has committed: what it filed becomes a record. */
  wake(conversation: string): void;
  /** Takes up what an earlier process left, and looks again from time to time for what another process left. */
  start(): Promise<void>;
  /** Begins nothing new and resolves when what runs has ended. */
  stop(): Promise<void>;
}

const SWEEP_MS = 15_000;

export function createComplaints(options: ComplaintsOptions): Complaints {
  return new ShopComplaints(options);
}

class ShopComplaints implements Complaints {
  readonly #options: ComplaintsOptions;
  readonly #store: ComplaintStore;
  readonly #numbers: Numbers;
  readonly #desk: StatusDesk;
  readonly #projector: Projector;
  readonly #onStep: OnComplaintStep;
  #hash: Promise<KeyedHash> | undefined;
  #sweep: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: ComplaintsOptions) {
    const { driver, now, log, files, onStep = () => undefined } = options;
    const hash = () => this.#theHash();
    this.#options = options;
    this.#onStep = onStep;
    this.#store = new ComplaintStore(driver);
    this.#numbers = new Numbers(driver, hash);
    this.#desk = new StatusDesk({ driver, store: this.#store, hash, now });
    const evidence = new EvidenceShelf(driver, files);
    const aside = (): Aside => ({});
    this.#projector = new Projector({
      driver,
      store: this.#store,
      evidence,
      aside,
      onFiled: () => undefined,
      onStep,
      now,
      log,
    });
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

  assign(shop: string, number: string, { by, to }: { by: string; to: string }): Promise<ActResult> {
    return this.#act(shop, number, (record, at) => ({
      ...noted(record, { at, by, deed: 'assigned', note: to }),
      assignee: to,
      state: record.state === 'open' ? 'assigned' : record.state,
    }));
  }

  answer(shop: string, number: string, { by, text }: { by: string; text: string }): Promise<ActResult> {
    return this.#act(shop, number, (record, at) => ({
      ...noted(record, { at, by, deed: 'answered' }),
      answer: { text, by, at },
      state: 'answered',
    }));
  }

  close(shop: string, number: string, { by, note }: { by: string; note?: string }): Promise<ActResult> {
    return this.#act(shop, number, (record, at) => ({
      ...noted(record, { at, by, deed: 'closed', ...(note !== undefined && { note }) }),
      state: 'closed',
    }));
  }

  wake(conversation: string): void {
    if (this.#stopped) return;
    this.#projector.project(conversation).catch((error) => {
      this.#options.log.error('complaint.projection.failed', { conversation, ...errorFields(error) });
    });
  }

  async start(): Promise<void> {
    await this.#projector.sweep();
    this.#sweep = setInterval(() => {
      this.#projector.sweep().catch((error) => this.#options.log.error('complaints.sweep.failed', errorFields(error)));
    }, SWEEP_MS);
    this.#sweep.unref();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#sweep);
    await this.#projector.settled();
  }

  /** Changes a record by what really stands there; asks again when somebody else was faster. */
  async #act(
    shop: string,
    number: string,
    change: (record: ComplaintRecord, at: string) => ComplaintRecord,
  ): Promise<ActResult> {
    const read = readComplaintNumber(shop, number);
    for (;;) {
      const stored = read === undefined ? undefined : await this.#store.get(shop, read);
      if (!stored) return { status: 'unknown' };
      if (stored.record.state === 'closed') return { status: 'closed', record: stored.record };
      const record = change(stored.record, new Date(this.#options.now()).toISOString());
      if (await this.#store.replace(stored, record)) return { status: 'done', record };
    }
  }

  #theHash(): Promise<KeyedHash> {
    this.#hash ??= storedHash(this.#options.driver, 'ordersSecret').catch((error: unknown) => {
      this.#hash = undefined;
      throw error;
    });
    return this.#hash;
  }
}

function noted(record: ComplaintRecord, entry: { at: string; by: string; deed: Deed; note?: string }): ComplaintRecord {
  return { ...record, history: [...record.history, entry] };
}
