import { z } from 'zod';
import type { DateOrigin, OrderStatus, Payment } from '../../order.ts';
import type { RawItem, RawOrder } from '../../readOrder.ts';

const text = z.string().nullish().catch(undefined);
/** States come as a slug, or as an object that has one; merchants add their own. */
const slug = z
  .union([z.string(), z.looseObject({ slug: z.string() }).transform((status) => status.slug)])
  .nullish()
  .catch(undefined);

const lineShape = z.looseObject({
  price: z.unknown().optional(),
  quantity: z.unknown().optional(),
  variant: z
    .looseObject({
      sku: text,
      product: z.looseObject({ id: text, name: text }).nullish().catch(undefined),
    })
    .nullish()
    .catch(undefined),
});

/** The part of an order of YouCan's Store Admin API that we read, with customer, variants, payment and shipping included. */
export const orderShape = z.looseObject({
  ref: z.union([z.string(), z.number().transform(String)]),
  currency: text,
  created_at: text,
  status_object: slug,
  confirmation_status: slug,
  customer: z
    .looseObject({ full_name: text, first_name: text, last_name: text, email: text, phone: text })
    .nullish()
    .catch(undefined),
  payment: z
    .looseObject({
      status: slug,
      status_text: text,
      payload: z.looseObject({ gateway: text }).nullish().catch(undefined),
    })
    .nullish()
    .catch(undefined),
  shipping: z
    .looseObject({ status: slug, status_text: text, updated_at: text, price: z.unknown().optional() })
    .nullish()
    .catch(undefined),
  variants: z.array(lineShape).catch([]),
});
export type YouCanOrder = z.infer<typeof orderShape>;

export const ordersAnswer = z.looseObject({
  data: z.array(orderShape),
  meta: z
    .looseObject({ pagination: z.looseObject({ current_page: z.number(), total_pages: z.number() }) })
    .nullish()
    .catch(undefined),
});

/** What YouCan's own shipping states usually mean. */
export const YOUCAN_STATUSES: Readonly<Record<string, OrderStatus>> = {
  unfulfilled: 'placed',
  processing: 'confirmed',
  shipped: 'shipped',
  fulfilled: 'delivered',
  canceled: 'cancelled',
  'canceled-by-seller': 'cancelled',
};

const PAYMENTS: Readonly<Record<string, Payment>> = {
  cod: 'cash_on_delivery',
  cash_on_delivery: 'cash_on_delivery',
  paypal: 'paypal',
  stripe: 'card',
  cmi: 'card',
  youcanpay: 'card',
  bank_transfer: 'bank_transfer',
};

const LAST_CHANGE: DateOrigin = { origin: 'order_modified', strength: 'weak' };

/**
 * An order of YouCan as our record. YouCan keeps neither a payment nor a delivery date: payment is not told, and the
 * last change of a delivered parcel stands in for the delivery, which any later edit moves.
 */
export function rawOrder(order: YouCanOrder): RawOrder {
  const { customer, shipping } = order;
  const state = shipping?.status ?? undefined;
  const cancelled = order.status_object === 'canceled-by-seller';
  const delivered = !cancelled && state === 'fulfilled' ? (shipping?.updated_at ?? undefined) : undefined;
  const gateway = order.payment?.payload?.gateway;
  return {
    number: order.ref,
    status: cancelled ? 'cancelled' : statusWord(order),
    email: customer?.email,
    phone: customer?.phone,
    name: customer?.full_name ?? ([customer?.first_name, customer?.last_name].filter(Boolean).join(' ') || undefined),
    payment: gateway ? (PAYMENTS[gateway.toLowerCase()] ?? 'other') : undefined,
    placedAt: order.created_at ?? undefined,
    ...(isUnpaid(order) && { paidAt: null }),
    ...(delivered && { deliveredAt: delivered, deliveredFrom: LAST_CHANGE }),
    shippingFee: shipping?.price ?? undefined,
    currency: order.currency,
    items: order.variants.map(rawItem),
  };
}

/** Sent or not stands with the parcel; before that, a confirmation counts where the shop uses it. */
function statusWord(order: YouCanOrder): string | undefined {
  const state = order.shipping?.status ?? order.status_object ?? undefined;
  return state === 'unfulfilled' && order.confirmation_status === 'confirmed' ? 'confirmed' : state;
}

function isUnpaid(order: YouCanOrder): boolean {
  return order.payment?.status === 'unpaid' || order.payment?.status === 'pending';
}

function rawItem(line: z.infer<typeof lineShape>): RawItem {
  const { variant } = line;
  return { sku: variant?.sku ?? undefined, name: variant?.product?.name, price: line.price, quantity: line.quantity };
}
