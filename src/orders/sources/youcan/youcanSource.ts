import type { Contact } from '../../contact.ts';
import { foundOrder, onlyWithNumber } from '../../foundOrder.ts';
import { numberKey } from '../../orderNumber.ts';
import {
  type FoundOrder,
  MOST_PER_PAGE,
  type OrderPage,
  type OrderSource,
  OrderSourceError,
  type PageRequest,
} from '../../orderSource.ts';
import { JsonClient } from '../jsonRequest.ts';
import { addressOf, MOST_SEARCH_PAGES, type RemoteOptions, searchableNumber } from '../remoteOptions.ts';
import { ordersAnswer, rawOrder, YOUCAN_STATUSES } from './youcanPayload.ts';

/** Orders of a YouCan shop, by the Store Admin API. `secret` is a token with the scope read-orders. */
export class YouCanSource implements OrderSource {
  readonly name = 'youcan';
  readonly #options: RemoteOptions;
  readonly #client: JsonClient;

  constructor(options: RemoteOptions) {
    this.#options = options;
    const headers = { authorization: `Bearer ${options.secret}` };
    this.#client = new JsonClient({ ...options, source: this.name, headers });
  }

  /** `q` also matches notes, names and phones, so every hit's number is compared again. */
  async findByNumber(number: string): Promise<FoundOrder[]> {
    if (numberKey(number) === '') return [];
    const found: FoundOrder[] = [];
    let after: string | undefined;
    for (let page = 0; page < MOST_SEARCH_PAGES; page += 1) {
      const list = await this.#search(searchableNumber(number), {
        limit: MOST_PER_PAGE,
        ...(after !== undefined && { after }),
      });
      found.push(...list.orders);
      after = list.next;
      if (after === undefined) break;
    }
    return onlyWithNumber(found, number);
  }

  async findByContact(contact: Contact, page: PageRequest): Promise<OrderPage> {
    const words = contact.kind === 'phone' ? contact.value.slice(-9) : contact.value;
    const list = await this.#search(words, page);
    return {
      ...list,
      orders: list.orders.filter((order) => order.contacts.some((own) => own.value === contact.value)),
    };
  }

  async close(): Promise<void> {}

  async #search(words: string, page: PageRequest): Promise<OrderPage> {
    const at = Number(page.after ?? 1);
    const url = addressOf(this.#options.url, 'orders', {
      q: words,
      limit: Math.min(page.limit, MOST_PER_PAGE),
      page: at,
      sort_field: 'created_at',
      sort_order: 'desc',
      include: 'customer,variants,payment,shipping',
    });
    const { status, body } = await this.#client.request({ url });
    if (status === 404) throw this.#error('refused', 'is not there: check "url" in orders.yaml', 404);
    const parsed = ordersAnswer.safeParse(body);
    if (!parsed.success) throw this.#error('malformed', 'answered no order data');
    const pages = parsed.data.meta?.pagination.total_pages ?? 1;
    const orders = parsed.data.data.map((order) => foundOrder(rawOrder(order), () => this.#reading()));
    return { orders, ...(at < pages && { next: String(at + 1) }) };
  }

  #reading() {
    const { shop, vocabulary, now } = this.#options;
    return { shop, vocabulary, usualStatuses: YOUCAN_STATUSES, now: now() };
  }

  #error(code: OrderSourceError['code'], what: string, status?: number): OrderSourceError {
    return new OrderSourceError(
      code,
      `${this.name} of ${this.#options.shop} ${what}`,
      status === undefined ? {} : { status },
    );
  }
}
