import type { Driver, Put } from '../storage/index.ts';
import type { ComplaintRecord } from './complaintRecord.ts';
import { type ComplaintStore, complaintsOf } from './complaintStore.ts';
import { dueIndex, newEntries, type OutboxEntry, outboxKey } from './delivery/outboxEntry.ts';
import type { Reached, Target } from './delivery/target.ts';

/** How a delivery stands, for the people of the shop. */
export interface DeliveryView extends OutboxEntry {
  /** The address or URL; absent when the setting is gone: nothing is sent there any more. */
  readonly name?: string;
  /** How far the customer's channel has brought it. */
  readonly reached?: Reached;
}

export type ResendResult =
  | { readonly status: 'queued'; readonly deliveries: number }
  | { readonly status: 'unknown' }
  /** The shop has no address and no webhook, and nothing is owed to the customer. */
  | { readonly status: 'no_target' };

interface Parts {
  readonly driver: Driver;
  readonly store: ComplaintStore;
  readonly targets: readonly Target[];
  /** The ways to the customer. */
  readonly customers: readonly Target[];
  readonly now: () => number;
}

/** The outbox entries of a complaint with their versions, in the order in which they came into being. */
async function entriesOf(shop: string, keys: readonly string[], driver: Driver) {
  const stored = await Promise.all(keys.map((key) => driver.get(complaintsOf(shop), key)));
  return keys.flatMap((key, at) => {
    const one = stored[at];
    return one ? [{ key, entry: one.value as OutboxEntry, version: one.version }] : [];
  });
}

/** How the deliveries of a complaint stand, those to the customer with what became of them on the channel. */
export async function deliveriesOf(record: ComplaintRecord, parts: Parts): Promise<DeliveryView[]> {
  const entries = await entriesOf(record.shop, record.deliveries, parts.driver);
  return Promise.all(
    entries.map(async ({ entry }) => {
      const target = targetOf(entry, parts);
      const reached = entry.receipt === undefined ? undefined : await target?.reached?.(record, entry.receipt);
      return { ...entry, ...(target && { name: target.name }), ...(reached && { reached }) };
    }),
  );
}

function targetOf(entry: OutboxEntry, { targets, customers }: Parts): Target | undefined {
  return [...targets, ...customers].find((target) => target.id === entry.target);
}

/**
 * Sends again, under the same ids: what has not been delivered to the shop, or everything when all has, and what has
 * not reached the customer; an answer that did is never said twice. Targets that were set since then get the filing
 * too. What may have arrived is marked as sent again.
 */
export async function resend(shop: string, number: string, by: string, parts: Parts): Promise<ResendResult> {
  const { driver, store, targets, now } = parts;
  for (;;) {
    const stored = await store.get(shop, number);
    if (!stored) return { status: 'unknown' };
    const { record } = stored;
    const entries = await entriesOf(shop, record.deliveries, driver);
    const told = entries.filter(({ entry }) => targets.some(({ id }) => id === entry.target));
    const fresh = targets.filter((target) => !record.deliveries.includes(outboxKey(number, 'filed', target.id)));
    const lost = await unreached(record, entries, parts);
    if (targets.length === 0 && lost.length === 0) return { status: 'no_target' };
    const undelivered = told.filter(({ entry }) => entry.state !== 'delivered');
    const owed = undelivered.length + fresh.length + lost.length > 0;
    const chosen = [...(owed ? undelivered : told.filter(({ entry }) => entry.notice === 'filed')), ...lost];
    const added = newEntries(number, 'filed', fresh, now());
    const changed = {
      ...record,
      deliveries: [...record.deliveries, ...added.keys],
      history: [...record.history, { at: new Date(now()).toISOString(), by, deed: 'resent' as const }],
    };
    const puts = chosen.map(({ key, entry, version }): Put => ({ key, value: renewed(entry, now()), expect: version }));
    const ranks = chosen.map(({ key, entry }) => ({ index: dueIndex(entry.target), member: key, order: now() }));
    const aside = { puts: [...added.puts, ...puts], ranks: [...added.ranks, ...ranks] };
    if (await store.replace(stored, changed, aside))
      return { status: 'queued', deliveries: chosen.length + fresh.length };
  }
}

type Entries = Awaited<ReturnType<typeof entriesOf>>;

/** Answers that the customer does not have: not sent yet or given up, or refused by the channel afterwards. */
async function unreached(record: ComplaintRecord, entries: Entries, parts: Parts): Promise<Entries> {
  const toCustomer = entries.filter(({ entry }) => parts.customers.some(({ id }) => id === entry.target));
  const found = await Promise.all(
    toCustomer.map(async (one) => {
      const { state, receipt } = one.entry;
      if (state !== 'delivered') return [one];
      const reached = receipt === undefined ? undefined : await targetOf(one.entry, parts)?.reached?.(record, receipt);
      return reached?.state === 'failed' ? [{ ...one, entry: anew(one.entry) }] : [];
    }),
  );
  return found.flat();
}

/** The channel refused the message for good: the next one is another message. */
function anew({ receipt: _receipt, ...entry }: OutboxEntry): OutboxEntry {
  return { ...entry, state: 'failed', round: (entry.round ?? 0) + 1 };
}

/** A new life; one that was under way, or was accepted, may be there already. */
function renewed({ code: _code, ...entry }: OutboxEntry, now: number): OutboxEntry {
  const again = entry.again || entry.unconfirmed || entry.state === 'delivered';
  return { ...entry, state: 'waiting', attempts: 0, since: now, again };
}
