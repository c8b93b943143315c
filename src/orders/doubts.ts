import type { DateField, Doubt, Order, OrderStatus } from './order.ts';
import { isMidnight, moroccanDay } from './readDate.ts';

type Found = Pick<Doubt, 'code' | 'field'>;

/** Pairs of dates that only happen in this order. A payment may come at any time after the order. */
const SEQUENCE: readonly (readonly [DateField, DateField])[] = [
  ['placedAt', 'confirmedAt'],
  ['placedAt', 'paidAt'],
  ['placedAt', 'shippedAt'],
  ['placedAt', 'promisedAt'],
  ['placedAt', 'deliveredAt'],
  ['confirmedAt', 'shippedAt'],
  ['confirmedAt', 'deliveredAt'],
  ['shippedAt', 'deliveredAt'],
];

/** Dates that an order in this state cannot have yet. */
const NOT_YET: Readonly<Record<OrderStatus, readonly DateField[]>> = {
  placed: ['confirmedAt', 'shippedAt', 'deliveredAt'],
  confirmed: ['shippedAt', 'deliveredAt'],
  shipped: ['deliveredAt'],
  delivered: [],
  unavailable: ['deliveredAt'],
  cancelled: ['deliveredAt'],
};

/**
 * In what a well-formed record contradicts itself: dates in a wrong order, dates on a day to come (the promised day
 * may be), a state that its dates deny. Times are compared to the second, days without a time by day.
 */
export function doubtsOf(order: Omit<Order, 'doubts'>, now: number): Found[] {
  return [...outOfOrder(order), ...toCome(order, now), ...deniedStatus(order)];
}

function outOfOrder(order: Omit<Order, 'doubts'>): Found[] {
  const broken = SEQUENCE.filter(([earlier, later]) => isAfter(order[earlier], order[later]));
  const fields = new Set(broken.map(([, later]) => later));
  return [...fields].map((field) => ({ code: 'dates_out_of_order', field }));
}

function isAfter(first: string | null | undefined, second: string | null | undefined): boolean {
  if (!first || !second) return false;
  const [a, b] = [Date.parse(first), Date.parse(second)];
  return isMidnight(first) || isMidnight(second) ? moroccanDay(a) > moroccanDay(b) : a > b;
}

function toCome(order: Omit<Order, 'doubts'>, now: number): Found[] {
  const past = ['placedAt', 'confirmedAt', 'paidAt', 'shippedAt', 'deliveredAt'] as const;
  return past.filter((field) => isOnLaterDay(order[field], now)).map((field) => ({ code: 'date_in_future', field }));
}

function isOnLaterDay(date: string | null | undefined, now: number): boolean {
  return typeof date === 'string' && moroccanDay(Date.parse(date)) > moroccanDay(now);
}

function deniedStatus(order: Omit<Order, 'doubts'>): Found[] {
  const status = order.status;
  if (!status) return [];
  const denied = NOT_YET[status].some((field) => typeof order[field] === 'string');
  const neverShipped = status === 'shipped' && order.shippedAt === null;
  return denied || neverShipped ? [{ code: 'status_contradicts_dates', field: 'status' }] : [];
}
