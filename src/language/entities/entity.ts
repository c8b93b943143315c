/** A value read from a customer's words. `text` is the piece it was read from; `start` is its place, for order. */
export type Entity = OrderNumberEntity | EmailEntity | PhoneEntity | DateEntity | AmountEntity | CountEntity;

interface Found {
  readonly text: string;
  /** Place in the legible text (direction marks and vowel signs removed); entities come sorted by it. */
  readonly start: number;
}

/** `value` in ASCII capitals: `5261117836207719`, `VIL-10251`, `M4P-2026-0042`; bare digits after a word for order. */
export interface OrderNumberEntity extends Found {
  readonly kind: 'orderNumber';
  readonly value: string;
}

/** `value` in lower case. */
export interface EmailEntity extends Found {
  readonly kind: 'email';
  readonly value: string;
}

/** `value` is `+212` and nine digits, or another country's number as it was written after its `+`. */
export interface PhoneEntity extends Found {
  readonly kind: 'phone';
  readonly value: string;
}

/** `value` is `YYYY-MM-DD` on the Moroccan calendar day; `precision` says how roughly the customer put it. */
export interface DateEntity extends Found {
  readonly kind: 'date';
  readonly value: string;
  readonly precision: 'day' | 'week' | 'month' | 'year';
}

/** Money in dirhams, or in euros or dollars where these were named. */
export interface AmountEntity extends Found {
  readonly kind: 'amount';
  readonly value: number;
  readonly currency: 'MAD' | 'EUR' | 'USD';
}

/** A number of days, pieces and so on that is neither a date nor money. */
export interface CountEntity extends Found {
  readonly kind: 'count';
  readonly value: number;
  readonly unit: Unit;
}

/** What can be counted. */
export type Unit = 'hour' | 'day' | 'week' | 'month' | 'year' | 'piece';
