import type { Driver, Put } from '../storage/index.ts';
import { type ComplaintStore, complaintsOf } from './complaintStore.ts';
import { dueIndex, newEntries, type OutboxEntry, outboxKey } from './delivery/outboxEntry.ts';
import type { Target } from './delivery/target.ts';

/** How a delivery stands, for the people of the shop. */
export interface DeliveryView extends OutboxEntry {
  /** The address or URL; absent when the setting is gone: nothing is sent there any more. */
  readonly name?: string;
}

export type ResendResult =
  | { readonly status: 'queued'; readonly deliveries: number }
  | { readonly status: 'unknown' }
  /** The shop has no address and no webhook. */
  | { readonly status: 'no_target' };

interface Parts {
  readonly driver: Driver;
  readonly store: ComplaintStore;
  readonly targets: readonly Target[];
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

export async function deliveriesOf(shop: string, keys: readonly string[], parts: Parts): Promise<DeliveryView[]> {
  const entries = await entriesOf(shop, keys, parts.driver);
  return entries.map(({ entry }) => {
    const name = parts.targets.find((target) => target.id === entry.target)?.name;
    return { ...entry, ...(name !== undefined && { name }) };
  });
}

/**
 * Sends a complaint to its shop again, under the same ids: what has not been delivered, or everything when all has.
 * Targets that were set since then get it too. What may have arrived is marked as sent again.
 */
export async function resend(shop: string, number: string, by: string, parts: Parts): Promise<ResendResult> {
  const { driver, store, targets, now } = parts;
  if (targets.length === 0) return { status: 'no_target' };
  for (;;) {
    const stored = await store.get(shop, number);
    if (!stored) return { status: 'unknown' };
    const { record } = stored;
    const entries = (await entriesOf(shop, record.deliveries, driver)).filter(({ entry }) =>
      targets.some((target) => target.id === entry.target),
    );
    const fresh = targets.filter((target) => !record.deliveries.includes(outboxKey(number, 'filed', target.id)));
    const undelivered = entries.filter(({ entry }) => entry.state !== 'delivered');
    const chosen =
      undelivered.length + fresh.length > 0 ? undelivered : entries.filter(({ entry }) => entry.notice === 'filed');
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

/** A new life; one that was under way, or was accepted, may be there already. */
function renewed({ code: _code, ...entry }: OutboxEntry, now: number): OutboxEntry {
  const again = entry.again || entry.unconfirmed || entry.state === 'delivered';
  return { ...entry, state: 'waiting', attempts: 0, since: now, again };
}
