import type { Order } from '../../src/orders/index.ts';

/** What a flow keeps of a proved order: what decisions need, and nothing that names or reaches the customer. */
export type KeptOrder = Omit<Order, 'email' | 'phone' | 'name' | 'address' | 'payment' | 'shippingFee' | 'currency'>;

export function keepOrder(order: Order): KeptOrder {
  const { email: _e, phone: _p, name: _n, address: _a, payment: _pay, shippingFee: _s, currency: _c, ...kept } = order;
  return kept;
}
