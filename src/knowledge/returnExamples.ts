import { z } from 'zod';
import { ReturnCaseError, type ReturnExample, readInstant, readReturnCase } from '../returns/index.ts';
import type { KnowledgeFault } from './knowledgeFault.ts';
import { readYamlFile, type YamlFile } from './yamlFile.ts';

const text = z.string().trim().min(1, 'must not be empty');
const time = text.refine(
  (value) => readInstant(value) !== undefined,
  'must be a time in ISO 8601 with offset, in quotes',
);
const record = z.record(z.string(), z.unknown());

const examplesSchema = z.strictObject({
  /** Order records that examples start from. */
  orders: z.record(z.string(), record).default({}),
  /** When the examples are decided, unless one says otherwise. */
  now: time.optional(),
  examples: z.array(
    z.strictObject({
      id: text,
      note: text.optional(),
      now: time.optional(),
      reason: text,
      like: text.optional(),
      order: record.default({}),
      answers: record.default({}),
      expect: z.strictObject({
        decision: z.enum(['eligible', 'not_eligible', 'needs_information', 'needs_human']),
        basis: text.optional(),
        lastDay: text.nullish(),
        costPayer: z.enum(['customer', 'shop', 'unknown']).optional(),
        refundWithinDays: z.number().nullish(),
        refundFrom: z.enum(['notice', 'goods_received', 'payment']).nullish(),
        remedies: z.array(text).optional(),
        deductions: z.array(text).optional(),
        missing: z.array(text).optional(),
      }),
    }),
  ),
});

type ExamplesFile = z.infer<typeof examplesSchema>;
type ExampleEntry = ExamplesFile['examples'][number];

/** A shop's examples and a way to report what is wrong with one of them. */
export interface LoadedExamples {
  readonly examples: readonly ReturnExample[];
  faultAt(id: string, message: string): KnowledgeFault;
}

/** Loads `shops/<shop>/examples.yaml`; faults are added to `faults`. */
export function loadReturnExamples(root: string, shop: string, faults: KnowledgeFault[]): LoadedExamples | undefined {
  const file = readYamlFile(root, `shops/${shop}/examples.yaml`, examplesSchema, faults);
  if (!file) return undefined;
  const places = new Map<string, number>();
  for (const [index, { id }] of file.data.examples.entries()) {
    if (places.has(id)) faults.push(file.faultAt(['examples', index, 'id'], `the example ${id} stands here twice`));
    places.set(id, index);
  }
  const examples = file.data.examples.flatMap((entry, index) => readExample(file, entry, index, faults) ?? []);
  return { examples, faultAt: (id, message) => file.faultAt(['examples', places.get(id) ?? 0], message) };
}

function readExample(
  file: YamlFile<ExamplesFile>,
  entry: ExampleEntry,
  index: number,
  faults: KnowledgeFault[],
): ReturnExample | undefined {
  const now = entry.now ?? file.data.now;
  const base = entry.like === undefined ? {} : file.data.orders[entry.like];
  if (!base || !now) {
    const message = base ? 'says no time: give it `now`, or give one for all' : `there is no order ${entry.like}`;
    faults.push(file.faultAt(['examples', index], `${entry.id}: ${message}`));
    return undefined;
  }
  try {
    const order = { ...base, ...entry.order, ...itemOf(base, entry.order) };
    const { reason, answers } = entry;
    return { id: entry.id, now, expect: entry.expect, ...readReturnCase({ reason, order, answers }) };
  } catch (error) {
    if (!(error instanceof ReturnCaseError)) throw error;
    faults.push(file.faultAt(['examples', index], `${entry.id}: ${error.message}`));
    return undefined;
  }
}

/** An example may change single facts of the item that it starts from. */
function itemOf(base: Record<string, unknown>, order: Record<string, unknown>): { readonly item?: unknown } {
  const isRecord = (value: unknown): value is object => typeof value === 'object' && value !== null;
  return isRecord(base.item) && isRecord(order.item) ? { item: { ...base.item, ...order.item } } : {};
}
