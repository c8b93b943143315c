import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createSampleSource, orderLine } from '../../src/orders/index.ts';
import { readOrder } from '../../src/orders/readOrder.ts';
import { readReturnCase } from '../../src/returns/index.ts';

const NOW = Date.parse('2026-11-22T12:00:00+00:00');

it('is the record that returns decisions read, for every line of the sample orders', async () => {
  const { orders } = JSON.parse(readFileSync('knowledge/sample/orders.json', 'utf8')) as {
    orders: { shop: string; number: string; items: unknown[] }[];
  };
  for (const { shop, number, items } of orders) {
    const source = createSampleSource({ shop, file: 'knowledge/sample/orders.json', now: () => NOW, moving: false });
    const order = await (await source.findByNumber(number))[0]!.open();
    for (const index of items.keys()) {
      const line = orderLine(order, index)!;
      expect(() => readReturnCase({ reason: 'change_of_mind', order: line.record, answers: {} })).not.toThrow();
      expect(line.record).not.toHaveProperty('email');
      expect(line).toMatchObject({ doubts: [], weakDelivery: false });
    }
    expect(orderLine(order, items.length)).toBeUndefined();
  }
});

it('carries the doubts about the order and about this line, not those about another', () => {
  const raw = {
    number: '1',
    status: 'delivered',
    deliveredAt: '2027-01-01',
    items: [
      { name: 'عسل', category: 'food' },
      { name: 'طاجين', category: 'craft', price: -1 },
    ],
  };
  const order = readOrder(raw, { shop: 'x', vocabulary: {}, now: NOW });
  expect(orderLine(order, 0)?.doubts.map((doubt) => doubt.field)).toEqual(['deliveredAt']);
  expect(orderLine(order, 1)?.doubts.map((doubt) => doubt.field)).toEqual(['items.1.price', 'deliveredAt']);
});

it('says when the delivery date is only a stand-in', () => {
  const deliveredFrom = { origin: 'order_completed', strength: 'weak' } as const;
  const raw = {
    number: '1',
    status: 'delivered',
    deliveredAt: '2026-11-01',
    deliveredFrom,
    items: [{ name: 'عسل', category: 'food' }],
  };
  expect(orderLine(readOrder(raw, { shop: 'x', vocabulary: {}, now: NOW }), 0)?.weakDelivery).toBe(true);
});
