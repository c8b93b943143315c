import { CsvError, parse } from 'csv-parse/sync';
import { numberKey } from '../../orderNumber.ts';
import { OrderDataError, type OrderFault } from '../../orderSource.ts';
import type { RawItem, RawOrder } from '../../readOrder.ts';

/** The columns that say something about the whole order, and those about one article. */
export const ORDER_COLUMNS = [
  'number',
  'status',
  'email',
  'phone',
  'name',
  'address',
  'payment',
  'placedAt',
  'confirmedAt',
  'paidAt',
  'shippedAt',
  'promisedAt',
  'deliveredAt',
  'shippingFee',
  'currency',
] as const;
export const ITEM_COLUMNS = ['itemSku', 'itemName', 'itemCategory', 'itemPrice', 'itemQuantity', 'itemGifts'] as const;
const NEEDED = ['number', 'status', 'itemName'] as const;

type Column = (typeof ORDER_COLUMNS)[number] | (typeof ITEM_COLUMNS)[number];

export interface CsvOrders {
  /** Name of the file, for faults. */
  readonly file: string;
  /** Our column → the header in the shop's file. Headers that are named like our columns need no entry. */
  readonly columns?: Partial<Record<Column, string>>;
  /** What stands in a cell that is known to be none; an empty cell was not told. `-` by default. */
  readonly none?: readonly string[];
}

interface Row {
  readonly index: number;
  /** Where the row ends. */
  readonly line: number;
  /** Cells that hold something; `null` is known to be none. */
  readonly cells: ReadonlyMap<Column, string | null>;
}

/**
 * Reads a table with one row per article: rows with the same number are one order, and cells that an export leaves
 * empty on the further rows of an order count as those of the first. Comma, semicolon or tab; gifts separated by `|`.
 * @throws OrderDataError when it is no table, lacks a needed column, has a row without number, or contradicts itself.
 */
export function readCsvOrders(text: string, options: CsvOrders): RawOrder[] {
  const faults: OrderFault[] = [];
  const rows = readRows(text, options);
  const orders = new Map<string, Row[]>();
  for (const row of rows) {
    const number = row.cells.get('number') ?? '';
    const key = numberKey(number);
    const group = orders.get(key);
    const problem = problemOf(row, key, group);
    if (problem) faults.push({ file: options.file, line: row.line, ...(number && { number }), message: problem });
    else if (group) group.push(row);
    else orders.set(key, [row]);
  }
  if (faults.length > 0) throw new OrderDataError(faults);
  return [...orders.values()].map((group) => orderOf(group, options.file));
}

function problemOf(row: Row, key: string, group: readonly Row[] | undefined): string | undefined {
  if (key === '') return 'this row has no order number';
  if (!group) return undefined;
  const [first, last] = [group[0], group.at(-1)];
  if (row.index !== (last?.index ?? 0) + 1) return 'this number stands here twice, with other orders in between';
  const other = ORDER_COLUMNS.find((column) => {
    const value = row.cells.get(column);
    return column !== 'number' && value !== undefined && value !== first?.cells.get(column);
  });
  return other && `this number stands here twice with different values for ${other}`;
}

function orderOf(rows: readonly Row[], file: string): RawOrder {
  const first = rows[0]!;
  const told = ORDER_COLUMNS.flatMap((column) => {
    const value = first.cells.get(column);
    return value === undefined ? [] : [[column, value] as const];
  });
  const fields = Object.fromEntries(told) as Partial<Record<(typeof ORDER_COLUMNS)[number], string | null>>;
  return { ...fields, number: fields.number ?? '', items: rows.flatMap(itemOf), place: `${file}:${first.line}` };
}

/** The article of a row; a row that names none tells only about the order. */
function itemOf(row: Row): RawItem[] {
  if (!ITEM_COLUMNS.some((column) => row.cells.has(column))) return [];
  const cell = (column: Column) => row.cells.get(column) ?? undefined;
  const gifts = row.cells.get('itemGifts');
  return [
    {
      sku: cell('itemSku'),
      name: cell('itemName'),
      category: cell('itemCategory'),
      price: cell('itemPrice'),
      quantity: cell('itemQuantity'),
      giftsIncluded: typeof gifts === 'string' ? gifts.split('|').map((gift) => gift.trim()) : gifts,
    },
  ];
}

function readRows(text: string, options: CsvOrders): Row[] {
  const table = parseTable(text, options.file);
  const [head, ...body] = table;
  if (!head) throw new OrderDataError([{ file: options.file, line: 1, message: 'the file is empty' }]);
  const places = columnPlaces(head.record, options);
  const none = options.none ?? ['-'];
  return body.map(({ record, info }, index) => {
    const cells = new Map<Column, string | null>();
    for (const [column, place] of places) {
      const value = record[place]?.trim() ?? '';
      if (value !== '') cells.set(column, none.includes(value) ? null : value);
    }
    return { index, line: info.lines, cells };
  });
}

interface ParsedRow {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

function parseTable(text: string, file: string): ParsedRow[] {
  try {
    return parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      info: true,
      skip_empty_lines: true,
    }) as unknown as ParsedRow[];
  } catch (error) {
    const line = error instanceof CsvError && typeof error.lines === 'number' ? error.lines : 1;
    const code = error instanceof CsvError ? error.code : 'unknown';
    throw new OrderDataError([{ file, line, message: `this is no well-formed table (${code})` }]);
  }
}

/** The separator that the header line has most of. */
function delimiterOf(text: string): string {
  const header = text.slice(0, text.search(/[\r\n]|$/));
  const counts = [';', '\t', ','].map((sign) => [sign, header.split(sign).length] as const);
  return counts.sort(([, a], [, b]) => b - a)[0]?.[0] ?? ',';
}

function columnPlaces(header: readonly string[], options: CsvOrders): Map<Column, number> {
  const names = header.map(fold);
  const places = new Map<Column, number>();
  const faults: OrderFault[] = [];
  const fault = (message: string) => faults.push({ file: options.file, line: 1, message });
  for (const column of [...ORDER_COLUMNS, ...ITEM_COLUMNS]) {
    const name = options.columns?.[column];
    const place = names.indexOf(fold(name ?? column));
    if (place >= 0) places.set(column, place);
    if (place >= 0 && names.indexOf(fold(name ?? column), place + 1) > 0)
      fault(`two columns are named "${name ?? column}"`);
    if (place < 0 && name !== undefined) fault(`there is no column "${name}" (columns.${column} in orders.yaml)`);
    else if (place < 0 && isNeeded(column))
      fault(`there is no column for ${column}; name it under columns in orders.yaml`);
  }
  if (faults.length > 0) throw new OrderDataError(faults);
  return places;
}

function isNeeded(column: Column): boolean {
  return NEEDED.some((needed) => needed === column);
}

function fold(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/[\s_-]/g, '')
    .toLowerCase();
}
