import type { Doubt, Order, OrderItem } from './order.ts';

/** One order line as returns decisions read it (`order` in evaluation/interfaces.md), with what makes it unsafe. */
export interface OrderLine {
  readonly record: Pick<
    Order,
    'number' | 'status' | 'placedAt' | 'confirmedAt' | 'paidAt' | 'shippedAt' | 'promisedAt' | 'deliveredAt'
  > & { readonly item: Omit<OrderItem, 'sku' | 'quantity'> };
  /** The doubts about the order and about this line; those about its other lines do not matter for it. Any: a person decides. */
  readonly doubts: readonly Doubt[];
  /** The delivery date is only a stand-in: a refusal that rests on it is for a person. */
  readonly weakDelivery: boolean;
}

/** A line of an order for `decide`; undefined when the order has no such line. Lines are counted from 0. */
export function orderLine(order: Order, index: number): OrderLine | undefined {
  const item = order.items[index];
  if (!item) return undefined;
  const { sku: _sku, quantity: _quantity, ...told } = item;
  const { number, status, placedAt, confirmedAt, paidAt, shippedAt, promisedAt, deliveredAt } = order;
  const all = { number, status, placedAt, confirmedAt, paidAt, shippedAt, promisedAt, deliveredAt, item: told };
  const known = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return {
    record: known as unknown as OrderLine['record'],
    doubts: order.doubts.filter(({ field }) => !field.startsWith('items.') || field.startsWith(`items.${index}.`)),
    weakDelivery: order.deliveredFrom?.strength === 'weak',
  };
}
