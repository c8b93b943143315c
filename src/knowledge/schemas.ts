import { z } from 'zod';

/** The five ways in which customers write; every list of phrasings has one list for each. */
export const registers = ['msa', 'darija', 'arabizi', 'french', 'mixed'] as const;

const text = z.string().trim().min(1, 'must not be empty');
const id = z.string().regex(/^[a-z][a-z0-9_]*$/u, 'must be lower-case letters, digits and underscores');
const shopId = z.string().regex(/^[a-z0-9][a-z0-9-]*$/u, 'must be lower-case letters, digits and hyphens');
const isoDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/u, 'must be a date such as 2025-08-04, in quotes');

/** A verbatim piece of one clause of the shop's own text. */
export const quoteSchema = z.strictObject({
  clause: z.string({ error: 'must be the clause number in quotes, such as "8.1"' }).min(1),
  quote: text,
});

const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/u, 'must be a time such as "09:00", in quotes');

const hoursSpans = z
  .array(
    z
      .strictObject({
        days: z.array(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])).min(1),
        from: timeOfDay,
        to: timeOfDay,
      })
      .refine(({ from, to }) => from < to, 'must begin before it ends'),
  )
  .min(1);

/** How the people answer who stand behind the bot; the shop's own setting, told to nobody as its opening hours. */
export const agentsSchema = z.strictObject({
  /** Times of day in Morocco; when absent, whoever is signed in answers. */
  hours: hoursSpans.optional(),
  /** In place of `hours` in Ramadan. */
  ramadan: hoursSpans.optional(),
  /** Do they answer on public holidays? */
  holidays: z.enum(['closed', 'open']).default('closed'),
  /** So long a customer waits before a message is left instead. */
  waitMinutes: z.int().min(1).max(240).default(10),
  /** Conversations that one agent is given at a time. */
  capacity: z.int().min(1).max(50).default(4),
  /** Short replies of the shop's own, ready for its agents; `{{name}}` and `{{shop}}` are filled in. */
  replies: z
    .array(z.strictObject({ title: z.string().min(1).max(40), text: z.string().min(1).max(1000) }))
    .max(30)
    .default([]),
});

/** What a customer may be told of a shop, each fact resting on a clause. */
export const shopSchema = z.strictObject({
  id: shopId,
  name: z.strictObject({ ar: text, fr: text }),
  /** Accent colour of the widget, `#rrggbb`. */
  color: z.string().regex(/^#[0-9a-fA-F]{6}$/u, 'must be a colour such as "#ff6900"'),
  website: z.url(),
  /** Web origins whose pages may embed the widget. */
  origins: z.array(z.url()).default([]),
  /** Date from which the text says it applies; absent when the text names none. */
  effectiveFrom: quoteSchema.extend({ date: isoDate }).optional(),
  /** First line after the last clause that belongs to the web page, not to the policy. */
  footer: text.optional(),
  /** Questions offered as buttons when a conversation begins. */
  suggestions: z.array(text).max(4).default([]),
  /** How the shop says in its text that it can be reached, worded as part of a sentence, with where it says so. */
  contact: z.strictObject({ text, citations: z.array(quoteSchema).min(1) }),
  agents: agentsSchema.optional(),
});

const phrasings = z.strictObject(
  Object.fromEntries(registers.map((register) => [register, z.array(text).default([])])) as Record<
    (typeof registers)[number],
    z.ZodDefault<z.ZodArray<typeof text>>
  >,
);

/** Why no policy speaks of a topic; picks the sentence of an abstention. */
export const outsideGroups = [
  'product',
  'shop',
  'order',
  'person',
  'instructions',
  'bot',
  'account',
  'world',
  'rights',
] as const;

export const topicsSchema = z.strictObject({
  topics: z.array(
    z.strictObject({
      id,
      title: text,
      /** Set on topics that no shop's text answers. */
      outside: z.enum(outsideGroups).optional(),
      phrasings,
    }),
  ),
});

export const intentsSchema = z.strictObject({ intents: z.array(z.strictObject({ id, phrasings })) });

/** What customers tell of a purchase of their own; `topics` lends the phrasings of these topics. */
export const statementsSchema = z.strictObject({
  statements: z.array(z.strictObject({ id, topics: z.array(id).default([]), phrasings })),
});

export const answersSchema = z.strictObject({
  answers: z.array(z.strictObject({ topic: id, text, citations: z.array(quoteSchema).min(1).max(3) })),
});

export type ShopFile = z.infer<typeof shopSchema>;
export type TopicEntry = z.infer<typeof topicsSchema>['topics'][number];
export type IntentEntry = z.infer<typeof intentsSchema>['intents'][number];
export type StatementEntry = z.infer<typeof statementsSchema>['statements'][number];
export type AnswerEntry = z.infer<typeof answersSchema>['answers'][number];
export type Phrasings = TopicEntry['phrasings'];
export type OutsideGroup = (typeof outsideGroups)[number];
