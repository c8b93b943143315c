import { orderSequence } from '../returns/index.ts';
import type { DateField, Doubt, Order, OrderStatus } from './order.ts';
import { moroccanDay } from './readDate.ts';

type Found = Pick<Doubt, 'code' | 'field'>;

/** Dates that deny a state. A cancelled order may have been on its way, even delivered. */
const NOT_YET: Readonly<Record<OrderStatus, readonly DateField[]>> = {
  placed: ['shippedAt', 'deliveredAt'],
  confirmed: ['shippedAt', 'deliveredAt'],
  shipped: ['deliveredAt'],
  delivered: [],
  unavailable: ['shippedAt', 'deliveredAt'],
  cancelled: [],
};

/**
 * In what a well-formed record contradicts itself: dates in a wrong order, dates on a day to come (the promised day
 * may be), a state that its dates deny. Days are compared, not hours, as windows count them; returns decisions check the
 * same once more, so that no path leads around it.
 */
export function doubtsOf(order: Omit<Order, 'doubts'>, now: number): Found[] {
  return [...outOfOrder(order), ...toCome(order, now), ...deniedStatus(order)];
}

function outOfOrder(order: Omit<Order, 'doubts'>): Found[] {
  const broken = orderSequence.filter(([earlier, later]) => isAfter(order[earlier], order[later]));
  const fields = new Set(broken.map(([, later]) => later));
  return [...fields].map((field) => ({ code: 'dates_out_of_order', field }));
}

function isAfter(first: string | null | undefined, second: string | null | undefined): boolean {
  return typeof first === 'string' && typeof second === 'string' && dayOf(first) > dayOf(second);
}

function toCome(order: Omit<Order, 'doubts'>, now: number): Found[] {
  const past = ['placedAt', 'confirmedAt', 'paidAt', 'shippedAt', 'deliveredAt'] as const;
  return past.filter((field) => isOnLaterDay(order[field], now)).map((field) => ({ code: 'date_in_future', field }));
}

function isOnLaterDay(date: string | null | undefined, now: number): boolean {
  return typeof date === 'string' && dayOf(date) > moroccanDay(now);
}

function deniedStatus({ status, ...order }: Omit<Order, 'doubts'>): Found[] {
  const denied = status !== undefined && NOT_YET[status].some((field) => typeof order[field] === 'string');
  return denied ? [{ code: 'status_contradicts_dates', field: 'status' }] : [];
}

function dayOf(date: string): string {
  return moroccanDay(Date.parse(date));
}
