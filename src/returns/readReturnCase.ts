import { z } from 'zod';
import { readInstant } from './instant.ts';
import { answerChoices, answerFlags, answerTimes, orderTimes, type ReturnCase, reasons } from './returnCase.ts';

/** A case that cannot be read: the message names the field and what it must be. `code` is stable. */
export class ReturnCaseError extends Error {
  override readonly name = 'ReturnCaseError';
  readonly code: 'missing_field' | 'invalid_field';

  constructor(code: ReturnCaseError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

const time = z
  .string()
  .refine((text) => readInstant(text) !== undefined, 'must be a time that exists, in ISO 8601 with offset');
const flag = z.boolean().nullish();

function keyed<const Name extends string, Value extends z.ZodType>(names: readonly Name[], value: Value) {
  return Object.fromEntries(names.map((name) => [name, value])) as Record<Name, Value>;
}

const item = z.object({
  name: z.string().nullish(),
  category: z.string().nullish(),
  price: z.number().nullish(),
  giftsIncluded: z.array(z.string()).nullish(),
});

const order = z.object({
  number: z.union([z.string(), z.number().transform(String)]).nullish(),
  ...keyed(orderTimes, time.nullish()),
  status: z.string().nullish(),
  item: item.nullish(),
});

const answers = z.strictObject({
  ...keyed(answerFlags, flag),
  ...keyed(answerTimes, time.nullish()),
  missingWhat: z.enum(answerChoices.missingWhat).nullish(),
  priceDirection: z.enum(answerChoices.priceDirection).nullish(),
});

/** The shape of a case; other keys of the order record are left alone, unknown answers are refused. */
export const returnCaseSchema = z.object({ reason: z.enum(reasons), order, answers: answers.default({}) });

/**
 * Reads a case from plain data (a JSON line, an example).
 * @throws ReturnCaseError naming the first field that is missing or wrong
 */
export function readReturnCase(data: unknown): ReturnCase {
  const parsed = returnCaseSchema.safeParse(data);
  if (parsed.success) return parsed.data as ReturnCase;
  const issue = parsed.error.issues[0]!;
  const field = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const unknown = issue.keys.map((key) => `${field}.${key}`).join(', ');
    throw new ReturnCaseError('invalid_field', `the field "${unknown}" is not known`);
  }
  const missing = valueAt(data, issue.path) === undefined;
  if (missing) throw new ReturnCaseError('missing_field', `the field "${field}" is missing`);
  throw new ReturnCaseError('invalid_field', `the field "${field}": ${issue.message}`);
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let value = data;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}
