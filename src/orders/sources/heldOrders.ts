import type { Contact } from '../contact.ts';
import { onlyWithNumber } from '../foundOrder.ts';
import { numberKey } from '../orderNumber.ts';
import { type FoundOrder, MOST_PER_PAGE, type OrderPage, type PageRequest } from '../orderSource.ts';

/** Orders held in memory, found by number or contact without looking through all of them. */
export class HeldOrders {
  readonly #byNumber: ReadonlyMap<string, FoundOrder[]>;
  readonly #byContact: ReadonlyMap<string, FoundOrder[]>;

  /** @param orders newest first: that is the order in which `byContact` gives them. */
  constructor(orders: readonly FoundOrder[]) {
    this.#byNumber = Map.groupBy(orders, (order) => numberKey(order.number));
    const pairs = orders.flatMap((order) => order.contacts.map((contact) => [contactKey(contact), order] as const));
    const grouped = Map.groupBy(pairs, ([key]) => key);
    this.#byContact = new Map([...grouped].map(([key, found]) => [key, found.map(([, order]) => order)]));
  }

  byNumber(number: string): FoundOrder[] {
    return onlyWithNumber(this.#byNumber.get(numberKey(number)) ?? [], number);
  }

  byContact(contact: Contact, page: PageRequest): OrderPage {
    const all = this.#byContact.get(contactKey(contact)) ?? [];
    const start = Number(page.after ?? 0);
    const end = start + Math.min(page.limit, MOST_PER_PAGE);
    return { orders: all.slice(start, end), ...(end < all.length && { next: String(end) }) };
  }
}

function contactKey(contact: Contact): string {
  return `${contact.kind}:${contact.value}`;
}
