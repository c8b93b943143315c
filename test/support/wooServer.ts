import { type ShopOrder, searched } from './shopOrders.ts';
import { type ShopReply, type ShopServer, startShopServer } from './shopServer.ts';

export const WOO_SECRET = 'ck_test_key:cs_test_secret';
const PREFIX = '/wp-json/wc/v3/';

/** WooCommerce REST v3, as far as orders and products are read: Basic authorization, fuzzy search, X-WP-TotalPages. */
export function startWoo(orders: readonly ShopOrder[]): Promise<ShopServer> {
  const authorization = `Basic ${Buffer.from(WOO_SECRET).toString('base64')}`;
  return startShopServer(({ url, headers }): ShopReply => {
    if (headers.authorization !== authorization) {
      return { status: 401, body: { code: 'woocommerce_rest_cannot_view', message: 'Sorry', data: { status: 401 } } };
    }
    const path = url.pathname.slice(PREFIX.length);
    if (path === 'orders') return list(orders, url.searchParams);
    if (path === 'products') return { body: products(orders, url.searchParams.get('include') ?? '') };
    const order = orders.find((one) => `orders/${idOf(orders, one)}` === path);
    if (order) return { body: told(orders, order) };
    return {
      status: 404,
      body: { code: 'woocommerce_rest_shop_order_invalid_id', message: 'Invalid ID.', data: { status: 404 } },
    };
  });
}

function list(orders: readonly ShopOrder[], query: URLSearchParams): ShopReply {
  const perPage = Number(query.get('per_page') ?? 10);
  const page = Number(query.get('page') ?? 1);
  const found = searched(orders, query.get('search') ?? '');
  return {
    headers: { 'X-WP-Total': String(found.length), 'X-WP-TotalPages': String(Math.ceil(found.length / perPage)) },
    body: found.slice((page - 1) * perPage, page * perPage).map((order) => told(orders, order)),
  };
}

/** Ids are not the numbers here, as with a plugin for numbers. */
function idOf(orders: readonly ShopOrder[], order: ShopOrder): number {
  return 70_000 + orders.indexOf(order);
}

function told(orders: readonly ShopOrder[], order: ShopOrder) {
  const gmt = (iso: string | undefined) => (iso ? iso.slice(0, 19) : null);
  const statuses = { confirmed: 'processing', shipped: 'processing', delivered: 'completed' };
  return {
    id: idOf(orders, order),
    number: order.number,
    status: statuses[order.status],
    currency: 'MAD',
    date_created_gmt: gmt(order.placedAt),
    date_paid_gmt: null,
    date_completed_gmt: gmt(order.deliveredAt),
    shipping_total: '40.00',
    payment_method: 'cod',
    customer_id: 0,
    billing: { first_name: 'خديجة', last_name: 'أمزيل', email: order.email ?? '', phone: order.phone ?? '' },
    shipping: { address_1: 'حي الداخلة', city: 'أكادير', phone: '' },
    line_items: order.items.map((item) => ({
      id: 1,
      name: item.name,
      product_id: item.category === 'Artisanat' ? 11 : 12,
      sku: item.sku,
      quantity: item.quantity,
      total: (item.price * item.quantity).toFixed(2),
      total_tax: '0.00',
      price: item.price,
    })),
    meta_data: [],
  };
}

function products(orders: readonly ShopOrder[], include: string) {
  const names = new Map(
    orders.flatMap((order) => order.items.map((item) => [item.category === 'Artisanat' ? 11 : 12, item.category])),
  );
  return include
    .split(',')
    .map((id) => ({ id: Number(id), categories: [{ id: 5, name: names.get(Number(id)), slug: 'x' }] }));
}
