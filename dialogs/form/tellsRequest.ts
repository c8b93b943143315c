import type { FormField } from '../../src/knowledge/index.ts';
import { normalize } from '../../src/language/index.ts';
import type { FlowTurn } from '../flow.ts';
import type { FormState } from './formState.ts';
import type { SaidFields } from './readFields.ts';
import type { TakeHow } from './takeIn.ts';

/** Words without which an opening does not yet say what is to be corrected or objected to. */
const CLEAR_WORDS = { rectify: 4, object: 5 } as const;
const CONTACTS: readonly FormField[] = ['email', 'phone', 'orderNumber'];

/**
 * What a message tells for a privacy request: a way to reach the customer, a name where one is named, and, for a
 * correction or an objection, the customer's own words as they stand. The rest of a complaint has no place in it.
 */
export function tellsRequest(said: SaidFields, before: FormState, { reading }: FlowTurn, how: TakeHow): SaidFields {
  const description = wordsFor(before, reading.text, how) ?? moreWords(said, before, reading.text, how);
  const { name } = said.values;
  const named = name !== undefined && !how.opening && description === undefined;
  const contacts = CONTACTS.map((field) => [field, said.values[field]] as const).filter(([, value]) => value);
  return {
    ...said,
    values: {
      ...Object.fromEntries(contacts),
      ...(named && { name }),
      ...(description !== undefined && { description }),
    },
    wrong: said.wrong.filter((field) => CONTACTS.includes(field)),
    named: how.opening ? [] : said.named,
  };
}

/** What else is said of a correction belongs to it: "the right name is …". */
function moreWords(
  said: SaidFields,
  { kind, open, values }: FormState,
  text: string,
  how: TakeHow,
): string | undefined {
  if (kind !== 'rectify' || how.opening || how.strict || open === 'confirm' || values.description === undefined)
    return undefined;
  const contact = CONTACTS.some((field) => said.values[field] !== undefined);
  return contact || !said.hasWords ? undefined : `${values.description}\n${text.trim()}`;
}

function wordsFor({ kind, open, values }: FormState, text: string, how: TakeHow): string | undefined {
  const own = text.replace(/\S*@\S*/gu, ' ');
  const count = normalize(own).split(' ').filter(Boolean).length;
  if (open === 'description' && !how.opening && !how.strict) return count > 0 ? text.trim() : undefined;
  if (kind !== 'rectify' && kind !== 'object') return undefined;
  const clear = how.opening && values.description === undefined && count >= CLEAR_WORDS[kind];
  return clear ? text.trim() : undefined;
}
