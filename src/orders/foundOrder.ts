import { contactsOf } from './contact.ts';
import type { Order } from './order.ts';
import { bearing } from './orderNumber.ts';
import type { FoundOrder } from './orderSource.ts';
import { type RawOrder, type Reading, readOrder } from './readOrder.ts';

/** A found order of a record at hand; it is read when it is opened. */
export function foundOrder(raw: RawOrder, reading: () => Reading): FoundOrder {
  return {
    number: raw.number,
    contacts: contactsOf({ email: textOf(raw.email), phone: textOf(raw.phone) }),
    open: async () => readOrder(raw, reading()),
  };
}

/** Those with this number; if there are several, each is marked, because nobody can say which one is meant. */
export function onlyWithNumber(found: readonly FoundOrder[], number: string): FoundOrder[] {
  const same = bearing(found, number);
  return same.length > 1 ? same.map(markedAsDuplicate) : same;
}

function markedAsDuplicate(found: FoundOrder): FoundOrder {
  return {
    ...found,
    open: async (): Promise<Order> => {
      const order = await found.open();
      return { ...order, doubts: [...order.doubts, { code: 'duplicate_number', field: 'number' }] };
    },
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
