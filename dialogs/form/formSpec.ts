import type { CaseKind } from '../../src/complaints/index.ts';
import { type FormField, type FormRules, type PolicyPack, PRIVACY_KINDS } from '../../src/knowledge/index.ts';
import type { FlowTurn } from '../flow.ts';
import type { FormState } from './formState.ts';

/** The rules of a form in a shop's pack; undefined when the pack has none. */
export function rulesOf(pack: PolicyPack, kind: CaseKind): FormRules | undefined {
  const right = PRIVACY_KINDS.find((known) => known === kind);
  return right ? pack.forms?.privacy[right] : pack.forms?.complaint;
}

/** The first field without which it cannot be filed; undefined when nothing is missing. */
export function nextMissing(state: FormState, rules: FormRules, turn: FlowTurn): FormField | undefined {
  const { values } = state;
  const required = rules.fields.find(({ field }) => values[field] === undefined)?.field;
  return required ?? (hasWay(state, rules, turn) ? undefined : rules.anyOf?.fields[0]);
}

function hasWay({ values }: FormState, { anyOf }: FormRules, turn: FlowTurn): boolean {
  if (!anyOf || anyOf.channel) return true;
  const verified = anyOf.fields.includes('phone') && turn.person.verifiedPhone !== undefined;
  return verified || anyOf.fields.some((field) => values[field] !== undefined);
}

/** Ids of the clauses that a form rests on. */
export function basisOf(rules: FormRules): string[] {
  const cited = [...rules.fields.map(({ citation }) => citation.clause), rules.anyOf?.citation.clause];
  return [...new Set(cited.filter((clause) => clause !== undefined))];
}
