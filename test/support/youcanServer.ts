import { type ShopOrder, searched } from './shopOrders.ts';
import { type ShopReply, type ShopServer, startShopServer } from './shopServer.ts';

export const YOUCAN_SECRET = 'youcan-test-token';

/** YouCan's Store Admin API, as far as orders are read: Bearer token, fuzzy `q`, `meta.pagination`. */
export function startYouCan(orders: readonly ShopOrder[]): Promise<ShopServer> {
  return startShopServer(({ url, headers }): ShopReply => {
    if (headers.authorization !== `Bearer ${YOUCAN_SECRET}`)
      return { status: 401, body: { message: 'Unauthenticated.' } };
    if (url.pathname !== '/orders') return { status: 404, body: { message: 'Not found' } };
    const perPage = Number(url.searchParams.get('limit') ?? 10);
    const page = Number(url.searchParams.get('page') ?? 1);
    const found = searched(orders, url.searchParams.get('q') ?? '');
    const pagination = {
      total: found.length,
      count: perPage,
      per_page: perPage,
      current_page: page,
      total_pages: Math.max(1, Math.ceil(found.length / perPage)),
    };
    return { body: { data: found.slice((page - 1) * perPage, page * perPage).map(told), meta: { pagination } } };
  });
}

function told(order: ShopOrder) {
  const shipping = { confirmed: 'processing', shipped: 'shipped', delivered: 'fulfilled' };
  return {
    id: '6f0c1e3a-0000-4000-8000-000000000001',
    ref: order.number,
    total: 435,
    currency: 'MAD',
    status: 1,
    status_new: 'مفتوح',
    status_object: { slug: 'open', name: 'مفتوح', color: '#fff' },
    confirmation_status: 2,
    created_at: order.placedAt,
    updated_at: order.deliveredAt ?? order.placedAt,
    customer: { full_name: 'خديجة أمزيل', email: order.email ?? null, phone: order.phone ?? null },
    payment: { status: 'unpaid', status_text: 'غير مدفوع', payload: { gateway: 'cod' } },
    shipping: {
      status: shipping[order.status],
      status_text: '…',
      tracking_number: null,
      updated_at: order.deliveredAt ?? order.placedAt,
    },
    variants: order.items.map((item) => ({
      price: item.price,
      quantity: item.quantity,
      variant: { sku: item.sku, price: item.price, product: { id: 'p1', name: item.name } },
    })),
    refunds: [],
  };
}
