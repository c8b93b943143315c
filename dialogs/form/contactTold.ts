import type { FormField, FormRules } from '../../src/knowledge/index.ts';
import type { FlowTurn } from '../flow.ts';
import type { FormValues } from './formState.ts';

const FIELDS: readonly FormField[] = ['name', 'address', 'email', 'phone'];
const KEPT_MS = 86_400_000;

/** Remembers for the rest of the day who the customer is: nobody types it twice for a second complaint. */
export function keepContact(values: FormValues, { memory, now }: FlowTurn): void {
  const told = Object.fromEntries(FIELDS.flatMap((field) => (values[field] ? [[field, values[field]]] : [])));
  if (Object.keys(told).length > 0) memory.contact = { at: now.getTime(), values: told };
}

/** What an earlier form of the conversation was told of the customer, as far as this form wants it. */
export function contactTold({ memory, now }: FlowTurn, rules: FormRules | undefined): FormValues {
  const { contact } = memory;
  if (!rules || !contact || now.getTime() - contact.at > KEPT_MS) return {};
  const wanted = new Set([...rules.fields.map(({ field }) => field), ...(rules.anyOf?.fields ?? [])]);
  return Object.fromEntries(Object.entries(contact.values).filter(([field]) => wanted.has(field as FormField)));
}
