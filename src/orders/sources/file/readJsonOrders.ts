import { z } from 'zod';
import { numberKey } from '../../orderNumber.ts';
import { OrderDataError, type OrderFault } from '../../orderSource.ts';
import type { RawOrder } from '../../readOrder.ts';

const told = z.unknown().optional();

/** Which keys an order line may have; a misspelt one would silently count as not told. */
const itemShape = z.strictObject({
  sku: told,
  name: told,
  category: told,
  price: told,
  quantity: told,
  giftsIncluded: told,
});

const orderShape = z.strictObject({
  shop: z.string({ error: 'must be the shop that the order belongs to' }).optional(),
  number: z.preprocess(
    (value) => (Number.isSafeInteger(value) ? String(value) : value),
    z.string({ error: 'must be a text in quotes' }).trim().min(1, 'must not be empty').max(60),
  ),
  status: told,
  email: told,
  phone: told,
  name: told,
  address: told,
  payment: told,
  placedAt: told,
  confirmedAt: told,
  paidAt: told,
  shippedAt: told,
  promisedAt: told,
  deliveredAt: told,
  shippingFee: told,
  currency: told,
  items: z.array(itemShape).optional(),
});

const fileShape = z.union([z.array(z.unknown()), z.strictObject({ orders: z.array(z.unknown()) })], {
  error: 'must be a list of orders, or {"orders": [ … ]}',
});

/** Orders of one shop in the shape of evaluation/interfaces.md, with `place` for their doubts. */
export interface JsonOrders {
  /** Name of the file, for faults. */
  readonly file: string;
  /** Orders that name another shop are left out; those that name none belong to this one. */
  readonly shop: string;
}

/**
 * Reads a file of orders: `[…]` or `{"orders": […]}`.
 * @throws OrderDataError when it is no JSON, has unknown keys, an order without number, or a number twice.
 */
export function readJsonOrders(text: string, options: JsonOrders): RawOrder[] {
  const fault = (line: number, message: string) => new OrderDataError([{ file: options.file, line, message }]);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw fault(syntaxLine(error, text), 'this is no valid JSON');
  }
  return checkJsonOrders(value, options, text);
}

/** The same for orders that are parsed already; `text` is only for finding lines. */
export function checkJsonOrders(value: unknown, options: JsonOrders, text = ''): RawOrder[] {
  const { file, shop } = options;
  const list = fileShape.safeParse(value);
  if (!list.success) throw new OrderDataError([{ file, line: 1, message: list.error.issues[0]?.message ?? '' }]);
  const faults: OrderFault[] = [];
  const seen = new Set<string>();
  const orders: RawOrder[] = [];
  const lines = new LineFinder(text);
  for (const [index, entry] of (Array.isArray(list.data) ? list.data : list.data.orders).entries()) {
    const number = numberIn(entry);
    const at = { file, line: lines.next(number), ...(number !== undefined && { number }) };
    const parsed = orderShape.safeParse(entry);
    if (!parsed.success) {
      const found = parsed.error.issues.map(
        (issue) => `${[`orders.${index}`, ...issue.path].join('.')}: ${issue.message}`,
      );
      faults.push(...found.map((message) => ({ ...at, message })));
    } else if ((parsed.data.shop ?? shop) === shop) {
      if (seen.has(numberKey(parsed.data.number))) faults.push({ ...at, message: 'this number stands here twice' });
      seen.add(numberKey(parsed.data.number));
      orders.push({ ...parsed.data, place: `${file}:${at.line}` });
    }
  }
  if (faults.length > 0) throw new OrderDataError(faults);
  return orders;
}

function numberIn(entry: unknown): string | undefined {
  const number = typeof entry === 'object' && entry !== null && 'number' in entry ? entry.number : undefined;
  return typeof number === 'string' || Number.isSafeInteger(number) ? String(number) : undefined;
}

/** Tells on which line each order stands, going through the file once. */
class LineFinder {
  readonly #text: string;
  #position = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  /** The line of the next order with this number; that of the order before where it has none. */
  next(number: string | undefined): number {
    const found =
      number === undefined ? -1 : this.#text.indexOf(JSON.stringify(number).slice(1, -1), this.#position + 1);
    return found < 0 ? this.#line : this.lineAt(found);
  }

  /** The line of a position that is not before the last one asked for. */
  lineAt(position: number): number {
    for (let end = this.#text.indexOf('\n', this.#position); end >= 0 && end < position; ) {
      this.#line += 1;
      end = this.#text.indexOf('\n', end + 1);
    }
    this.#position = position;
    return this.#line;
  }
}

/** Characters that the parser quotes on each side of what it stumbled over. */
const CONTEXT = 10;

/** The line out of the parser's message; the message itself quotes the file and is not repeated. */
function syntaxLine(error: unknown, text: string): number {
  const message = error instanceof Error ? error.message : '';
  const position = /position (\d+)/.exec(message)?.[1];
  const quoted = /"(?<before>\.\.\.)?(?<piece>.*?)(?:\.\.\.)?" is not valid JSON$/s.exec(message)?.groups;
  const found = quoted ? text.indexOf(quoted.piece ?? '') + (quoted.before ? CONTEXT : 0) : text.length;
  return new LineFinder(text).lineAt(position === undefined ? found : Number(position));
}
