import { z } from 'zod';
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
import { type Reading, readOrder } from '../../readOrder.ts';
import { JsonClient } from '../jsonRequest.ts';
import { addressOf, MOST_SEARCH_PAGES, type RemoteOptions, searchableNumber } from '../remoteOptions.ts';
import {
  type DateMeta,
  NO_ORDER,
  orderShape,
  productShape,
  rawOrder,
  WOO_STATUSES,
  type WooOrder,
} from './woocommercePayload.ts';

export interface WooCommerceOptions extends RemoteOptions {
  /** `secret` is `ck_…:cs_…`, a key with read rights. */
  readonly meta?: DateMeta;
}

interface Listed {
  readonly orders: readonly WooOrder[];
  readonly pages: number;
}

/** Orders of a WooCommerce shop, by REST v3 over HTTPS. */
export class WooCommerceSource implements OrderSource {
  readonly name = 'woocommerce';
  readonly #options: WooCommerceOptions;
  readonly #client: JsonClient;

  constructor(options: WooCommerceOptions) {
    this.#options = options;
    const basic = Buffer.from(options.secret, 'utf8').toString('base64');
    this.#client = new JsonClient({ ...options, source: this.name, headers: { authorization: `Basic ${basic}` } });
  }

  /** The number may be the id or a plugin's own; both are asked for at once, so that a hit is no faster than a miss. */
  async findByNumber(number: string): Promise<FoundOrder[]> {
    if (numberKey(number) === '') return [];
    const [byId, bySearch] = await Promise.all([this.#byId(number), this.#searchAll(searchableNumber(number))]);
    const orders = new Map([...byId, ...bySearch].map((order) => [order.id, order]));
    return onlyWithNumber(this.#found([...orders.values()]), number);
  }

  async findByContact(contact: Contact, page: PageRequest): Promise<OrderPage> {
    const at = Number(page.after ?? 1);
    // Shops hold phones in many forms; the last nine digits are in all that have no separators.
    const words = contact.kind === 'phone' ? contact.value.slice(-9) : contact.value;
    const { orders, pages } = await this.#list(words, at, Math.min(page.limit, MOST_PER_PAGE));
    const theirs = this.#found(orders).filter((order) => order.contacts.some((own) => own.value === contact.value));
    return { orders: theirs, ...(at < pages && { next: String(at + 1) }) };
  }

  async close(): Promise<void> {}

  async #byId(number: string): Promise<WooOrder[]> {
    const id = searchableNumber(number);
    if (!/^\d{1,12}$/.test(id)) return [];
    const { body } = await this.#client.request({ url: this.#address(`orders/${id}`) });
    return body === undefined ? [] : [this.#checked(orderShape, body)];
  }

  async #searchAll(words: string): Promise<WooOrder[]> {
    const first = await this.#list(words, 1, MOST_PER_PAGE);
    const orders = [...first.orders];
    for (let page = 2; page <= Math.min(first.pages, MOST_SEARCH_PAGES); page += 1) {
      orders.push(...(await this.#list(words, page, MOST_PER_PAGE)).orders);
    }
    return orders;
  }

  async #list(search: string, page: number, perPage: number): Promise<Listed> {
    const query = { search, page, per_page: perPage, orderby: 'date', order: 'desc' };
    const { body, headers } = await this.#client.request({ url: this.#address('orders', query) });
    if (body === undefined) throw this.#refused();
    return {
      orders: this.#checked(z.array(orderShape), body),
      pages: Number(headers.get('x-wp-totalpages') ?? 1) || 1,
    };
  }

  #found(orders: readonly WooOrder[]): FoundOrder[] {
    return orders
      .filter((order) => !NO_ORDER.has(order.status))
      .map((order) => ({
        ...foundOrder(rawOrder(order, new Map(), {}), () => this.#reading()),
        open: async () => {
          const categories = await this.#categories(order);
          return readOrder(rawOrder(order, categories, this.#options.meta ?? {}), this.#reading());
        },
      }));
  }

  #reading(): Reading {
    const { shop, vocabulary, now } = this.#options;
    return { shop, vocabulary, usualStatuses: WOO_STATUSES, now: now() };
  }

  /** An order line names its product only; the categories stand with the product. */
  async #categories(order: WooOrder): Promise<Map<number, string[]>> {
    const ids = [...new Set(order.line_items.map((line) => line.product_id))].filter((id) => id > 0).slice(0, 100);
    if (ids.length === 0) return new Map();
    const url = this.#address('products', { include: ids.join(','), per_page: 100, status: 'any' });
    const { body } = await this.#client.request({ url });
    const products = body === undefined ? [] : this.#checked(z.array(productShape), body);
    return new Map(
      products.map((product) => [
        product.id,
        product.categories.flatMap(({ name, slug }) => [name, slug]).filter((word) => typeof word === 'string'),
      ]),
    );
  }

  #address(path: string, query?: Record<string, string | number>): URL {
    return addressOf(this.#options.url, `wp-json/wc/v3/${path}`, query);
  }

  #checked<T>(shape: z.ZodType<T>, body: unknown): T {
    const parsed = shape.safeParse(body);
    if (parsed.success) return parsed.data;
    throw new OrderSourceError('malformed', `${this.name} of ${this.#options.shop} answered no order data`);
  }

  #refused(): OrderSourceError {
    const message = `${this.name} of ${this.#options.shop} has no REST interface there: check "url" in orders.yaml and the permalinks`;
    return new OrderSourceError('refused', message, { status: 404 });
  }
}
