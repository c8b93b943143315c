import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSampleSource } from '../../src/orders/index.ts';
import { type Order, type OrderStatus, STATUSES } from '../../src/orders/order.ts';
import { type RawOrder, type Reading, readOrder } from '../../src/orders/readOrder.ts';
import { checkJsonOrders, readJsonOrders } from '../../src/orders/sources/file/readJsonOrders.ts';

const NOW = Date.parse('2026-11-22T12:00:00+00:00');
const READING: Reading = { shop: 'village-ma', vocabulary: {}, now: NOW };
const SOUND: RawOrder = {
  number: 'VIL-1',
  status: 'delivered',
  email: 'a@example.com',
  placedAt: '2026-11-09T08:33:00+00:00',
  shippedAt: '2026-11-11T15:15:00+00:00',
  deliveredAt: '2026-11-15T10:50:00+00:00',
  items: [{ name: 'زيت أركان', category: 'food', price: 145, giftsIncluded: [] }],
};
const read = (over: Partial<RawOrder> = {}): Order => readOrder({ ...SOUND, ...over }, READING);
const doubts = (over: Partial<RawOrder>) => read(over).doubts.map(({ code, field }) => `${code} ${field}`);

describe('an order of a sound record', () => {
  it('is as it was told, with nothing doubted', () => {
    expect(read()).toEqual({
      shop: 'village-ma',
      number: 'VIL-1',
      status: 'delivered',
      email: 'a@example.com',
      placedAt: '2026-11-09T08:33:00+00:00',
      shippedAt: '2026-11-11T15:15:00+00:00',
      deliveredAt: '2026-11-15T10:50:00+00:00',
      deliveredFrom: { origin: 'shop_record', strength: 'strong' },
      items: [{ name: 'زيت أركان', category: 'food', price: 145, quantity: 1, giftsIncluded: [] }],
      doubts: [],
    });
  });

  it('keeps apart what was not told and what is known to be none', () => {
    const order = read({ status: 'shipped', deliveredAt: null, paidAt: null });
    expect(order).toMatchObject({ deliveredAt: null, paidAt: null, doubts: [] });
    expect(order).not.toHaveProperty('confirmedAt');
    expect(order).not.toHaveProperty('deliveredFrom');
  });

  it('is each of the sample orders, word for word', async () => {
    const raw = JSON.parse(readFileSync('knowledge/sample/orders.json', 'utf8')) as {
      orders: Record<string, unknown>[];
    };
    for (const sample of raw.orders) {
      const shop = String(sample.shop);
      const source = createSampleSource({ shop, file: 'knowledge/sample/orders.json', now: () => NOW, moving: false });
      const [found] = await source.findByNumber(String(sample.number));
      const { doubts: none, deliveredFrom: _from, ...order } = await found!.open();
      expect(none).toEqual([]);
      expect(order).toEqual(sample);
    }
  });
});

describe('a record that cannot be relied on', () => {
  it.each<[string, Partial<RawOrder>]>([
    ['dates_out_of_order deliveredAt', { deliveredAt: '2026-11-08T10:00:00+00:00' }],
    ['dates_out_of_order deliveredAt', { deliveredAt: '2026-11-10T23:59:59+00:00' }],
    ['dates_out_of_order shippedAt', { shippedAt: '2026-11-01T10:00:00+00:00' }],
    ['dates_out_of_order paidAt', { paidAt: '2026-10-01T10:00:00+00:00' }],
    ['date_in_future deliveredAt', { deliveredAt: '2026-11-23T00:00:00+00:00' }],
    ['status_contradicts_dates status', { status: 'placed' }],
    ['status_contradicts_dates status', { status: 'shipped' }],
    ['unreadable_date deliveredAt', { deliveredAt: 'hier' }],
    ['unreadable_date deliveredAt', { deliveredAt: '2026-02-31T10:00:00+00:00' }],
    ['unreadable_date deliveredAt', { deliveredAt: '05/11/2026' }],
    ['unreadable_date placedAt', { placedAt: 1_794_000_000 }],
    ['unknown_status status', { status: 'finished' }],
    ['unknown_status status', { status: undefined }],
    ['no_items items', { items: [] }],
    ['no_items items', { items: undefined }],
    ['items_cut items', { itemsCut: true }],
    ['item_without_name items.0.name', { items: [{ name: ' ', category: 'food' }] }],
    ['unknown_category items.0.category', { items: [{ name: 'عسل', category: 'honey' }] }],
    ['negative_price items.0.price', { items: [{ name: 'عسل', category: 'food', price: -1 }] }],
    ['negative_price items.0.price', { items: [{ name: 'عسل', category: 'food', price: '-12,50' }] }],
    ['negative_price shippingFee', { shippingFee: -5 }],
    ['unreadable_price items.0.price', { items: [{ name: 'عسل', category: 'food', price: '1,250' }] }],
    ['unreadable_price items.0.price', { items: [{ name: 'عسل', category: 'food', price: 'gratuit' }] }],
    ['unreadable_quantity items.0.quantity', { items: [{ name: 'عسل', category: 'food', quantity: 0 }] }],
    ['unreadable_quantity items.0.quantity', { items: [{ name: 'عسل', category: 'food', quantity: 1.5 }] }],
    ['unreadable_value items.0.giftsIncluded', { items: [{ name: 'عسل', category: 'food', giftsIncluded: 'نعم' }] }],
    ['unreadable_value email', { email: 5 }],
  ])('says %s', (doubt, over) => {
    expect(doubts(over)).toEqual([doubt]);
  });

  it('leaves out what cannot be trusted instead of guessing', () => {
    expect(read({ deliveredAt: 'hier' })).not.toHaveProperty('deliveredAt');
    expect(read({ status: 'finished' })).not.toHaveProperty('status');
    expect(read({ items: [{ name: 'عسل', category: 'honey', price: -1 }] }).items).toEqual([
      { name: 'عسل', quantity: 1 },
    ]);
  });

  it('names the place in the file and never a value', () => {
    const order = read({ place: 'orders.csv:12', deliveredAt: 'secret', items: [{ name: 'عسل', category: 'secret' }] });
    expect(order.doubts).toEqual([
      { code: 'unreadable_date', field: 'deliveredAt', place: 'orders.csv:12' },
      { code: 'unknown_category', field: 'items.0.category', place: 'orders.csv:12' },
    ]);
  });

  it('does not doubt an hour of today, a day without a time, or a promise', () => {
    expect(doubts({ deliveredAt: '2026-11-22T23:59:59+00:00' })).toEqual([]);
    expect(doubts({ deliveredAt: '2026-11-11' })).toEqual([]);
    expect(doubts({ deliveredAt: '2026-11-11T09:00:00+00:00' })).toEqual([]);
    expect(doubts({ status: 'shipped', deliveredAt: null, promisedAt: '2026-12-24' })).toEqual([]);
  });
});

describe('dates as shops write them', () => {
  it('takes times without offset as Moroccan time', () => {
    expect(read({ deliveredAt: '2026-11-15 10:50' }).deliveredAt).toBe('2026-11-15T10:50:00+00:00');
    expect(read({ placedAt: '2026-05-06 16:20:00' }).placedAt).toBe('2026-05-06T16:20:00+01:00');
    expect(read({ placedAt: '2026-03-01T16:20:00' }).placedAt).toBe('2026-03-01T16:20:00+00:00');
  });

  it('reads days before months only when told to', () => {
    const order = readOrder({ ...SOUND, deliveredAt: '15/11/2026 10:50' }, { ...READING, dayFirst: true });
    expect(order).toMatchObject({ deliveredAt: '2026-11-15T10:50:00+00:00', doubts: [] });
  });
});

describe('the words of a shop', () => {
  it('are understood by its own table first, then by the platform’s usual meaning', () => {
    const reading = {
      ...READING,
      vocabulary: { statuses: { Livrée: 'delivered' } },
      usualStatuses: { completed: 'shipped' },
    } as const;
    const status = (word: string, vocabulary = {}) =>
      readOrder({ ...SOUND, status: word }, { ...reading, vocabulary: { ...reading.vocabulary, ...vocabulary } })
        .status;
    expect(status('livrée ')).toBe('delivered');
    expect(status('completed')).toBe('shipped');
    expect(status('completed', { statuses: { Completed: 'delivered' } })).toBe('delivered');
  });

  it('place an article by its number, then by its categories, then by what the shop says of the rest', () => {
    const vocabulary = {
      skus: { 'XM-*': 'electronics', 'XM-SVC-*': 'service' },
      categories: { Thé: 'food' },
      otherwise: 'other',
    } as const;
    const category = (item: object) =>
      readOrder({ ...SOUND, items: [{ name: 'x', ...item }] }, { ...READING, vocabulary }).items[0]?.category;
    expect(category({ sku: 'XM-TV' })).toBe('electronics');
    expect(category({ sku: 'XM-SVC-1' })).toBe('service');
    expect(category({ sku: 'T1', category: ['Promotions', 'thé'] })).toBe('food');
    expect(category({ category: 'Promotions' })).toBe('other');
    expect(category({ category: ['thé', 'cosmetics'] })).toBeUndefined();
  });
});

describe('a list of orders', () => {
  const file = { file: 'orders.json', shop: 'village-ma' };
  it.each<[string, string]>([
    [
      'orders.json:2: this is no valid JSON',
      '[{"number": "VIL-1", "email": "secret@example.com"},\n           secret, {"number": "VIL-3"}]',
    ],
    ['orders.json:3: this is no valid JSON', '[{"number": "VIL-1"},\n{"number": "VIL-2"},\n'],
    ['orders.json:1: must be a list of orders, or {"orders": [ … ]}', '{"order": []}'],
    [
      'orders.json:3: order VIL-2: orders.1: Unrecognized key: "delivredAt"',
      '[\n{"number": "VIL-1"},\n{"number": "VIL-2", "delivredAt": null}]',
    ],
    ['orders.json:2: orders.1.number: must be a text in quotes', '[\n{"number": 12},\n{"number": 1.5}]'],
    ['orders.json:3: order vil1: this number stands here twice', '[\n{"number": "VIL-1"},\n{"number": "vil1"}]'],
  ])('is refused with %s', (message, text) => {
    expect(() => readJsonOrders(text, file)).toThrow(message);
  });

  it('is refused with all its faults at once', () => {
    const orders = [{ number: '1' }, { number: '1' }, { nummer: '2' }];
    expect(() => checkJsonOrders(orders, file)).toThrow(
      /order 1: this number stands here twice\n.*orders\.2\.number.*\n.*nummer/s,
    );
  });

  it('may hold the same number for two shops', () => {
    expect(
      checkJsonOrders(
        [
          { shop: 'village-ma', number: '1' },
          { shop: 'xiaomi-ma', number: '1' },
        ],
        file,
      ),
    ).toHaveLength(1);
  });
});

it('reading never throws, whatever the values, and what it gives is sound or doubted', () => {
  const value = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.double(),
    fc.constant(null),
    fc.constant(undefined),
    fc.boolean(),
    fc.date().map(String),
  );
  const time = fc
    .date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString());
  const date = fc.oneof(time, value);
  const item = fc.record(
    { name: value, category: value, price: value, quantity: value, giftsIncluded: value },
    { requiredKeys: [] },
  );
  const raw = fc.record(
    {
      number: fc.string(),
      status: fc.oneof(fc.constantFrom<OrderStatus>(...STATUSES), value),
      placedAt: date,
      shippedAt: date,
      deliveredAt: date,
      email: value,
      items: fc.array(item),
    },
    { requiredKeys: ['number'] },
  );
  fc.assert(
    fc.property(raw, (order) => {
      const result = readOrder(order, READING);
      if (result.doubts.length > 0) return;
      expect(STATUSES).toContain(result.status);
      expect(result.items.length).toBeGreaterThan(0);
      for (const line of result.items) expect(line.price ?? 0).toBeGreaterThanOrEqual(0);
      const { placedAt, deliveredAt } = result;
      if (placedAt && deliveredAt) expect(Date.parse(deliveredAt)).toBeGreaterThan(Date.parse(placedAt) - 86_400_000);
    }),
    { numRuns: 300 },
  );
});
