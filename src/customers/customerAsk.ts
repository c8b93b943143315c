import { CHANNEL_NAMES } from '../channels/channel.ts';
import type { ComplaintRecord, Complaints } from '../complaints/index.ts';
import { ConversationIndex, type ConversationRecord, logEntry, partitionOf } from '../conversation/index.ts';
import { readEmail, readPhone } from '../orders/index.ts';
import type { Driver, Ranked } from '../storage/index.ts';

/** Whose data, in one shop: by the id on a channel (`web:dl_…`, or the bare id), an e-mail, or a phone. */
export type CustomerAsk =
  | { readonly shop: string; readonly customer: string }
  | { readonly shop: string; readonly email: string }
  | { readonly shop: string; readonly phone: string };

/** What was found of a customer. */
export interface CustomerTrace {
  readonly shop: string;
  readonly conversations: readonly ConversationRecord[];
  readonly complaints: readonly ComplaintRecord[];
}

interface Parts {
  readonly driver: Driver;
  readonly complaints: Pick<Complaints, 'all'>;
}

const PAGE = 200;
/** A channel says whose phone it is with every message: the newest few tell. */
const MESSAGES_LOOKED_AT = 20;

/**
 * Finds a customer's conversations and complaints. An e-mail or phone counts where the customer gave it in a filing,
 * and a phone where the channel vouches for it; that somebody merely wrote it in a conversation makes it nobody's.
 */
export async function findCustomer(ask: CustomerAsk, parts: Parts): Promise<CustomerTrace> {
  const { shop } = ask;
  const filed = await all(parts.complaints.all(shop));
  const people = await peopleOf(ask, filed, parts.driver);
  const conversations = new Map<string, ConversationRecord>();
  for (const person of people) {
    for await (const record of conversationsOf(person, parts.driver)) {
      if (record.shop === shop) conversations.set(record.id, record);
    }
  }
  const complaints = filed.filter((record) => conversations.has(record.conversation) || isTheirs(record, ask));
  return { shop, conversations: [...conversations.values()], complaints };
}

type Person = Pick<ConversationRecord, 'channel' | 'user'>;

async function peopleOf(ask: CustomerAsk, filed: readonly ComplaintRecord[], driver: Driver): Promise<Person[]> {
  if ('customer' in ask) return named(ask.customer);
  const people = filed
    .filter((record) => isTheirs(record, ask))
    .map(({ channel, customer }): Person => ({ channel, user: { id: customer.id } }));
  if ('phone' in ask) people.push(...(await withPhone(ask.shop, phoneKey(ask.phone), driver)));
  return people;
}

/** `web:dl_1` is one customer; a bare id is looked for on every channel. */
function named(customer: string): Person[] {
  const [, channel, id] = /^([a-z]+):(.+)$/u.exec(customer) ?? [];
  if (channel !== undefined && id !== undefined) return [{ channel, user: { id } }];
  return CHANNEL_NAMES.map((name) => ({ channel: name, user: { id: customer } }));
}

function isTheirs({ fields, customer }: ComplaintRecord, ask: CustomerAsk): boolean {
  if ('email' in ask) return sameEmail(fields.email, ask.email);
  if (!('phone' in ask)) return false;
  const phone = phoneKey(ask.phone);
  return phone !== undefined && [fields.phone, customer.verifiedPhone].some((one) => phoneKey(one) === phone);
}

function sameEmail(one: string | undefined, other: string): boolean {
  const key = readEmail(other)?.value;
  return key !== undefined && readEmail(one ?? '')?.value === key;
}

function phoneKey(text: string | undefined): string | undefined {
  return text === undefined ? undefined : readPhone(text)?.value;
}

async function withPhone(shop: string, phone: string | undefined, driver: Driver): Promise<Person[]> {
  const people: Person[] = [];
  if (phone === undefined) return people;
  const index = new ConversationIndex(driver);
  for (let after: Ranked | undefined; ; ) {
    const { items, next } = await index.ofShop(shop, { limit: PAGE, ...(after && { after }) });
    for (const { id } of items) {
      if ((await phoneOf(id, driver)) !== phone) continue;
      const record = await recordOf(id, driver);
      if (record) people.push(record);
    }
    if (!next) return people;
    after = next;
  }
}

async function phoneOf(conversation: string, driver: Driver): Promise<string | undefined> {
  const page = { limit: MESSAGES_LOOKED_AT, newestFirst: true };
  const entries = (await driver.range(partitionOf(conversation), 'log', page)).map(logEntry);
  const phones = entries
    .filter(({ direction }) => direction === 'in')
    .flatMap(({ activity }) => activity.channelData?.sanad?.verifiedPhone ?? []);
  return phoneKey(phones[0]);
}

async function* conversationsOf(person: Person, driver: Driver): AsyncGenerator<ConversationRecord> {
  const index = new ConversationIndex(driver);
  for (let after: Ranked | undefined; ; ) {
    const { items, next } = await index.ofCustomer(person, { limit: PAGE, ...(after && { after }) });
    for (const { id } of items) {
      const record = await recordOf(id, driver);
      if (record) yield record;
    }
    if (!next) return;
    after = next;
  }
}

async function recordOf(conversation: string, driver: Driver): Promise<ConversationRecord | undefined> {
  const stored = await driver.get(partitionOf(conversation), 'conversation');
  return stored?.value as ConversationRecord | undefined;
}

async function all<T>(items: AsyncGenerator<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
