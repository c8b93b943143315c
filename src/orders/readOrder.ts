import { z } from 'zod';
import { displayText } from './displayText.ts';
import { doubtsOf } from './doubts.ts';
import { DATES, type DateField, type DateOrigin, type Doubt, type Order, type OrderItem, PAYMENTS } from './order.ts';
import { asciiDigits } from './orderNumber.ts';
import { type DateForm, readDate } from './readDate.ts';
import { categoryOf, statusOf, type Vocabulary } from './vocabulary.ts';

/**
 * An order as a source read it, values untrusted. Absent and `null` mean what they mean in `Order`; every other value
 * is checked here. Dates in another form than ISO, states and categories in the shop's words are allowed.
 */
export interface RawOrder {
  readonly number: string;
  readonly status?: unknown;
  readonly email?: unknown;
  readonly phone?: unknown;
  readonly name?: unknown;
  readonly address?: unknown;
  readonly payment?: unknown;
  readonly placedAt?: unknown;
  readonly confirmedAt?: unknown;
  readonly paidAt?: unknown;
  readonly shippedAt?: unknown;
  readonly promisedAt?: unknown;
  readonly deliveredAt?: unknown;
  readonly deliveredFrom?: DateOrigin | undefined;
  readonly shippingFee?: unknown;
  readonly currency?: unknown;
  readonly items?: readonly RawItem[] | undefined;
  /** The source could not give all lines. */
  readonly itemsCut?: boolean;
  /** `orders.csv:12`, for files. */
  readonly place?: string | undefined;
}

export interface RawItem {
  readonly sku?: unknown;
  readonly name?: unknown;
  /** One category, or all that the shop puts the article in. */
  readonly category?: unknown;
  readonly price?: unknown;
  readonly quantity?: unknown;
  readonly giftsIncluded?: unknown;
}

/** What reading an order needs besides the order. */
export interface Reading extends DateForm {
  readonly shop: string;
  readonly vocabulary: Vocabulary;
  /** The usual meaning of the platform's words for states. */
  readonly usualStatuses?: Vocabulary['statuses'];
  /** Milliseconds since 1970. */
  readonly now: number;
}

const SHOP_RECORD: DateOrigin = { origin: 'shop_record', strength: 'strong' };
const MOST_ITEMS = 100;
const MOST_GIFTS = 20;

/**
 * Makes an `Order` of what a source read. Never throws and never guesses: a value that cannot be trusted is left out
 * (not told) and becomes a doubt, which names the field and never the value.
 */
export function readOrder(raw: RawOrder, reading: Reading): Order {
  const doubts: Doubt[] = [];
  const doubt = (code: Doubt['code'], field: string) =>
    doubts.push({ code, field, ...(raw.place !== undefined && { place: raw.place }) });
  const fields = new FieldReader(doubt);
  const dates = readDates(raw, reading, doubt);
  const order: Omit<Order, 'doubts'> = {
    shop: reading.shop,
    number: displayText(raw.number, 60),
    ...present('status', readStatus(raw.status, reading, doubt)),
    ...present('email', fields.plain('email', raw.email)),
    ...present('phone', fields.plain('phone', raw.phone)),
    ...present('name', fields.shown('name', raw.name)),
    ...present('address', fields.shown('address', raw.address, 300)),
    ...present('payment', readPayment(raw.payment)),
    ...dates,
    ...(typeof dates.deliveredAt === 'string' && { deliveredFrom: raw.deliveredFrom ?? SHOP_RECORD }),
    ...present('shippingFee', fields.money('shippingFee', raw.shippingFee)),
    ...present('currency', readCurrency(raw.currency)),
    items: readItems(raw, reading, fields, doubt),
  };
  if (raw.itemsCut) doubt('items_cut', 'items');
  for (const found of doubtsOf(order, reading.now)) doubt(found.code, found.field);
  return { ...order, doubts };
}

type Doubting = (code: Doubt['code'], field: string) => void;

/** `{[key]: value}`, or nothing when the value was not told. */
function present<K extends string, T>(key: K, value: T | undefined): { [P in K]?: T } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: T });
}

function readStatus(value: unknown, reading: Reading, doubt: Doubting): Order['status'] {
  const status = typeof value === 'string' ? statusOf(value, reading.vocabulary, reading.usualStatuses) : undefined;
  if (!status) doubt('unknown_status', 'status');
  return status;
}

function readPayment(value: unknown): Order['payment'] {
  if (value === null || value === undefined) return value;
  return PAYMENTS.find((payment) => payment === value) ?? 'other';
}

function readCurrency(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.trim().toUpperCase() : '';
  return /^[A-Z]{3}$/.test(text) ? text : undefined;
}

function readDates(raw: RawOrder, form: DateForm, doubt: Doubting): { [F in DateField]?: string | null } {
  const dates: { [F in DateField]?: string | null } = {};
  for (const field of DATES) {
    const value = raw[field];
    if (value === undefined) continue;
    const read = typeof value === 'string' ? readDate(value, form) : value === null ? null : undefined;
    if (read === undefined) doubt('unreadable_date', field);
    else dates[field] = read;
  }
  return dates;
}

function readItems(raw: RawOrder, reading: Reading, fields: FieldReader, doubt: Doubting): OrderItem[] {
  const items = raw.items ?? [];
  if (items.length === 0) doubt('no_items', 'items');
  if (items.length > MOST_ITEMS) doubt('items_cut', 'items');
  return items.slice(0, MOST_ITEMS).map((item, index) => readItem(item, `items.${index}`, reading, fields, doubt));
}

function readItem(raw: RawItem, at: string, reading: Reading, fields: FieldReader, doubt: Doubting): OrderItem {
  const sku = typeof raw.sku === 'string' && raw.sku.trim() !== '' ? displayText(raw.sku, 60) : undefined;
  const name = typeof raw.name === 'string' ? displayText(raw.name) : '';
  if (name === '') doubt('item_without_name', `${at}.name`);
  const words = (Array.isArray(raw.category) ? raw.category : [raw.category]).filter(
    (word) => typeof word === 'string',
  );
  const category = categoryOf({ sku, words }, reading.vocabulary);
  // A category that was not told is none to doubt: whoever decides sees that it is missing.
  if (!category && words.length > 0) doubt('unknown_category', `${at}.category`);
  const price = fields.money(`${at}.price`, raw.price) ?? undefined;
  return {
    ...present('sku', sku),
    name,
    ...present('category', category),
    ...present('price', price),
    quantity: readQuantity(raw.quantity, `${at}.quantity`, doubt),
    ...present('giftsIncluded', readGifts(raw.giftsIncluded, `${at}.giftsIncluded`, doubt)),
  };
}

function readQuantity(value: unknown, field: string, doubt: Doubting): number {
  if (value === undefined) return 1;
  const quantity = typeof value === 'string' && value.trim() !== '' ? Number(asciiDigits(value)) : value;
  if (quantitySchema.safeParse(quantity).success) return quantity as number;
  doubt('unreadable_quantity', field);
  return 1;
}

const quantitySchema = z.int().min(1).max(10_000);

function readGifts(value: unknown, field: string, doubt: Doubting): string[] | undefined {
  if (value === undefined) return undefined;
  if (value === null) return [];
  const gifts = giftsSchema.safeParse(value);
  if (!gifts.success) doubt('unreadable_value', field);
  return gifts.success ? gifts.data.map((gift) => displayText(gift)).filter((gift) => gift !== '') : undefined;
}

const giftsSchema = z.array(z.string()).max(MOST_GIFTS);

/** Reads single values; what is of a wrong kind becomes a doubt. */
class FieldReader {
  readonly #doubt: Doubting;

  constructor(doubt: Doubting) {
    this.#doubt = doubt;
  }

  /** A text that is compared and never shown: an e-mail, a phone. */
  plain(field: string, value: unknown): string | null | undefined {
    if (value === undefined || value === null) return value;
    if (typeof value === 'string') return value.trim() === '' ? null : value.trim().slice(0, 320);
    this.#doubt('unreadable_value', field);
    return undefined;
  }

  shown(field: string, value: unknown, most?: number): string | null | undefined {
    const plain = typeof value === 'string' ? value : this.plain(field, value);
    return typeof plain === 'string' ? displayText(plain, most) || null : plain;
  }

  /** An amount; `1250`, `"1250.50"`, `"249,00"`. What may mean two amounts (`1,250`) is not read. */
  money(field: string, value: unknown): number | null | undefined {
    if (value === undefined || value === null) return value;
    const amount = typeof value === 'string' ? amountIn(value) : value;
    if (typeof amount !== 'number' || !Number.isFinite(amount)) this.#doubt('unreadable_price', field);
    else if (amount < 0) this.#doubt('negative_price', field);
    else return amount;
    return undefined;
  }
}

const PLAIN_AMOUNT = /^-?\d{1,12}(?:[.,]\d{1,2}|\.\d{4,8})?$/;

function amountIn(text: string): number | undefined {
  const plain = asciiDigits(text).trim();
  return PLAIN_AMOUNT.test(plain) ? Number(plain.replace(',', '.')) : undefined;
}
