import { type ShopOrder, searched } from './shopOrders.ts';
import { type ShopReply, type ShopServer, startShopServer } from './shopServer.ts';

export const SHOPIFY_SECRET = 'shpat_test_token';

interface Asked {
  readonly query: string;
  readonly variables: { readonly query: string; readonly first?: number; readonly after?: string | null };
}

/** Shopify's Admin GraphQL, as far as orders and customers are read: search syntax for name, email, phone, customer_id. */
export function startShopify(orders: readonly ShopOrder[]): Promise<ShopServer> {
  return startShopServer(({ url, headers, body }): ShopReply => {
    if (!/^\/admin\/api\/\d{4}-\d{2}\/graphql\.json$/.test(url.pathname))
      return { status: 404, body: { errors: 'Not Found' } };
    if (headers['x-shopify-access-token'] !== SHOPIFY_SECRET) {
      return {
        status: 401,
        body: { errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' },
      };
    }
    const { query, variables } = body as Asked;
    return { body: query.includes('customers(') ? customers(orders, variables.query) : list(orders, variables) };
  });
}

function customers(orders: readonly ShopOrder[], query: string) {
  const phone = /^phone:"\+212(\d{9})"$/.exec(query)?.[1] ?? 'none';
  const found = orders.findIndex((order) => order.phone?.endsWith(phone));
  return { data: { customers: { nodes: found < 0 ? [] : [{ legacyResourceId: String(900 + found) }] } } };
}

function list(orders: readonly ShopOrder[], { query, first = 10, after }: Asked['variables']) {
  const found = matching(orders, query);
  const start = after ? Number(Buffer.from(after, 'base64').toString()) : 0;
  const end = start + first;
  return {
    data: {
      orders: {
        pageInfo: { hasNextPage: end < found.length, endCursor: Buffer.from(String(end)).toString('base64') },
        nodes: found.slice(start, end).map(told),
      },
    },
    extensions: {
      cost: {
        requestedQueryCost: 40,
        throttleStatus: { maximumAvailable: 2000, currentlyAvailable: 1960, restoreRate: 100 },
      },
    },
  };
}

function matching(orders: readonly ShopOrder[], query: string): ShopOrder[] {
  const [, field, value = ''] = /^(\w+):"?([^"]*)"?$/.exec(query) ?? [];
  if (field === 'name')
    return searched(orders, value.replace('#', '')).filter((order) => order.number.includes(value.replace('#', '')));
  if (field === 'email') return searched(orders, value).filter((order) => order.email?.toLowerCase() === value);
  if (field === 'customer_id') return searched(orders, orders[Number(value) - 900]?.phone ?? 'none');
  return [];
}

function told(order: ShopOrder) {
  const money = (amount: number) => ({ shopMoney: { amount: amount.toFixed(2), currencyCode: 'MAD' } });
  const sent = order.status !== 'confirmed';
  return {
    name: `#${order.number}`,
    createdAt: order.placedAt.replace('+00:00', 'Z'),
    cancelledAt: null,
    email: order.email ?? null,
    phone: order.phone ?? null,
    currencyCode: 'MAD',
    displayFinancialStatus: 'PENDING',
    displayFulfillmentStatus: sent ? 'FULFILLED' : 'UNFULFILLED',
    paymentGatewayNames: ['Cash on Delivery (COD)'],
    billingAddress: null,
    shippingAddress: { name: 'خديجة أمزيل', phone: null, address1: 'حي الداخلة', address2: null, city: 'أكادير' },
    totalShippingPriceSet: money(40),
    transactions: [],
    fulfillments: sent
      ? [
          {
            createdAt: order.placedAt,
            deliveredAt: order.deliveredAt ?? null,
            estimatedDeliveryAt: null,
            displayStatus: 'DELIVERED',
          },
        ]
      : [],
    lineItems: {
      pageInfo: { hasNextPage: false },
      nodes: order.items.map((item) => ({
        name: item.name,
        quantity: item.quantity,
        sku: item.sku,
        originalUnitPriceSet: money(item.price),
        product: { productType: item.category, category: null },
      })),
    },
  };
}
