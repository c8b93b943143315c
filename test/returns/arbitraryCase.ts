import fc from 'fast-check';
import {
  answerChoices,
  answerFlags,
  answerTimes,
  type FactName,
  orderTimes,
  type ReturnCase,
  reasons,
} from '../../src/returns/index.ts';
import { categories, statuses } from '../../src/returns/returnCase.ts';

/** Times around the beginning of Xiaomi's terms, clock changes and the end of a year, mostly close together. */
const FROM = Date.UTC(2026, 7, 20);
const HOUR = 3_600_000;

export const instant = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 24 * 60 }).map((hours) => iso(FROM + hours * HOUR)) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 0, max: 24 * 365 }).map((hours) => iso(Date.UTC(2025, 6, 1) + hours * HOUR)),
  },
);

/** An order whose times follow each other; each may be untold or none. */
const storyOfAnOrder = fc
  .record({
    start: fc.integer({ min: 0, max: 24 * 20 }),
    steps: fc.tuple(...[2, 48, 24 * 10, 24 * 8].map((max) => fc.integer({ min: 0, max }))),
    promised: fc.integer({ min: 0, max: 24 * 20 }),
    told: fc.tuple(...orderTimes.map(() => fc.constantFrom('given', 'given', 'given', 'none', 'untold'))),
    status: fc.option(fc.constantFrom(...statuses), { nil: undefined, freq: 9 }),
    category: fc.option(fc.constantFrom(...categories), { nil: undefined, freq: 9 }),
    giftsIncluded: fc.constantFrom(undefined, null, [], ['هدية']),
  })
  .map(({ start, steps, promised, told, status, category, giftsIncluded }) => {
    let at = FROM + start * HOUR;
    const [placed, ...rest] = [at, ...steps.map((hours) => (at += hours * HOUR))] as number[];
    const [confirmed, paid, shipped, delivered] = rest;
    const times = [placed, confirmed, paid, shipped, placed! + promised * HOUR, delivered];
    const order: Record<string, unknown> = { item: { category, giftsIncluded } };
    for (const [index, name] of orderTimes.entries()) {
      if (told[index] !== 'untold') order[name] = told[index] === 'none' ? null : iso(times[index]!);
    }
    if (status !== undefined) order.status = status;
    return order as ReturnCase['order'];
  });

/** A value that a fact may be told with. */
export function anyValueOf(fact: FactName): fc.Arbitrary<unknown> {
  if ((answerFlags as readonly string[]).includes(fact)) return fc.constantFrom(true, false, null);
  if (fact in answerChoices) return fc.constantFrom(...answerChoices[fact as keyof typeof answerChoices], null);
  if (fact === 'category') return fc.constantFrom(...categories);
  if (fact === 'status') return fc.constantFrom(...statuses);
  return fc.option(instant, { freq: 5 });
}

const facts = [...answerFlags, ...answerTimes, ...(Object.keys(answerChoices) as (keyof typeof answerChoices)[])];

export const answers = fc.record(Object.fromEntries(facts.map((fact) => [fact, anyValueOf(fact)])), {
  requiredKeys: [],
}) as fc.Arbitrary<ReturnCase['answers']>;

/** Few answers are told in most cases, as in life. */
const fewAnswers = fc
  .uniqueArray(fc.constantFrom(...facts), { maxLength: 6 })
  .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, anyValueOf(name)])))) as fc.Arbitrary<
  ReturnCase['answers']
>;

export const returnCase: fc.Arbitrary<ReturnCase> = fc.record({
  reason: fc.constantFrom(...reasons),
  order: storyOfAnOrder,
  answers: fc.oneof(fewAnswers, answers),
});

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
