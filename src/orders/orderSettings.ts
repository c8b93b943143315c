import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { CATEGORIES, STATUSES } from './order.ts';
import type { OrderFault } from './orderSource.ts';
import { ITEM_COLUMNS, ORDER_COLUMNS } from './sources/file/readCsvOrders.ts';

const word = z.string().trim().min(1, 'must not be empty');
const vocabulary = {
  statuses: z.record(word, z.enum(STATUSES)).optional(),
  categories: z.record(word, z.enum(CATEGORIES)).optional(),
  skus: z.record(word, z.enum(CATEGORIES)).optional(),
  otherwise: z.enum(CATEGORIES).optional(),
};

/** An address that credentials may be sent to: https, or this machine; with nothing secret inside. */
const url = z
  .url({ protocol: /^https?$/ })
  .refine(isSafe, 'must begin with https:// and hold no user, password or query');

/** `knowledge/shops/<shop>/orders.yaml`: where the shop's orders come from and what its words mean. */
export const orderSettingsSchema = z.discriminatedUnion('source', [
  z.strictObject({ source: z.literal('sample') }),
  z.strictObject({
    source: z.literal('file'),
    /** Below the folder that the server is started in, or absolute. */
    file: word.regex(/\.(json|csv|tsv|txt)$/, 'must end in .json, .csv, .tsv or .txt'),
    columns: z.partialRecord(z.enum([...ORDER_COLUMNS, ...ITEM_COLUMNS]), word).optional(),
    none: z.array(word).optional(),
    dayFirst: z.boolean().optional(),
    encoding: word.refine(isEncoding, 'is no known encoding; Windows files in Arabic are windows-1256').optional(),
    ...vocabulary,
  }),
  z.strictObject({
    source: z.literal('woocommerce'),
    url,
    meta: z.partialRecord(z.enum(['confirmedAt', 'shippedAt', 'promisedAt', 'deliveredAt']), word).optional(),
    ...vocabulary,
  }),
  z.strictObject({ source: z.literal('shopify'), url, ...vocabulary }),
  z.strictObject({ source: z.literal('youcan'), url: url.default('https://api.youcan.shop'), ...vocabulary }),
]);

export type OrderSettings = z.infer<typeof orderSettingsSchema>;

/**
 * The settings of one shop; the sample orders when it has none. Faults are added to `faults`, with file and line, and
 * the result is then undefined.
 */
export function readOrderSettings(root: string, shop: string, faults: OrderFault[]): OrderSettings | undefined {
  const file = `shops/${shop}/orders.yaml`;
  const path = join(root, file);
  if (!existsSync(path)) return { source: 'sample' };
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(path, 'utf8'), { lineCounter: lines });
  for (const error of document.errors) {
    faults.push({ file, line: error.linePos?.[0].line ?? 1, message: `not valid YAML (${error.code})` });
  }
  if (document.errors.length > 0) return undefined;
  const parsed = orderSettingsSchema.safeParse(document.toJS());
  for (const issue of parsed.error?.issues ?? []) {
    const message = `${issue.path.join('.') || 'the file'}: ${issue.message}`;
    faults.push({ file, line: lineOf(document, lines, issue.path), message });
  }
  return parsed.data;
}

function lineOf(document: ReturnType<typeof parseDocument>, lines: LineCounter, place: readonly PropertyKey[]): number {
  for (let depth = place.length; depth > 0; depth -= 1) {
    const node = document.getIn(place.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function isSafe(text: string): boolean {
  const { protocol, hostname, username, password, search } = new URL(text);
  const local = hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
  return (protocol === 'https:' || local) && username === '' && password === '' && search === '';
}

function isEncoding(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== '';
  } catch {
    return false;
  }
}
