import type { Driver, Ranked } from '../storage/index.ts';
import type { ConversationRecord } from './records.ts';

const PARTITION = 'conversations';

/** A conversation in a list, with the time of its last activity (milliseconds since 1970, a minute exact). */
export interface ListedConversation {
  readonly id: string;
  readonly lastAt: number;
}

/** `next` is the `after` of the following page; absent on the last one. */
export interface ConversationPage {
  readonly items: readonly ListedConversation[];
  readonly next?: Ranked;
}

export interface PageOptions {
  readonly after?: Ranked;
  readonly limit: number;
}

/**
 * Which conversations a shop has, and a customer, newest activity first: index `<shop>` of partition
 * `conversations`, and index `conversations` of partition `customer:<channel>:<user>`. A turn moves its conversation
 * up at most once a minute.
 */
export class ConversationIndex {
  static readonly EXACT_MS = 60_000;
  readonly #driver: Driver;

  constructor(driver: Driver) {
    this.#driver = driver;
  }

  /** Lists a new conversation; may be repeated. */
  async add(record: ConversationRecord, at: number): Promise<void> {
    await Promise.all([this.touch(record, at), this.#rank(customerPartition(record), 'conversations', record.id, at)]);
  }

  /** Something happened in it. */
  touch({ shop, id }: ConversationRecord, at: number): Promise<void> {
    return this.#rank(PARTITION, shop, id, at);
  }

  /** Takes a deleted conversation out of both lists. */
  async remove(record: ConversationRecord): Promise<void> {
    const { shop, id } = record;
    await this.#driver.commit({ partition: PARTITION, unranks: [{ index: shop, member: id }] });
    const unranks = [{ index: 'conversations', member: id }];
    await this.#driver.commit({ partition: customerPartition(record), unranks });
  }

  ofShop(shop: string, page: PageOptions): Promise<ConversationPage> {
    return this.#page(PARTITION, shop, page);
  }

  /** A customer's conversations, newest first. */
  ofCustomer(customer: Pick<ConversationRecord, 'channel' | 'user'>, page: PageOptions): Promise<ConversationPage> {
    return this.#page(customerPartition(customer), 'conversations', page);
  }

  async #rank(partition: string, index: string, member: string, at: number): Promise<void> {
    await this.#driver.commit({ partition, ranks: [{ index, member, order: -at }] });
  }

  async #page(partition: string, index: string, { after, limit }: PageOptions): Promise<ConversationPage> {
    const rows = await this.#driver.ranked(partition, index, { limit, ...(after && { after }) });
    const items = rows.map(({ member, order }) => ({ id: member, lastAt: -order }));
    const next = rows.length < limit ? undefined : rows.at(-1);
    return next ? { items, next } : { items };
  }
}

function customerPartition({ channel, user }: Pick<ConversationRecord, 'channel' | 'user'>): string {
  return `customer:${channel}:${user.id}`;
}
