import { errorFields, type Log } from '../../log.ts';
import type { CommitResult, Driver, Lease } from '../../storage/index.ts';
import type { ComplaintRecord, KeptEvidence } from '../complaintRecord.ts';
import { type ComplaintStore, complaintsOf } from '../complaintStore.ts';
import type { EvidenceFile, EvidenceShelf } from '../evidenceShelf.ts';
import type { OnComplaintStep } from '../steps.ts';
import { dueIndex, type OutboxEntry } from './outboxEntry.ts';
import { DeliveryError, type DeliveryFailure, type Dispatch, type Target } from './target.ts';

/** How failed attempts are repeated. */
export interface RetryRule {
  readonly firstMs: number;
  readonly longestMs: number;
  /** So long after it began an entry is given up. */
  readonly lifeMs: number;
}

/** Half a minute at first, then doubling up to an hour, for three days: a weekend without mail loses nothing. */
export const RETRY: RetryRule = { firstMs: 30_000, longestMs: 3_600_000, lifeMs: 3 * 86_400_000 };

export interface DispatcherOptions {
  readonly driver: Driver;
  readonly store: ComplaintStore;
  readonly evidence: EvidenceShelf;
  readonly retry: RetryRule;
  readonly onStep: OnComplaintStep;
  /** An attempt failed and its outcome is noted. */
  readonly onFailed?: (key: string, record: ComplaintRecord, failure: DeliveryFailure, target: Target) => void;
  readonly now: () => number;
  readonly log: Log;
}

/** Who works at a target now: the lease whose number every write names. */
export interface AtWork {
  readonly target: Target;
  readonly lane: string;
  readonly lease: Lease;
}

/**
 * Makes one attempt at one entry of the outbox. `sending` is stored before the attempt and its outcome after it, both
 * fenced. Where the outcome of an attempt is not known, the next one goes under the same id and is marked.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /** `down` when the target as a whole does not answer. */
  async attempt(key: string, work: AtWork): Promise<'done' | 'down'> {
    const { driver, store, now, onStep } = this.#options;
    const { shop } = work.target;
    const stored = await driver.get(complaintsOf(shop), key);
    const entry = stored?.value as OutboxEntry | undefined;
    const record = entry && (await store.get(shop, entry.number))?.record;
    if (!stored || !entry || !record || entry.state === 'delivered' || entry.state === 'failed') {
      await driver.commit({
        partition: complaintsOf(shop),
        unranks: [{ index: dueIndex(work.target.id), member: key }],
      });
      return 'done';
    }
    const again = entry.again || entry.unconfirmed;
    const begun: OutboxEntry = { ...entry, state: 'sending', attempts: entry.attempts + 1, unconfirmed: true, again };
    const version = await this.#write(key, begun, stored.version, work);
    if (version === undefined) return 'done';
    if (again) this.#log('warn', 'complaint.delivery.again', begun);
    const evidence = entry.notice === 'answer' ? [] : await this.#files(record.number, record.evidence);
    await onStep('sending', record.number);
    const sent = await outcomeOf(work.target.send(dispatchOf(begun, record, evidence)));
    const failure = 'failure' in sent ? sent.failure : undefined;
    await onStep('accepted', record.number);
    await this.#write(
      key,
      this.#after(begun, sent, work.target),
      version,
      work,
      failure && this.#waitMs(begun, failure),
    );
    if (failure) this.#options.onFailed?.(key, record, failure, work.target);
    await onStep('recorded', record.number);
    if (failure) this.#log('warn', 'complaint.delivery.failed', begun, failure, now());
    return failure?.down ? 'down' : 'done';
  }

  #after(entry: OutboxEntry, sent: Outcome, target: Target): OutboxEntry {
    const { now, retry } = this.#options;
    const at = new Date(now()).toISOString();
    if (!('failure' in sent)) {
      const { receipt } = sent;
      return { ...entry, state: 'delivered', unconfirmed: false, at, ...(receipt !== undefined && { receipt }) };
    }
    const { failure } = sent;
    const over = failure.final || now() - entry.since >= (target.lifeMs ?? retry.lifeMs);
    const unconfirmed = failure.unconfirmed === true;
    return { ...entry, state: over ? 'failed' : 'waiting', unconfirmed, code: failure.code, at };
  }

  #waitMs(entry: OutboxEntry, { retryAfterMs = 0 }: DeliveryFailure): number {
    const { firstMs, longestMs } = this.#options.retry;
    return Math.max(retryAfterMs, Math.min(firstMs * 2 ** (entry.attempts - 1), longestMs));
  }

  /** The new version; nothing when the lease has gone or the entry has changed (it was erased, or is sent again). */
  async #write(
    key: string,
    value: OutboxEntry,
    expect: number,
    { target, lane, lease }: AtWork,
    waitMs = 0,
  ): Promise<number | undefined> {
    const { driver, now } = this.#options;
    const index = dueIndex(target.id);
    const over = value.state === 'delivered' || value.state === 'failed';
    const result: CommitResult = await driver.commit({
      partition: complaintsOf(target.shop),
      fence: { lease: lane, number: lease.number },
      puts: [{ key, value, expect }],
      ...(over && { unranks: [{ index, member: key }] }),
      ...(value.state === 'waiting' && { ranks: [{ index, member: key, order: now() + waitMs }] }),
    });
    return result.status === 'committed' ? result.version : undefined;
  }

  async #files(number: string, kept: readonly KeptEvidence[]): Promise<EvidenceFile[]> {
    const files: EvidenceFile[] = [];
    for (const one of kept) {
      const file = await this.#options.evidence.read(number, one);
      if (file) files.push(file);
    }
    return files;
  }

  #log(level: 'warn', event: string, entry: OutboxEntry, failure?: DeliveryFailure, now = 0): void {
    const { id, target, attempts, since } = entry;
    const why = failure && { failure: failure.code, ageMs: now - since, ...errorFields(failure.cause) };
    this.#options.log[level](event, { delivery: id, target, attempts, ...why });
  }
}

type Outcome = { readonly receipt?: string } | { readonly failure: DeliveryFailure };

async function outcomeOf(sending: ReturnType<Target['send']>): Promise<Outcome> {
  try {
    const receipt = await sending;
    return typeof receipt === 'string' ? { receipt } : {};
  } catch (error) {
    if (error instanceof DeliveryError) return { failure: error.failure };
    return { failure: { code: 'Error', unconfirmed: true, cause: error } };
  }
}

function dispatchOf(entry: OutboxEntry, record: ComplaintRecord, evidence: readonly EvidenceFile[]): Dispatch {
  const { id, notice, attempts, again, answer, round = 0 } = entry;
  return { id, notice, record, evidence, attempt: attempts, again, round, ...(answer && { answer }) };
}
