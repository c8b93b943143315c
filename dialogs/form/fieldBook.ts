import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { FORM_FIELDS, type FormField, PRIVACY_KINDS, type PrivacyKind } from '../../src/knowledge/index.ts';
import { compilePlaces, type Phrases, type Places, phraseCompiler } from '../recognition/phraseBook.ts';

const patterns = z.array(z.coerce.string().min(1)).min(1);
const LISTS = [
  'fillers',
  'wrongWords',
  'complaint',
  'filing',
  'about',
  'wish',
  'because',
  'remedy',
  'remedyAlone',
  'trouble',
  'street',
  'town',
  'names',
  'self',
  'empty',
  'subjects',
  'denies',
  'and',
  'in',
  'articles',
  'negatives',
  'enough',
  'but',
  'changes',
  'confirms',
  'sends',
  'stops',
  'rightOne',
  'lacks',
  'adds',
  'addressWords',
  'toIt',
  'hesitates',
] as const;
const SIGNS = [
  'later',
  'goOn',
  'here',
  'more',
  'refuses',
  'complaintStatus',
  'complaint',
  'personal',
  'dataOrder',
  'atShop',
  'aboutMe',
  'ownField',
  'account',
  'howTo',
  'changes',
] as const;

/** `fieldWords.yaml`. */
const wordsSchema = z.object({
  labels: z.record(z.enum(FORM_FIELDS), z.strictObject({ always: patterns, alone: patterns })),
  privacy: z.record(z.enum(PRIVACY_KINDS), patterns),
  gluedAnd: z.string().length(1),
  gluedIn: z.string().min(1),
  comma: z.string().min(1),
  ...(Object.fromEntries([...LISTS, ...SIGNS].map((name) => [name, patterns])) as Record<
    (typeof LISTS)[number] | (typeof SIGNS)[number],
    typeof patterns
  >),
});

export type FieldList = (typeof LISTS)[number];

/** The words of `fieldWords.yaml`, ready to be looked for. */
export interface FieldBook {
  readonly labels: readonly { readonly field: FormField; readonly always: Places; readonly alone: Places }[];
  readonly privacy: readonly (readonly [PrivacyKind, Phrases])[];
  /** "And" as one letter glued to a word; letters for "in" as they are glued to a street or a town. */
  readonly gluedAnd: string;
  readonly gluedIn: string;
  /** Stands between two stretches that are joined. */
  readonly comma: string;
  /** Where words of a list stand on a line. */
  readonly lists: Readonly<Record<FieldList, Places>>;
  /** Whether a message says so. */
  readonly signs: Readonly<Record<(typeof SIGNS)[number], Phrases>>;
}

let opened: FieldBook | undefined;

/** The book, opened when the first form needs it. @throws Error that names what is wrong in the file. */
export function fieldBook(): FieldBook {
  opened ??= open();
  return opened;
}

function open(): FieldBook {
  const file = wordsSchema.parse(parse(readFileSync(new URL('fieldWords.yaml', import.meta.url), 'utf8')));
  const compile = phraseCompiler();
  return {
    labels: FORM_FIELDS.map((field) => ({
      field,
      always: compilePlaces(labelsOf(field, file.labels[field].always)),
      alone: compilePlaces(labelsOf(field, file.labels[field].alone)),
    })),
    gluedAnd: file.gluedAnd,
    gluedIn: file.gluedIn,
    comma: file.comma,
    privacy: PRIVACY_KINDS.map((kind) => [kind, compile(file.privacy[kind])] as const),
    lists: Object.fromEntries(
      LISTS.map((name) => [
        name,
        compilePlaces(joined(SPELLED_LISTS.has(name) ? file[name].map(asSpelled) : file[name])),
      ]),
    ) as FieldBook['lists'],
    signs: Object.fromEntries(SIGNS.map((name) => [name, compile(file[name])])) as FieldBook['signs'],
  };
}

/** Patterns of one word each are looked for together: a list of two hundred names costs one look. */
function joined(sources: readonly string[]): string[] {
  const single = sources.filter((source) => !source.includes(' '));
  const others = sources.filter((source) => source.includes(' '));
  return single.length > 0 ? [single.join('|'), ...others] : others;
}

/** Lists whose Arabic words count as spelled only; what they are in Arabizi stands beside them. */
const SPELLED_LISTS: ReadonlySet<FieldList> = new Set(['names', 'remedyAlone']);
/** Fields whose Arabic labels count as spelled only: in Latin letters `perd` and `Berrada` have the consonants of "mail". */
const AS_SPELLED: ReadonlySet<FormField> = new Set(['email', 'phone', 'orderNumber']);

function labelsOf(field: FormField, sources: readonly string[]): readonly string[] {
  return AS_SPELLED.has(field) ? sources.map(asSpelled) : sources;
}

/** A name in Arabic letters is one as spelled only too: its consonants in Arabizi are those of many other words. */
function asSpelled(source: string): string {
  const exact = (word: string) => (/\p{Script=Arabic}/u.test(word) && !word.startsWith('=') ? `=${word}` : word);
  return source
    .split(' ')
    .map((place) => place.split('|').map(exact).join('|'))
    .join(' ');
}
