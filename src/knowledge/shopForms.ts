import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { reasons } from '../returns/index.ts';
import { foldSpace } from './clause.ts';
import type { KnowledgeFault } from './knowledgeFault.ts';
import type { Citation, QuoteChecker } from './quoteChecker.ts';
import { quoteSchema } from './schemas.ts';
import { unsupportedFigures } from './statedFigures.ts';
import { readYamlFile, type YamlFile, type YamlPath } from './yamlFile.ts';

/** What a complaint or a privacy request may consist of, in the order in which it is asked for. */
export const FORM_FIELDS = [
  'orderNumber',
  'name',
  'address',
  'email',
  'phone',
  'description',
  'requestedAction',
] as const;
export type FormField = (typeof FORM_FIELDS)[number];

/** What customers may use over their data. */
export const PRIVACY_KINDS = ['access', 'rectify', 'delete', 'object'] as const;
export type PrivacyKind = (typeof PRIVACY_KINDS)[number];

const field = z.enum(FORM_FIELDS);
const saidSchema = z.strictObject({
  /** `begin`: when the form begins; `filed`: with the number; `refused`: in place of a form. */
  at: z.enum(['begin', 'filed', 'refused']),
  /** Only on these channels; on all when absent. */
  channels: z.array(z.string()).min(1).optional(),
  /** Not where the customer's own words tell one of these reasons. */
  unless: z.array(z.enum(reasons)).min(1).optional(),
  text: z.string().trim().min(1),
  citations: z.array(quoteSchema).min(1),
});
const formSchema = z.strictObject({
  /** Does the text give this a place? When not, nothing is filed. */
  files: z.boolean(),
  /** Fields without which nothing is filed. */
  fields: z.array(quoteSchema.extend({ field })).default([]),
  /** One of these is enough; `channel`: the channel that the customer writes on is one of them. */
  anyOf: quoteSchema.extend({ fields: z.array(field).min(1), channel: z.boolean().default(false) }).optional(),
  /** Until when the shop promises an answer, counted from the day of filing. */
  deadline: quoteSchema.extend({ days: z.int().positive() }).optional(),
  says: z.array(saidSchema).default([]),
});

/** `forms.yaml`. */
export const formsSchema = z.strictObject({
  /** Raised when the fields change: a form that was read back under another version is read back again. */
  version: z.int().positive(),
  complaint: formSchema,
  privacy: z.strictObject({ access: formSchema, rectify: formSchema, delete: formSchema, object: formSchema }),
});

type FormFile = z.infer<typeof formSchema>;

/** A sentence about the form that states a rule, and what it rests on. */
export type FormSentence = Omit<FormFile['says'][number], 'citations'> & { readonly citations: readonly Citation[] };

/** One form of a shop, each part with its clause. */
export interface FormRules {
  readonly files: boolean;
  readonly fields: readonly { readonly field: FormField; readonly citation: Citation }[];
  readonly anyOf?: {
    readonly fields: readonly FormField[];
    readonly channel: boolean;
    readonly citation: Citation;
  };
  readonly deadline?: { readonly days: number; readonly citation: Citation };
  readonly says: readonly FormSentence[];
}

/** What a shop's text asks of complaints and privacy requests. */
export interface ShopForms {
  readonly version: number;
  readonly complaint: FormRules;
  readonly privacy: { readonly [kind in PrivacyKind]: FormRules };
}

/**
 * Loads `shops/<shop>/forms.yaml` and checks it against the policy text. A shop without the file has no forms: nothing
 * is filed for it. Faults are added to the checker's list and to `faults`.
 */
export function loadShopForms(
  root: string,
  shop: string,
  checker: QuoteChecker,
  faults: KnowledgeFault[],
): ShopForms | undefined {
  const name = `shops/${shop}/forms.yaml`;
  if (!existsSync(join(root, name))) return undefined;
  const file = readYamlFile(root, name, formsSchema, faults);
  if (!file) return undefined;
  const { version, complaint, privacy } = file.data;
  const open = (form: FormFile, place: YamlPath) => openForm(file, place, form, checker, faults);
  const kinds = PRIVACY_KINDS.map((kind) => [kind, open(privacy[kind], ['privacy', kind])] as const);
  return {
    version,
    complaint: open(complaint, ['complaint']),
    privacy: Object.fromEntries(kinds) as unknown as ShopForms['privacy'],
  };
}

function openForm(
  file: YamlFile<unknown>,
  place: YamlPath,
  form: FormFile,
  checker: QuoteChecker,
  faults: KnowledgeFault[],
): FormRules {
  reportGaps(file, place, form, faults);
  const { anyOf, deadline } = form;
  return {
    files: form.files,
    fields: form.fields.map((entry, index) => ({
      field: entry.field,
      citation: checker.cite(file, [...place, 'fields', index], entry),
    })),
    ...(anyOf && {
      anyOf: {
        fields: anyOf.fields,
        channel: anyOf.channel,
        citation: checker.cite(file, [...place, 'anyOf'], anyOf),
      },
    }),
    ...(deadline && {
      deadline: { days: deadline.days, citation: checker.cite(file, [...place, 'deadline'], deadline) },
    }),
    says: form.says.map((said, index) => ({
      ...said,
      text: foldSpace(said.text),
      citations: checker.support(file, [...place, 'says', index], said),
    })),
  };
}

/** What would leave a customer without an answer or the shop without a way back to the customer. */
function reportGaps(file: YamlFile<unknown>, place: YamlPath, form: FormFile, faults: KnowledgeFault[]): void {
  const report = (path: YamlPath, message: string) => faults.push(file.faultAt([...place, ...path], message));
  const { deadline } = form;
  if (deadline && unsupportedFigures(String(deadline.days), [deadline.quote]).length > 0)
    report(['deadline', 'days'], `"${deadline.days}" does not stand in the quote that is cited`);
  if (!form.files && !form.says.some(({ at }) => at === 'refused'))
    report(['says'], 'a form that files nothing needs a sentence at: refused, with the way that the text names');
  if (!form.files && (form.fields.length > 0 || form.anyOf || deadline))
    report(['files'], 'a form that files nothing has no fields and no deadline');
  const answerable = form.fields.some((entry) => entry.field === 'email' || entry.field === 'phone') || form.anyOf;
  if (form.files && !answerable)
    report(['fields'], 'the shop needs a way to answer: require email or phone, or say anyOf');
  const twice = form.fields.findIndex(({ field }, at) =>
    form.fields.some((other, i) => i < at && other.field === field),
  );
  if (twice >= 0) report(['fields', twice], `${form.fields[twice]?.field} is required twice; keep one`);
}
