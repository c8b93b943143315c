import type { Log } from '../log.ts';
import type { Rank } from '../storage/index.ts';
import { type ComplaintRecord, isWaiting } from './complaintRecord.ts';
import type { Aside, ComplaintStore } from './complaintStore.ts';
import { CLOCK_INDEX, deadlineOf } from './deadline.ts';
import { newEntries } from './delivery/outboxEntry.ts';
import type { Notice, Target } from './delivery/target.ts';

export interface DeadlineClockOptions {
  readonly store: ComplaintStore;
  readonly targets: (shop: string) => readonly Target[];
  /** So many days before the promised day the shop is reminded. */
  readonly remindDays: number;
  readonly now: () => number;
  readonly log: Log;
}

/**
 * Watches promised days: reminds the shop before one, and marks the complaint when one has passed without an answer.
 * What is done, is told and comes next changes in one step with the record, so a restart repeats and forgets nothing.
 */
export class DeadlineClock {
  readonly #options: DeadlineClockOptions;

  constructor(options: DeadlineClockOptions) {
    this.#options = options;
  }

  /** When a new complaint is looked at first; nothing when its text promises no day. */
  first({ number, filedAt, dueAt }: Pick<ComplaintRecord, 'number' | 'filedAt' | 'dueAt'>): Rank[] {
    if (dueAt === undefined) return [];
    const { remindAt } = deadlineOf(filedAt, dueAt, this.#options.remindDays);
    return [{ index: CLOCK_INDEX, member: number, order: remindAt }];
  }

  /** Does what is due with a complaint. */
  async look(shop: string, number: string): Promise<void> {
    const { store, now, remindDays } = this.#options;
    const stored = await store.get(shop, number);
    if (!stored) return store.write(shop, { unranks: [{ index: CLOCK_INDEX, member: number }] });
    const { record } = stored;
    const { filedAt, dueAt } = record;
    const rest: Aside = { unranks: [{ index: CLOCK_INDEX, member: number }] };
    if (dueAt === undefined || !isWaiting(record) || record.overdueSince !== undefined) return store.write(shop, rest);
    const { remindAt, missedAt } = deadlineOf(filedAt, dueAt, remindDays);
    const missed: Aside = { ranks: [{ index: CLOCK_INDEX, member: number, order: missedAt }] };
    const at = new Date(now()).toISOString();
    if (now() >= missedAt) {
      await this.#tell({ ...record, overdueSince: at }, stored, 'overdue', rest);
    } else if (now() >= remindAt && record.remindedAt === undefined) {
      await this.#tell({ ...record, remindedAt: at }, stored, 'reminder', missed);
    } else await store.write(shop, missed);
  }

  async #tell(
    record: ComplaintRecord,
    before: Parameters<ComplaintStore['replace']>[0],
    notice: Exclude<Notice, 'filed' | 'answer'>,
    next: Aside,
  ): Promise<void> {
    const { store, targets, now, log } = this.#options;
    const { keys, puts, ranks } = newEntries(record.number, notice, targets(record.shop), now());
    const deed = notice === 'overdue' ? 'overdue' : 'reminded';
    const changed: ComplaintRecord = {
      ...record,
      deliveries: [...record.deliveries, ...keys],
      history: [...record.history, { at: new Date(now()).toISOString(), by: 'clock', deed }],
    };
    const aside = { puts, ranks: [...ranks, ...(next.ranks ?? [])], unranks: next.unranks ?? [] };
    if (await store.replace(before, changed, aside)) {
      log.info(`complaint.${deed}`, { complaint: record.number, shop: record.shop });
    }
  }
}
