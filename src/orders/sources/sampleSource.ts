import { readFileSync } from 'node:fs';
import { foundOrder } from '../foundOrder.ts';
import { DATES } from '../order.ts';
import type { OrderSource } from '../orderSource.ts';
import { moroccanDay } from '../readDate.ts';
import type { RawOrder, Reading } from '../readOrder.ts';
import { checkJsonOrders, readJsonOrders } from './file/readJsonOrders.ts';
import { HeldOrders } from './heldOrders.ts';

/** The day that the sample orders' dates are written for. */
export const SAMPLE_DAY = '2026-11-22';
const DAY_MS = 86_400_000;

export interface SampleOptions {
  readonly shop: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Path of the sample orders, knowledge/sample/orders.json. */
  readonly file: string;
  /** Move the dates with today, so that a demonstration always has an order delivered today. In tests they stay. */
  readonly moving: boolean;
}

/** The invented orders of one shop, for demonstrations and tests. @throws OrderDataError */
export function createSampleSource(options: SampleOptions): OrderSource {
  const { shop, file, now, moving } = options;
  const orders = readJsonOrders(readFileSync(file, 'utf8'), { file: 'orders.json', shop });
  const held = (at: number) => hold(moving ? orders.map((order) => moved(order, at)) : orders, { shop, now });
  let day = '';
  let current = held(now());
  return heldSource('sample', () => {
    const today = moroccanDay(now());
    if (moving && today !== day) [day, current] = [today, held(now())];
    return current;
  });
}

/**
 * Orders given as a value in the shape of evaluation/interfaces.md (`setup.orders`), such as a script brings them.
 * @throws OrderDataError naming them `setup.orders`
 */
export function createGivenSource(options: { shop: string; orders: unknown; now: () => number }): OrderSource {
  const { shop, now } = options;
  const held = hold(checkJsonOrders(options.orders, { file: 'setup.orders', shop }), { shop, now });
  return heldSource('sample', () => held);
}

function hold(orders: readonly RawOrder[], { shop, now }: { shop: string; now: () => number }): HeldOrders {
  const reading = (): Reading => ({ shop, vocabulary: {}, now: now() });
  const newestFirst = orders.toSorted((a, b) => placed(b) - placed(a));
  return new HeldOrders(newestFirst.map((order) => foundOrder(order, reading)));
}

function placed(order: RawOrder): number {
  const time = typeof order.placedAt === 'string' ? Date.parse(order.placedAt) : Number.NaN;
  return Number.isNaN(time) ? 0 : time;
}

function heldSource(name: string, orders: () => HeldOrders): OrderSource {
  return {
    name,
    findByNumber: async (number) => orders().byNumber(number),
    findByContact: async (contact, page) => orders().byContact(contact, page),
    close: async () => undefined,
  };
}

/** The order with its dates moved by whole days; an hour of today that is still to come becomes this moment. */
function moved(order: RawOrder, now: number): RawOrder {
  const days = Math.round((Date.parse(moroccanDay(now)) - Date.parse(SAMPLE_DAY)) / DAY_MS);
  if (days === 0) return order;
  const dates = DATES.map((field) => [field, order[field]] as const).filter(([, value]) => typeof value === 'string');
  const later = dates.map(([field, value]) => {
    const time = Date.parse(String(value)) + days * DAY_MS;
    return [field, new Date(field === 'promisedAt' ? time : Math.min(time, now)).toISOString()] as const;
  });
  return { ...order, ...Object.fromEntries(later) };
}
