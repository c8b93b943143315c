import type { z } from 'zod';
import type { Contact } from '../../contact.ts';
import { foundOrder, onlyWithNumber } from '../../foundOrder.ts';
import { asciiDigits, numberKey } from '../../orderNumber.ts';
import {
  type FoundOrder,
  MOST_PER_PAGE,
  type OrderPage,
  type OrderSource,
  OrderSourceError,
  type PageRequest,
} from '../../orderSource.ts';
import { JsonClient } from '../jsonRequest.ts';
import { addressOf, MOST_SEARCH_PAGES, type RemoteOptions } from '../remoteOptions.ts';
import {
  CUSTOMERS_QUERY,
  customersAnswer,
  errorsAnswer,
  ORDERS_QUERY,
  ordersAnswer,
  rawOrder,
} from './shopifyPayload.ts';

/** The version of Shopify's Admin API that the queries are written for. */
export const SHOPIFY_VERSION = '2026-07';

/** Orders of a Shopify shop, by Admin GraphQL. `secret` is an Admin API access token. */
export class ShopifySource implements OrderSource {
  readonly name = 'shopify';
  readonly #options: RemoteOptions;
  readonly #client: JsonClient;

  constructor(options: RemoteOptions) {
    this.#options = options;
    this.#client = new JsonClient({
      ...options,
      source: this.name,
      headers: { 'x-shopify-access-token': options.secret },
      throttled: waitWhenThrottled,
    });
  }

  async findByNumber(number: string): Promise<FoundOrder[]> {
    const words = searchWord(number);
    if (numberKey(number) === '' || words === '') return [];
    const found: FoundOrder[] = [];
    let after: string | undefined;
    for (let page = 0; page < MOST_SEARCH_PAGES; page += 1) {
      const list = await this.#orders(`name:"${words}"`, MOST_PER_PAGE, after);
      found.push(...list.orders);
      after = list.next;
      if (after === undefined) break;
    }
    return onlyWithNumber(found, number);
  }

  async findByContact(contact: Contact, page: PageRequest): Promise<OrderPage> {
    const query =
      contact.kind === 'email' ? `email:"${searchWord(contact.value)}"` : await this.#ordersOfPhone(contact);
    if (query === undefined) return { orders: [] };
    const list = await this.#orders(query, Math.min(page.limit, MOST_PER_PAGE), page.after);
    return {
      ...list,
      orders: list.orders.filter((order) => order.contacts.some((own) => own.value === contact.value)),
    };
  }

  async close(): Promise<void> {}

  async #ordersOfPhone(contact: Contact): Promise<string | undefined> {
    const query = `phone:"${searchWord(contact.value)}"`;
    const { data } = await this.#ask(customersAnswer, { query: CUSTOMERS_QUERY, variables: { query } });
    const ids = data.customers.nodes.map((customer) => customer.legacyResourceId).filter((id) => /^\d+$/.test(id));
    return ids.length === 0 ? undefined : ids.map((id) => `customer_id:${id}`).join(' OR ');
  }

  async #orders(query: string, first: number, after: string | undefined): Promise<OrderPage> {
    const variables = { query, first, after: after ?? null };
    const { data } = await this.#ask(ordersAnswer, { query: ORDERS_QUERY, variables });
    const { nodes, pageInfo } = data.orders;
    const { shop, vocabulary, now } = this.#options;
    const orders = nodes.map((order) => foundOrder(rawOrder(order), () => ({ shop, vocabulary, now: now() })));
    return { orders, ...(pageInfo.hasNextPage && pageInfo.endCursor && { next: pageInfo.endCursor }) };
  }

  async #ask<T>(shape: z.ZodType<T>, body: unknown): Promise<T> {
    const url = addressOf(this.#options.url, `admin/api/${SHOPIFY_VERSION}/graphql.json`);
    const { status, body: answer } = await this.#client.request({ url, body });
    if (status === 404) throw this.#error('refused', 'is not there: check "url" in orders.yaml', 404);
    const parsed = shape.safeParse(answer);
    if (parsed.success) return parsed.data;
    const code = errorsAnswer.safeParse(answer).data?.errors[0]?.extensions?.code;
    if (code === 'ACCESS_DENIED')
      throw this.#error('refused', 'denies access: the token needs read_orders, read_customers and read_products');
    if (code === 'INTERNAL_SERVER_ERROR') throw this.#error('unreachable', 'has an internal error');
    throw this.#error('malformed', 'answered no order data');
  }

  #error(code: OrderSourceError['code'], what: string, status?: number): OrderSourceError {
    return new OrderSourceError(
      code,
      `${this.name} of ${this.#options.shop} ${what}`,
      status === undefined ? {} : { status },
    );
  }
}

/** Leaves nothing of a customer's words that has a meaning in Shopify's search (quotes, brackets, colons, stars). */
function searchWord(text: string): string {
  return asciiDigits(text.normalize('NFKC'))
    .replace(/[^\p{L}\d@.+_#-]/gu, '')
    .slice(0, 320);
}

/** How long until the shop's bucket holds enough for the query again. */
function waitWhenThrottled(body: unknown): number | undefined {
  const answer = errorsAnswer.safeParse(body).data;
  if (answer?.errors[0]?.extensions?.code !== 'THROTTLED') return undefined;
  const cost = answer.extensions?.cost;
  if (!cost) return 1000;
  const missing = cost.requestedQueryCost - cost.throttleStatus.currentlyAvailable;
  return Math.max(0, Math.ceil((missing / cost.throttleStatus.restoreRate) * 1000));
}
