import { conversationRecords, dropMark, recordMarks } from '../conversation/index.ts';
import { errorFields, type Log } from '../log.ts';
import type { Driver } from '../storage/index.ts';
import type { ComplaintRecord } from './complaintRecord.ts';
import type { Aside, ComplaintStore } from './complaintStore.ts';
import type { EvidenceShelf } from './evidenceShelf.ts';
import { FILINGS, type Filing } from './filing.ts';
import type { Numbers } from './numbers.ts';
import type { OnComplaintStep } from './steps.ts';

export interface ProjectorOptions {
  readonly driver: Driver;
  readonly store: ComplaintStore;
  readonly numbers: Numbers;
  readonly evidence: EvidenceShelf;
  /** A new record, with what comes into being with it: deliveries to the shop, times at which something is due. */
  readonly open: (filing: Filing, evidence: ComplaintRecord['evidence']) => { record: ComplaintRecord; aside: Aside };
  readonly onStep: OnComplaintStep;
  readonly now: () => number;
  readonly log: Log;
}

/**
 * Makes complaint records of what turns have filed. The turn's own list is the truth: it was stored in one step with
 * the reply that told the number, so whatever is killed after it, the next look at the list finds the filing. Filing
 * the same number again changes nothing.
 */
export class Projector {
  readonly #options: ProjectorOptions;
  readonly #running = new Map<string, Promise<void>>();

  constructor(options: ProjectorOptions) {
    this.#options = options;
  }

  /** Files what a conversation has filed; looks that come while one runs wait for the next one. */
  project(conversation: string): Promise<void> {
    const before = this.#running.get(conversation) ?? Promise.resolve();
    const running = before
      .catch(() => undefined)
      .then(() => this.#project(conversation))
      .finally(() => {
        if (this.#running.get(conversation) === running) this.#running.delete(conversation);
      });
    this.#running.set(conversation, running);
    return running;
  }

  /** Looks at all conversations that have filed lately, and forgets those that are done. */
  async sweep(): Promise<void> {
    const { driver, now, log } = this.#options;
    for await (const mark of recordMarks(driver, FILINGS)) {
      try {
        await this.project(mark.conversation);
        await dropMark(driver, FILINGS, mark, now());
      } catch (error) {
        log.error('complaint.projection.failed', { conversation: mark.conversation, ...errorFields(error) });
      }
    }
  }

  /** Resolves when nothing is being filed. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running.values());
  }

  async #project(conversation: string): Promise<void> {
    for await (const filing of conversationRecords(this.#options.driver, conversation, FILINGS)) {
      await this.#file(filing as Filing);
    }
  }

  async #file(filing: Filing): Promise<void> {
    const { store, numbers, evidence, open, onStep, log } = this.#options;
    const { number, shop } = filing;
    const known = await store.get(shop, number);
    if (known || (await numbers.isRetired(number))) return;
    await onStep('filing', number);
    const { record, aside } = open(filing, await evidence.keep(filing));
    await onStep('evidence', number);
    if (!(await store.add(record, aside))) return;
    log.info('complaint.filed', { complaint: number, shop, kind: filing.kind });
    await onStep('filed', number);
  }
}
