import { z } from 'zod';
import type { OrderStatus, Payment } from '../../order.ts';
import type { RawItem, RawOrder } from '../../readOrder.ts';

/** One page of orders with all that we read; `first: 100` lines and 25 fulfillments keep the query's cost bounded. */
export const ORDERS_QUERY = `query Orders($query: String!, $first: Int!, $after: String) {
  orders(query: $query, first: $first, after: $after, sortKey: CREATED_AT, reverse: true) {
    pageInfo { hasNextPage endCursor }
    nodes {
      name createdAt cancelledAt email phone currencyCode
      displayFinancialStatus displayFulfillmentStatus paymentGatewayNames
      billingAddress { phone }
      shippingAddress { name phone address1 address2 city }
      totalShippingPriceSet { shopMoney { amount } }
      transactions(first: 25) { kind status processedAt }
      fulfillments(first: 25) { createdAt deliveredAt estimatedDeliveryAt displayStatus }
      lineItems(first: 100) {
        pageInfo { hasNextPage }
        nodes { name quantity sku originalUnitPriceSet { shopMoney { amount } } product { productType category { name } } }
      }
    }
  }
}`;

/** The only way from a phone to orders: Shopify's orders have no filter for phones. */
export const CUSTOMERS_QUERY = `query Customers($query: String!) {
  customers(query: $query, first: 5) { nodes { legacyResourceId } }
}`;

const text = z.string().nullish().catch(undefined);
const money = z
  .looseObject({ shopMoney: z.looseObject({ amount: z.unknown().optional() }) })
  .nullish()
  .catch(undefined);
const listOf = <T extends z.ZodType>(shape: T) => z.array(shape).catch([]);
const cut = z.looseObject({ hasNextPage: z.boolean() }).catch({ hasNextPage: false });

const lineShape = z.looseObject({
  name: text,
  quantity: z.unknown().optional(),
  sku: text,
  originalUnitPriceSet: money,
  product: z
    .looseObject({ productType: text, category: z.looseObject({ name: text }).nullish().catch(undefined) })
    .nullish()
    .catch(undefined),
});

export const orderShape = z.looseObject({
  name: z.string(),
  createdAt: text,
  cancelledAt: text,
  email: text,
  phone: text,
  currencyCode: text,
  displayFinancialStatus: text,
  displayFulfillmentStatus: text,
  paymentGatewayNames: listOf(z.string()),
  billingAddress: z.looseObject({ phone: text }).nullish().catch(undefined),
  shippingAddress: z
    .looseObject({ name: text, phone: text, address1: text, address2: text, city: text })
    .nullish()
    .catch(undefined),
  totalShippingPriceSet: money,
  transactions: listOf(z.looseObject({ kind: text, status: text, processedAt: text })),
  fulfillments: listOf(
    z.looseObject({ createdAt: text, deliveredAt: text, estimatedDeliveryAt: text, displayStatus: text }),
  ),
  lineItems: z
    .looseObject({ pageInfo: cut, nodes: listOf(lineShape) })
    .catch({ pageInfo: { hasNextPage: false }, nodes: [] }),
});
export type ShopifyOrder = z.infer<typeof orderShape>;

export const ordersAnswer = z.looseObject({
  data: z.looseObject({
    orders: z.looseObject({
      pageInfo: z.looseObject({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
      nodes: z.array(orderShape),
    }),
  }),
});

export const customersAnswer = z.looseObject({
  data: z.looseObject({
    customers: z.looseObject({ nodes: z.array(z.looseObject({ legacyResourceId: z.string() })) }),
  }),
});

/** GraphQL says what went wrong in an answer with status 200. */
export const errorsAnswer = z.looseObject({
  errors: z.array(z.looseObject({ extensions: z.looseObject({ code: text }).nullish().catch(undefined) })).min(1),
  extensions: z
    .looseObject({
      cost: z.looseObject({
        requestedQueryCost: z.number(),
        throttleStatus: z.looseObject({ currentlyAvailable: z.number(), restoreRate: z.number().positive() }),
      }),
    })
    .nullish()
    .catch(undefined),
});

export function rawOrder(order: ShopifyOrder): RawOrder {
  const ship = order.shippingAddress;
  const delivered = deliveredAt(order);
  return {
    number: order.name,
    status: statusOf(order, delivered),
    email: order.email,
    // The recipient's phone counts only where the buyer left none: a gift's recipient is not the buyer.
    phone: order.phone || order.billingAddress?.phone || ship?.phone,
    name: ship?.name,
    address: [ship?.address1, ship?.address2, ship?.city].filter(Boolean).join(' ') || undefined,
    payment: paymentOf(order.paymentGatewayNames),
    placedAt: order.createdAt ?? undefined,
    ...paidAt(order),
    ...shippedAt(order),
    promisedAt: order.fulfillments.map((one) => one.estimatedDeliveryAt).find(Boolean) ?? undefined,
    ...(delivered && { deliveredAt: delivered, deliveredFrom: { origin: 'carrier', strength: 'strong' } as const }),
    shippingFee: order.totalShippingPriceSet?.shopMoney.amount ?? undefined,
    currency: order.currencyCode,
    items: order.lineItems.nodes.map(rawItem),
    itemsCut: order.lineItems.pageInfo.hasNextPage,
  };
}

/** When the last parcel arrived, by the carrier; only if all have arrived. FULFILLED alone means sent, not delivered. */
function deliveredAt(order: ShopifyOrder): string | undefined {
  const parcels = liveParcels(order);
  const times = parcels.map((parcel) => parcel.deliveredAt);
  const complete = order.displayFulfillmentStatus === 'FULFILLED' && parcels.length > 0 && times.every(Boolean);
  return complete ? times.map(String).sort().at(-1) : undefined;
}

function liveParcels(order: ShopifyOrder): ShopifyOrder['fulfillments'] {
  return order.fulfillments.filter((parcel) => parcel.displayStatus !== 'CANCELED');
}

/** A state that our words have no name for (returned, refunded, on hold) stays as it is, and becomes a doubt. */
function statusOf(order: ShopifyOrder, delivered: string | undefined): OrderStatus | string | undefined {
  if (order.cancelledAt) return 'cancelled';
  if (delivered) return 'delivered';
  if (order.displayFinancialStatus === 'REFUNDED') return order.displayFinancialStatus;
  if (order.displayFulfillmentStatus === 'FULFILLED') return 'shipped';
  if (order.displayFulfillmentStatus === 'UNFULFILLED') return 'confirmed';
  return order.displayFulfillmentStatus ?? undefined;
}

/** The first payment that came in; `null` while none has. */
function paidAt(order: ShopifyOrder): { paidAt?: string | null } {
  const paid = order.transactions
    .filter(({ kind, status }) => (kind === 'SALE' || kind === 'CAPTURE') && status === 'SUCCESS')
    .map(({ processedAt }) => processedAt)
    .filter((time) => typeof time === 'string')
    .sort()[0];
  if (paid) return { paidAt: paid };
  return order.displayFinancialStatus === 'PENDING' ? { paidAt: null } : {};
}

function shippedAt(order: ShopifyOrder): { shippedAt?: string | null } {
  const sent = liveParcels(order)
    .map((parcel) => parcel.createdAt)
    .filter((time) => typeof time === 'string')
    .sort()[0];
  if (sent) return { shippedAt: sent };
  return order.displayFulfillmentStatus === 'UNFULFILLED' ? { shippedAt: null } : {};
}

function paymentOf(gateways: readonly string[]): Payment | undefined {
  const name = gateways.join(' ').toLowerCase();
  if (name === '') return undefined;
  if (/cash on delivery|\bcod\b/.test(name)) return 'cash_on_delivery';
  if (name.includes('paypal')) return 'paypal';
  if (/bank|transfer|deposit/.test(name)) return 'bank_transfer';
  return /shopify_payments|card|stripe/.test(name) ? 'card' : 'other';
}

function rawItem(line: z.infer<typeof lineShape>): RawItem {
  const { product } = line;
  return {
    sku: line.sku ?? undefined,
    name: line.name,
    category: [product?.productType, product?.category?.name].filter((word) => typeof word === 'string'),
    price: line.originalUnitPriceSet?.shopMoney.amount ?? undefined,
    quantity: line.quantity,
  };
}
