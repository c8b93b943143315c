import { z } from 'zod';
import type { DateOrigin, OrderStatus, Payment } from '../../order.ts';
import type { RawItem, RawOrder } from '../../readOrder.ts';

const text = z.string().nullish().catch(undefined);

const lineShape = z.looseObject({
  name: text,
  product_id: z.number().catch(0),
  sku: text,
  quantity: z.unknown().optional(),
  price: z.unknown().optional(),
  total: z.unknown().optional(),
  total_tax: z.unknown().optional(),
});

const personShape = z
  .looseObject({
    first_name: text,
    last_name: text,
    email: text,
    phone: text,
    address_1: text,
    address_2: text,
    city: text,
  })
  .catch({});

/** The part of an order of WooCommerce REST v3 that we read. Only `id` and `status` must be right. */
export const orderShape = z.looseObject({
  id: z.number(),
  number: z.union([z.string(), z.number().transform(String)]).optional(),
  status: z.string(),
  currency: text,
  date_created_gmt: text,
  date_paid_gmt: text,
  date_completed_gmt: text,
  shipping_total: text,
  payment_method: text,
  billing: personShape,
  shipping: personShape,
  line_items: z.array(lineShape).catch([]),
  meta_data: z.array(z.looseObject({ key: z.string(), value: z.unknown().optional() })).catch([]),
});
export type WooOrder = z.infer<typeof orderShape>;

export const productShape = z.looseObject({
  id: z.number(),
  categories: z.array(z.looseObject({ name: text, slug: text })).catch([]),
});

/** What the states usually mean; a shop sets its own under `statuses`. A refund or a failed payment is for a person. */
export const WOO_STATUSES: Readonly<Record<string, OrderStatus>> = {
  pending: 'placed',
  'on-hold': 'placed',
  processing: 'confirmed',
  completed: 'delivered',
  cancelled: 'cancelled',
};

/** States of what is not, or no more, an order. */
export const NO_ORDER: ReadonlySet<string> = new Set(['trash', 'auto-draft', 'checkout-draft']);

/** Which `meta_data` keys hold dates that WooCommerce itself has no field for; plugins name them differently. */
export type DateMeta = Partial<Record<'confirmedAt' | 'shippedAt' | 'promisedAt' | 'deliveredAt', string>>;

const PAYMENTS: Readonly<Record<string, Payment>> = {
  cod: 'cash_on_delivery',
  bacs: 'bank_transfer',
  paypal: 'paypal',
  'ppcp-gateway': 'paypal',
  stripe: 'card',
  cmi: 'card',
};

/** An order of WooCommerce as our record; `categories` holds the categories of its products by product id. */
export function rawOrder(
  order: WooOrder,
  categories: ReadonlyMap<number, readonly string[]>,
  meta: DateMeta,
): RawOrder {
  const { billing, shipping } = order;
  return {
    number: order.number ?? String(order.id),
    status: order.status,
    email: billing.email,
    phone: billing.phone || shipping.phone,
    name: joined([billing.first_name, billing.last_name]),
    address: joined([shipping.address_1, shipping.address_2, shipping.city]),
    payment: order.payment_method ? (PAYMENTS[order.payment_method] ?? 'other') : undefined,
    placedAt: utc(order.date_created_gmt) ?? undefined,
    paidAt: utc(order.date_paid_gmt),
    ...metaDates(order, meta),
    ...(metaDates(order, meta).deliveredAt === undefined && completion(order)),
    shippingFee: order.shipping_total ?? undefined,
    currency: order.currency,
    items: order.line_items.map((line) => rawItem(line, categories)),
  };
}

/** `date_completed` stands in for the delivery: it is when the shop closed the order. */
function completion(order: WooOrder): { deliveredAt: string; deliveredFrom: DateOrigin } | undefined {
  const completed = order.status === 'completed' ? utc(order.date_completed_gmt) : undefined;
  return completed
    ? { deliveredAt: completed, deliveredFrom: { origin: 'order_completed', strength: 'weak' } }
    : undefined;
}

function metaDates(order: WooOrder, meta: DateMeta): Partial<Record<keyof DateMeta, string>> {
  const found = Object.entries(meta).flatMap(([field, key]) => {
    const value = order.meta_data.find((entry) => entry.key === key)?.value;
    return value === undefined || value === '' ? [] : [[field, metaDate(value)]];
  });
  return Object.fromEntries(found) as Partial<Record<keyof DateMeta, string>>;
}

/** Plugins write dates as text or as seconds since 1970. */
function metaDate(value: unknown): string {
  const written = String(value);
  return /^\d{10}$/.test(written) ? new Date(Number(written) * 1000).toISOString() : written;
}

function rawItem(line: WooOrder['line_items'][number], categories: ReadonlyMap<number, readonly string[]>): RawItem {
  return {
    sku: line.sku ?? undefined,
    name: line.name,
    category: categories.get(line.product_id),
    price: paidForOne(line),
    quantity: line.quantity,
  };
}

/** What the customer paid for one piece, tax included; the line's `price` where the totals cannot be read. */
function paidForOne(line: WooOrder['line_items'][number]): unknown {
  const paid = Number(line.total ?? Number.NaN) + Number(line.total_tax ?? 0);
  const one = paid / Number(line.quantity);
  return Number.isFinite(one) ? Math.round(one * 100) / 100 : line.price;
}

/** Times of `…_gmt` fields come without offset. */
function utc(value: string | null | undefined): string | null | undefined {
  return value && /T\d{2}:\d{2}(:\d{2})?$/.test(value) ? `${value}Z` : value;
}

function joined(parts: readonly (string | null | undefined)[]): string | undefined {
  return parts.filter(Boolean).join(' ') || undefined;
}
