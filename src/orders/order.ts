import { categories, statuses } from '../returns/index.ts';

/**
 * One purchase as returns decisions and dialogs read it, whatever shop system it came from.
 *
 * A key that is **absent was not told**: the shop's system has no such field, or its value could not be trusted.
 * **`null` is known to be none**: the shop's system says that there is no such date yet. Whoever decides asks for what
 * was not told and never for what is known to be none.
 *
 * Times are ISO 8601 with offset. Every text has been through `displayText` and can be shown.
 */
export interface Order {
  readonly shop: string;
  /** As the shop writes it, without a `#` in front: `VIL-10251`, `5261117836207719`, `1001`. */
  readonly number: string;
  readonly status?: OrderStatus;
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly name?: string | null;
  readonly address?: string | null;
  readonly payment?: Payment | null;
  readonly placedAt?: string | null;
  readonly confirmedAt?: string | null;
  /** When the shop received the money; of cash on delivery that is at the delivery. */
  readonly paidAt?: string | null;
  readonly shippedAt?: string | null;
  /** The delivery day that the shop promised. */
  readonly promisedAt?: string | null;
  readonly deliveredAt?: string | null;
  /** Where `deliveredAt` came from; there exactly when `deliveredAt` is a time. */
  readonly deliveredFrom?: DateOrigin;
  readonly shippingFee?: number | null;
  /** Three capitals, such as `MAD`. */
  readonly currency?: string;
  readonly items: readonly OrderItem[];
  /**
   * Why this record cannot be relied on. Anything here means that a person decides: the machine neither grants nor
   * refuses on a record that contradicts itself.
   */
  readonly doubts: readonly Doubt[];
}

/** An order line: one article and its quantity. */
export interface OrderItem {
  readonly sku?: string;
  readonly name: string;
  readonly category?: Category;
  /** Of one piece, in the order's currency. */
  readonly price?: number;
  readonly quantity: number;
  /** Names of the gifts that came with it; empty when the shop says there were none. */
  readonly giftsIncluded?: readonly string[];
}

export const STATUSES = statuses;
export type OrderStatus = (typeof STATUSES)[number];

export const CATEGORIES = categories;
export type Category = (typeof CATEGORIES)[number];

export const PAYMENTS = ['card', 'bank_transfer', 'cash_on_delivery', 'paypal', 'other'] as const;
export type Payment = (typeof PAYMENTS)[number];

/**
 * Where a delivery date came from. `carrier`: reported by the carrier; `recorded`: noted when a
 * shop's system told us of the delivery (no source does yet); `shop_record`: a field that the shop keeps for it. These are **strong**.
 * `order_completed` and `order_modified` are **weak**: the shop's system has no delivery date, and the time of another
 * event stands in for it. A weak date never refuses anybody; where it would, a person decides.
 */
export interface DateOrigin {
  readonly origin: 'carrier' | 'recorded' | 'shop_record' | 'order_completed' | 'order_modified';
  readonly strength: 'strong' | 'weak';
}

export const DOUBTS = [
  'dates_out_of_order',
  'date_in_future',
  'status_contradicts_dates',
  'unreadable_date',
  'unreadable_price',
  'negative_price',
  'unreadable_quantity',
  'unknown_category',
  'unknown_status',
  'no_items',
  'item_without_name',
  'items_cut',
  'duplicate_number',
  'unreadable_value',
] as const;

/** One thing that is wrong in an order's record. */
export interface Doubt {
  readonly code: (typeof DOUBTS)[number];
  /** Which field: `deliveredAt`, `items.0.price`. Never a value: doubts may be logged. */
  readonly field: string;
  /** Where it stands, `orders.csv:12`, when the record came from a file. */
  readonly place?: string;
}

/** The dates of an order, in the order in which they happen. */
export const DATES = ['placedAt', 'confirmedAt', 'paidAt', 'shippedAt', 'promisedAt', 'deliveredAt'] as const;
export type DateField = (typeof DATES)[number];
