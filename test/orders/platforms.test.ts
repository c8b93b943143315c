import { afterEach, describe, expect, it } from 'vitest';
import type { OrderSource } from '../../src/orders/orderSource.ts';
import { ShopifySource } from '../../src/orders/sources/shopify/shopifySource.ts';
import { WooCommerceSource } from '../../src/orders/sources/woocommerce/woocommerceSource.ts';
import { YouCanSource } from '../../src/orders/sources/youcan/youcanSource.ts';
import { NOW, SHOP, VOCABULARY } from '../support/shopOrders.ts';
import { type ShopReply, type ShopRequest, type ShopServer, startShopServer } from '../support/shopServer.ts';

let server: ShopServer | undefined;
let waits: number[] = [];
afterEach(async () => {
  await server?.close();
  server = undefined;
  waits = [];
});

/** A client of a server that answers what the test says. */
async function clientOf<S extends OrderSource>(
  create: (options: ConstructorParameters<typeof YouCanSource>[0]) => S,
  answer: (request: ShopRequest) => ShopReply,
): Promise<S> {
  server = await startShopServer(answer);
  return create({
    shop: SHOP,
    url: `${server.url}/`,
    secret: 'test-secret',
    vocabulary: VOCABULARY,
    now: () => NOW,
    sleep: async (ms) => {
      waits.push(ms);
    },
  });
}

const opened = async (source: OrderSource, number: string) => (await source.findByNumber(number))[0]?.open();

describe('WooCommerce', () => {
  const order = {
    id: 727,
    number: 'VIL-727',
    status: 'completed',
    currency: 'MAD',
    date_created_gmt: '2026-11-01T09:00:00',
    date_paid_gmt: '2026-11-01T09:05:00',
    date_completed_gmt: '2026-11-10T12:00:00',
    billing: { email: 'a@example.com', phone: '06 00 00 00 99' },
    payment_method: 'bacs',
    line_items: [
      { name: 'عسل', product_id: 12, sku: 'X', quantity: 2, total: '100.00', total_tax: '20.00', price: 50 },
    ],
    meta_data: [
      { id: 1, key: '_delivered', value: '1793880000' },
      { id: 2, key: '_sent', value: '2026-11-03 10:00' },
    ],
  };
  const answering =
    (found: object, products: unknown[] = [{ id: 12, categories: [{ name: 'Alimentation', slug: 'a' }] }]) =>
    (request: ShopRequest): ShopReply =>
      request.url.pathname.endsWith('/products')
        ? { body: products }
        : { body: [found], headers: { 'X-WP-TotalPages': '1' } };

  it('tells the time an order was closed as a weak delivery date, in UTC, and the price that was paid', async () => {
    const source = await clientOf((options) => new WooCommerceSource(options), answering(order));
    expect(await opened(source, 'VIL-727')).toMatchObject({
      status: 'delivered',
      placedAt: '2026-11-01T09:00:00Z',
      paidAt: '2026-11-01T09:05:00Z',
      deliveredAt: '2026-11-10T12:00:00Z',
      deliveredFrom: { origin: 'order_completed', strength: 'weak' },
      payment: 'bank_transfer',
      items: [{ category: 'food', price: 60, quantity: 2 }],
      doubts: [],
    });
  });

  it('takes dates from the meta fields that the shop names', async () => {
    const meta = { deliveredAt: '_delivered', shippedAt: '_sent', promisedAt: '_missing' };
    const source = await clientOf((options) => new WooCommerceSource({ ...options, meta }), answering(order));
    const result = await opened(source, 'VIL-727');
    expect(result).toMatchObject({
      shippedAt: '2026-11-03T10:00:00+00:00',
      deliveredAt: '2026-11-05T12:00:00.000Z',
      deliveredFrom: { origin: 'shop_record', strength: 'strong' },
      doubts: [],
    });
    expect(result).not.toHaveProperty('promisedAt');
  });

  it('leaves a refunded order to a person, and tells no category where the product has none', async () => {
    const source = await clientOf(
      (options) => new WooCommerceSource(options),
      answering({ ...order, status: 'refunded' }, []),
    );
    const result = await opened(source, 'VIL-727');
    expect(result?.doubts.map((doubt) => doubt.code)).toEqual(['unknown_status']);
    expect(result?.items[0]).not.toHaveProperty('category');
  });

  it('does not take what is in the bin for an order', async () => {
    const source = await clientOf(
      (options) => new WooCommerceSource(options),
      answering({ ...order, status: 'trash' }),
    );
    expect(await source.findByNumber('VIL-727')).toEqual([]);
  });

  it('looks through several pages of a fuzzy search, and no more than three', async () => {
    const pages = 5;
    const source = await clientOf(
      (options) => new WooCommerceSource(options),
      ({ url }) => {
        const page = Number(url.searchParams.get('page'));
        const body = [{ ...order, id: page, number: page === 3 ? 'VIL-727' : `VIL-7270${page}` }];
        return { body, headers: { 'X-WP-TotalPages': String(pages) } };
      },
    );
    expect(await source.findByNumber('VIL-727')).toHaveLength(1);
    expect(server?.requests.map(({ url }) => url.searchParams.get('page'))).toEqual(['1', '2', '3']);
  });
});

describe('Shopify', () => {
  const order = {
    name: '#1001',
    createdAt: '2026-11-01T09:00:00Z',
    email: 'a@example.com',
    displayFinancialStatus: 'PAID',
    displayFulfillmentStatus: 'FULFILLED',
    paymentGatewayNames: ['shopify_payments'],
    transactions: [
      { kind: 'AUTHORIZATION', status: 'SUCCESS', processedAt: '2026-11-01T09:01:00Z' },
      { kind: 'CAPTURE', status: 'FAILURE', processedAt: '2026-11-01T09:02:00Z' },
      { kind: 'CAPTURE', status: 'SUCCESS', processedAt: '2026-11-02T09:00:00Z' },
    ],
    fulfillments: [
      { createdAt: '2026-11-03T09:00:00Z', deliveredAt: '2026-11-05T09:00:00Z', displayStatus: 'DELIVERED' },
      { createdAt: '2026-11-04T09:00:00Z', deliveredAt: '2026-11-07T09:00:00Z', displayStatus: 'DELIVERED' },
    ],
    lineItems: {
      pageInfo: { hasNextPage: false },
      nodes: [{ name: 'x', quantity: 1, product: { productType: 'Artisanat' } }],
    },
  };
  const page = (...nodes: object[]) => ({
    data: { orders: { pageInfo: { hasNextPage: false, endCursor: null }, nodes } },
  });
  const told = async (over: object) => {
    const source = await clientOf(
      (options) => new ShopifySource(options),
      () => ({ body: page({ ...order, ...over }) }),
    );
    return opened(source, '1001');
  };

  it('tells the last parcel’s arrival by the carrier as the delivery, and the captured payment as paid', async () => {
    expect(await told({})).toMatchObject({
      number: '1001',
      status: 'delivered',
      paidAt: '2026-11-02T09:00:00Z',
      shippedAt: '2026-11-03T09:00:00Z',
      deliveredAt: '2026-11-07T09:00:00Z',
      deliveredFrom: { origin: 'carrier', strength: 'strong' },
      payment: 'card',
      doubts: [],
    });
  });

  it('does not take "fulfilled" for delivered while a parcel is on its way', async () => {
    const fulfillments = [
      order.fulfillments[0],
      { createdAt: '2026-11-04T09:00:00Z', deliveredAt: null, displayStatus: 'IN_TRANSIT' },
    ];
    const result = await told({ fulfillments });
    expect(result).toMatchObject({ status: 'shipped', doubts: [] });
    expect(result).not.toHaveProperty('deliveredAt');
  });

  it('tells what is not there yet as none', async () => {
    const result = await told({
      displayFulfillmentStatus: 'UNFULFILLED',
      displayFinancialStatus: 'PENDING',
      fulfillments: [],
      transactions: [],
    });
    expect(result).toMatchObject({ status: 'confirmed', shippedAt: null, paidAt: null });
  });

  it('leaves returned, partly sent and overlong orders to a person', async () => {
    expect((await told({ displayFinancialStatus: 'REFUNDED', fulfillments: [] }))?.doubts).toMatchObject([
      { code: 'unknown_status' },
    ]);
    expect((await told({ displayFulfillmentStatus: 'PARTIALLY_FULFILLED' }))?.doubts).toMatchObject([
      { code: 'unknown_status' },
    ]);
    const lineItems = { ...order.lineItems, pageInfo: { hasNextPage: true } };
    expect((await told({ lineItems }))?.doubts).toMatchObject([{ code: 'items_cut' }]);
  });

  it('takes the recipient’s phone only where the buyer left none', async () => {
    const shippingAddress = { phone: '0600000001' };
    const contacts = async (over: object) => {
      const source = await clientOf(
        (options) => new ShopifySource(options),
        () => ({ body: page({ ...order, email: null, shippingAddress, ...over }) }),
      );
      return (await source.findByNumber('1001'))[0]?.contacts.map((contact) => contact.value);
    };
    expect(await contacts({})).toEqual(['+212600000001']);
    expect(await contacts({ phone: '+212600000002' })).toEqual(['+212600000002']);
  });

  it('waits until the bucket holds enough for the query, as Shopify says inside its answer', async () => {
    const throttled = {
      errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }],
      extensions: {
        cost: {
          requestedQueryCost: 150,
          throttleStatus: { maximumAvailable: 1000, currentlyAvailable: 50, restoreRate: 50 },
        },
      },
    };
    const answers = [throttled, page(order)];
    const source = await clientOf(
      (options) => new ShopifySource(options),
      () => ({ body: answers.shift() }),
    );
    expect(await source.findByNumber('1001')).toHaveLength(1);
    expect(waits).toEqual([2000]);
  });

  it('says which rights the token lacks', async () => {
    const denied = { errors: [{ message: 'Access denied for orders field.', extensions: { code: 'ACCESS_DENIED' } }] };
    const source = await clientOf(
      (options) => new ShopifySource(options),
      () => ({ body: denied }),
    );
    await expect(source.findByNumber('1001')).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('read_orders'),
    });
  });

  it('lets no search language through', async () => {
    const source = await clientOf(
      (options) => new ShopifySource(options),
      () => ({ body: page() }),
    );
    await source.findByNumber('1001" OR email:"*');
    const sent = server?.requests[0]?.body as { variables: { query: string } };
    expect(sent.variables.query).toBe('name:"1001ORemail"');
  });
});

describe('YouCan', () => {
  const order = {
    ref: '042',
    currency: 'MAD',
    status_object: { slug: 'open' },
    created_at: '2026-11-01T09:00:00Z',
    customer: { full_name: 'x', email: 'a@example.com', phone: '0600000099' },
    payment: { status: 'paid', payload: { gateway: 'cod' }, updated_at: '2026-11-09T09:00:00Z' },
    shipping: { status: 'fulfilled', updated_at: '2026-11-09T09:00:00Z' },
    variants: [{ price: 50, quantity: 1, variant: { sku: 'VG-F1', product: { id: 'p', name: 'عسل' } } }],
  };
  const told = async (over: object) => {
    const source = await clientOf(
      (options) => new YouCanSource(options),
      () => ({ body: { data: [{ ...order, ...over }] } }),
    );
    return opened(source, '042');
  };

  it('tells the last change as a weak delivery date, and no payment date at all', async () => {
    const result = await told({});
    expect(result).toMatchObject({
      status: 'delivered',
      deliveredAt: '2026-11-09T09:00:00Z',
      deliveredFrom: { origin: 'order_modified', strength: 'weak' },
      payment: 'cash_on_delivery',
      doubts: [],
    });
    expect(result).not.toHaveProperty('paidAt');
  });

  it.each<[string, object, object]>([
    [
      'sent',
      { shipping: { status: 'shipped', updated_at: '2026-11-09T09:00:00Z' } },
      { status: 'shipped', doubts: [] },
    ],
    [
      'not sent',
      { shipping: { status: 'unfulfilled' }, payment: { status: 'unpaid' } },
      { status: 'placed', paidAt: null, doubts: [] },
    ],
    [
      'confirmed by phone',
      { shipping: { status: 'unfulfilled' }, confirmation_status: 'confirmed' },
      { status: 'confirmed', doubts: [] },
    ],
    ['cancelled by the seller', { status_object: { slug: 'canceled-by-seller' } }, { status: 'cancelled', doubts: [] }],
    [
      'in a state of the merchant’s own',
      { shipping: { status: 'chez-le-livreur' } },
      { doubts: [{ code: 'unknown_status' }] },
    ],
  ])('tells an order that is %s', async (_what, over, expected) => {
    expect(await told(over)).toMatchObject(expected);
  });
});
