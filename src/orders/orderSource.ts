import type { Contact } from './contact.ts';
import type { Order } from './order.ts';

/**
 * Where a shop's orders come from. One source serves one shop. Every driver keeps this contract
 * (test/orders/orderSourceContract.ts).
 *
 * A source hands out `FoundOrder`s: a number and contacts to compare, with the order behind `open`. Only what checks
 * proof calls `open`, and only after the proof, so that nothing of an order exists in memory or does extra work before.
 */
export interface OrderSource {
  /** `sample`, `file`, `woocommerce`, `shopify` or `youcan`; for logs, never for behaviour. */
  readonly name: string;

  /**
   * The orders with this number, compared by `numberKey`; usually none or one. Two are a fault of the shop's records:
   * `open` then marks them with the doubt `duplicate_number`. Does the same requests whether the number exists or not.
   * @throws OrderSourceError
   */
  findByNumber(number: string): Promise<FoundOrder[]>;

  /**
   * A page of the orders that have this e-mail or phone, newest first where the shop's system can sort.
   * A page may hold fewer than `limit` orders, even none, and still have a next one.
   * @throws OrderSourceError
   */
  findByContact(contact: Contact, page: PageRequest): Promise<OrderPage>;

  /** Frees timers and handles. */
  close(): Promise<void>;
}

export interface FoundOrder {
  readonly number: string;
  /** What proves that it is somebody's, in the form of `readContacts`. */
  readonly contacts: readonly Contact[];
  /** @throws OrderSourceError when the shop's system must be asked for more and does not answer. */
  open(): Promise<Order>;
}

export interface PageRequest {
  /** 1 to 50. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly after?: string;
}

export interface OrderPage {
  readonly orders: readonly FoundOrder[];
  /** Where the next page begins; absent after the last. */
  readonly next?: string;
}

/** Pages of remote searches are at most this long. */
export const MOST_PER_PAGE = 50;

/**
 * A shop's orders could not be read. `refused`: its system answered no (wrong credentials, missing rights, a wrong
 * address), an operator must act. `limited`: it asked for patience longer than a customer waits. `unreachable`: no
 * answer came, or it was ill (5xx). `malformed`: it answered something that is no order data.
 * Messages hold the shop, the source and the status, never an address with its query, a credential or a customer's data.
 */
export class OrderSourceError extends Error {
  override readonly name = 'OrderSourceError';
  readonly code: 'refused' | 'limited' | 'unreachable' | 'malformed';
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    code: OrderSourceError['code'],
    message: string,
    details: { readonly status?: number; readonly retryAfterMs?: number } = {},
  ) {
    super(message);
    this.code = code;
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** A shop's order file that cannot be used; names file, line and order number of every fault. */
export class OrderDataError extends Error {
  override readonly name = 'OrderDataError';
  readonly code = 'ORDER_DATA_INVALID';
  readonly faults: readonly OrderFault[];

  constructor(faults: readonly OrderFault[]) {
    const shown = faults.slice(0, 50).map(describeOrderFault);
    const rest = faults.length > 50 ? [`… and ${faults.length - 50} more`] : [];
    super(['The orders cannot be used:', ...shown, ...rest].join('\n'));
    this.faults = faults;
  }
}

export interface OrderFault {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** The order's number, where it has one. */
  readonly number?: string;
  readonly message: string;
}

/** `file:line: order VIL-1: message`. */
export function describeOrderFault(fault: OrderFault): string {
  return `${fault.file}:${fault.line}: ${fault.number === undefined ? '' : `order ${fault.number}: `}${fault.message}`;
}
