import { afterEach, describe, expect, it } from 'vitest';
import type { Contact } from '../../src/orders/contact.ts';
import type { DateOrigin } from '../../src/orders/order.ts';
import { numberKey } from '../../src/orders/orderNumber.ts';
import type { FoundOrder, OrderSource } from '../../src/orders/orderSource.ts';
import { ORDERS, type ShopOrder, TWICE } from '../support/shopOrders.ts';

export interface OpenedSource {
  readonly source: OrderSource;
  /** Requests to the shop's server so far; absent for sources that ask none. */
  readonly requests?: () => number;
  close(): Promise<void>;
}

export interface SourceDescriptor {
  readonly name: string;
  open(orders: readonly ShopOrder[]): Promise<OpenedSource>;
  /** Where this source's delivery dates come from. */
  readonly delivered: DateOrigin;
  /** A number that stands twice: the orders are marked, or the whole source refuses to open. */
  readonly twice: 'marks' | 'refuses';
}

/** What every order source keeps, whatever shop system is behind it. */
export function orderSourceContract(descriptor: SourceDescriptor): void {
  describe(`orders from ${descriptor.name}`, () => {
    let opened: OpenedSource | undefined;
    const open = async (orders: readonly ShopOrder[] = ORDERS) => {
      opened = await descriptor.open(orders);
      return opened;
    };
    afterEach(async () => {
      await opened?.source.close();
      await opened?.source.close();
      await opened?.close();
      opened = undefined;
    });

    it('finds an order by its number, however it is written', async () => {
      const { source } = await open();
      for (const number of ['1001', ' 1001 ', '#1001', '١٠٠١']) {
        const found = await source.findByNumber(number);
        expect(found.map((order) => numberKey(order.number))).toEqual(['1001']);
      }
    });

    it('finds nothing for an unknown number, a part of one, nothing at all, or the signs of a search language', async () => {
      const { source } = await open();
      for (const number of [
        '9999',
        '100',
        '00',
        '',
        '***',
        '" OR name:*',
        '1001" OR "1002',
        '%',
        '../orders',
        '1001/refunds',
      ]) {
        expect(await source.findByNumber(number), number).toEqual([]);
      }
    });

    it('gives the contacts in the form that they are compared in', async () => {
      const { source } = await open();
      const [found] = await source.findByNumber('1001');
      expect(found?.contacts).toEqual([
        { kind: 'email', value: 'khadija.amzil@example.ma' },
        { kind: 'phone', value: '+212600000034' },
      ]);
    });

    it('opens an order with its lines, in our words', async () => {
      const { source } = await open();
      const order = await openOnly(source, '1001');
      expect(order).toMatchObject({ shop: 'village-ma', status: 'delivered', doubts: [] });
      expect(order.items).toMatchObject([
        { sku: 'VG-F1', name: 'عسل الدغموس الحر 500 غرام', category: 'food', price: 230, quantity: 1 },
        { sku: 'VG-C1', name: 'طاجين فخار مزخرف 28 سم', category: 'craft', price: 165.5, quantity: 2 },
      ]);
      expect(Date.parse(order.placedAt ?? '')).toBe(Date.parse('2026-11-09T08:33:00Z'));
    });

    it('says where the delivery date came from', async () => {
      const { source } = await open();
      const delivered = await openOnly(source, '1001');
      expect(Date.parse(delivered.deliveredAt ?? '')).toBe(Date.parse('2026-11-15T10:50:00Z'));
      expect(delivered.deliveredFrom).toEqual(descriptor.delivered);
      const open_ = await openOnly(source, '1002');
      expect(open_.deliveredAt ?? null).toBeNull();
      expect(open_).not.toHaveProperty('deliveredFrom');
    });

    it('gives texts that are harmless to show', async () => {
      const { source } = await open();
      const order = await openOnly(source, '1002');
      expect(order.items[0]?.name).toBe('طاجين جديد …');
    });

    it('gives all orders of an e-mail page by page, each once', async () => {
      const { source } = await open();
      const contact: Contact = { kind: 'email', value: 'many@example.com' };
      expect((await allPages(source, contact, 3)).toSorted()).toEqual([
        '2001',
        '2002',
        '2003',
        '2004',
        '2005',
        '2006',
        '2007',
      ]);
    });

    it('gives all orders of a phone page by page, newest first', async () => {
      const { source } = await open();
      const contact: Contact = { kind: 'phone', value: '+212600000777' };
      expect(await allPages(source, contact, 2)).toEqual(['2007', '2006', '2005', '2004', '2003', '2002', '2001']);
    });

    it('finds no orders for somebody who has none, and none of others that only look alike', async () => {
      const { source } = await open();
      for (const contact of [
        { kind: 'email', value: '1001@example.com' },
        { kind: 'email', value: 'nobody@example.com' },
        { kind: 'phone', value: '+212699999999' },
      ] as const) {
        expect(await allPages(source, contact, 5), contact.value).toEqual([]);
      }
    });

    it('does not let two orders with one number pass as sound', async () => {
      if (descriptor.twice === 'refuses') {
        await expect(open(TWICE)).rejects.toThrow(/3001: this number stands here twice/);
        return;
      }
      const { source } = await open(TWICE);
      const found = await source.findByNumber('3001');
      const orders = await Promise.all(found.map((order) => order.open()));
      expect(orders.map((order) => order.doubts.map((doubt) => doubt.code))).toEqual([
        ['duplicate_number'],
        ['duplicate_number'],
      ]);
    });

    it('asks the shop as often for a number that does not exist as for one that does', async () => {
      const { source, requests = () => 0 } = await open();
      await source.findByNumber('1001');
      const hit = requests();
      await source.findByNumber('9999');
      expect(requests() - hit).toBe(hit);
    });
  });
}

async function openOnly(source: OrderSource, number: string) {
  const found = await source.findByNumber(number);
  expect(found).toHaveLength(1);
  return found[0]!.open();
}

async function allPages(source: OrderSource, contact: Contact, limit: number): Promise<string[]> {
  const found: FoundOrder[] = [];
  let after: string | undefined;
  for (let page = 0; page < 20; page += 1) {
    const { orders, next } = await source.findByContact(contact, { limit, ...(after !== undefined && { after }) });
    expect(orders.length).toBeLessThanOrEqual(limit);
    found.push(...orders);
    after = next;
    if (after === undefined) return found.map((order) => numberKey(order.number));
  }
  throw new Error('the pages do not end');
}
