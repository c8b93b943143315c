import { z } from 'zod';
import { factNames, reasons } from './returnCase.ts';

const text = z.string().trim().min(1, 'must not be empty');
const name = z.string().regex(/^[a-z][a-z0-9_]*$/u, 'must be lower-case letters, digits and underscores');
const isoDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/u, 'must be a date such as 2025-08-04, in quotes');
const fact = z.enum(factNames as [string, ...string[]]);
const state = z.union([z.boolean(), z.string()]);

export const windowStates = ['within', 'after', 'unsure', 'unstarted'] as const;

/** `fact: state` or `fact: [state, state]`; under `windows` the same for windows. */
export const conditionSchema = z
  .object({ windows: z.record(name, z.union([z.enum(windowStates), z.array(z.enum(windowStates))])).optional() })
  .catchall(z.union([state, z.array(state).min(1)]));

const startNames = ['deliveredAt', 'confirmedAt', 'promisedAt', 'discoveredAt', 'notice'] as const;
const actNames = ['notice', 'carrier', 'sending', 'shipping', 'delivery'] as const;

/** A time limit: so many days after something, within which somebody has to act. */
const windowSchema = z
  .strictObject({
    from: z.enum(startNames),
    days: z.int().min(0).max(366).optional(),
    workingDays: z.int().min(0).max(60).optional(),
    act: z.enum(actNames),
    cite: name,
    /** How the clause says the number when not in digits, word for word. */
    stated: text.optional(),
    /** Set when the text gives no number: whose reading it is, instead of a number in the quote. */
    reading: text.optional(),
  })
  .refine((window) => (window.days === undefined) !== (window.workingDays === undefined), {
    error: 'give either days or workingDays',
  });

export const decisions = ['eligible', 'not_eligible', 'needs_information', 'needs_human'] as const;
export const remedies = [
  'refund',
  'exchange',
  'repair',
  'cancel_refund',
  'continue',
  'new_date',
  'price_difference',
] as const;
export const refundStarts = ['notice', 'goods_received', 'payment'] as const;

const ruleSchema = z.strictObject({
  when: conditionSchema.default({}),
  decision: z.enum(['eligible', 'not_eligible', 'needs_human']),
  /** Names of clauses, the deciding one first. */
  cite: z.array(name).min(1),
  /** What the customer reads; its figures must stand in the quotes. */
  say: text,
  payer: z.enum(['customer', 'shop']).optional(),
  refund: z
    .strictObject({
      days: z.int().positive(),
      from: z.enum(refundStarts).optional(),
      cite: name,
      reading: text.optional(),
    })
    .optional(),
  remedies: z.array(z.enum(remedies)).default([]),
  deductions: z.array(z.strictObject({ name, when: conditionSchema.default({}) })).default([]),
  /** The window whose last day is told, `none` for no last day; the way's own when absent. */
  lastDay: name.optional(),
});

/** Facts that must be known, or whatever settles a window; only where `when` holds. */
const askSchema = z
  .strictObject({ facts: z.array(fact).optional(), window: name.optional(), when: conditionSchema.default({}) })
  .refine((ask) => (ask.facts === undefined) !== (ask.window === undefined), {
    error: 'give either facts or a window',
  });

/** How one reason is decided; the first way whose `when` holds is taken. */
const waySchema = z.strictObject({
  when: conditionSchema.default({}),
  /** Clauses that the matter rests on while it is undecided. */
  cite: z.array(name).min(1),
  lastDay: z.array(z.strictObject({ window: name, when: conditionSchema.default({}) })).default([]),
  /** Rules that shut the way or settle the matter whatever else is unknown, in order. */
  first: z.array(name).default([]),
  ask: z.array(askSchema).default([]),
  /** Answers that cannot both hold: asked again. */
  clashes: z.array(z.strictObject({ when: conditionSchema, facts: z.array(fact).min(1) })).default([]),
  /** Rules for known facts, in order; the last has no condition. */
  outcomes: z.array(name).default([]),
});

const versionSchema = z.strictObject({
  /** First day of the version; absent when the text names none. */
  from: isoDate.optional(),
  /** The policy text of this version, when it is not policy.txt. */
  text: z
    .string()
    .regex(/^policy[a-z0-9.-]*\.txt$/u)
    .optional(),
  /**
   * Days after `from` in which an order that is known only by a later date (its delivery, say) may still have been
   * placed before: the order's own date is then asked.
   */
  unsureDays: z.int().positive().optional(),
  /** Rule for orders placed before the first version. */
  before: name.optional(),
  clauses: z.record(name, z.strictObject({ clause: text, quote: text })),
  windows: z.record(name, windowSchema).default({}),
  rules: z.record(name, ruleSchema),
  /** Rules on whether the terms cover the purchase at all, in order. */
  scope: z.array(name).default([]),
  reasons: z.partialRecord(z.enum(reasons), z.array(waySchema).min(1)),
});

/** `returns.yaml`: the rules, or `rules: none` for a shop whose text has none. */
export const returnsSchema = z
  .strictObject({ rules: z.literal('none').optional(), versions: z.array(versionSchema).min(1).optional() })
  .refine((file) => (file.rules === undefined) !== (file.versions === undefined), {
    error: 'give the versions of the rules, or `rules: none` when the text has none',
  });

/** `language/returns.yaml`: what all shops' explanations share; a sentence takes its values where `{name}` stands. */
export const wordsSchema = z.strictObject({
  noRules: text,
  badRecord: text,
  cannotKnow: text,
  cannotTell: text,
  ask: text,
  lastDay: text,
  lastDayPassed: text,
  quote: text,
  facts: z.record(z.enum(factNames as [string, ...string[]]), text),
});

export const holidaysSchema = z.strictObject({
  fixed: z.array(
    z.strictObject({
      date: z.string().regex(/^\d{2}-\d{2}$/u, 'must be month and day such as 08-14, in quotes'),
      from: z.int().optional(),
      name: text,
    }),
  ),
  lunar: z.array(z.strictObject({ date: isoDate, days: z.int().min(1).max(3), name: text, announced: z.boolean() })),
  ramadan: z.array(z.strictObject({ from: isoDate, to: isoDate, announced: z.boolean() })).default([]),
});
