import type { Calendar } from './calendar.ts';
import { decide } from './decide.ts';
import type { Decision } from './decision.ts';
import { explain } from './explain.ts';
import type { FactName, ReturnCase } from './returnCase.ts';
import type { ReturnRules } from './returnRules.ts';

/**
 * Everything that a decision about a real order rested on, as it is stored: the case, the moment, and how far the
 * order's record and the customer can be relied on. Plain data; the same file gives the same decision again.
 */
export interface CaseFile {
  readonly case: ReturnCase;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** What is wrong with the order's record; anything here means that a person decides. */
  readonly doubts: readonly string[];
  /** The delivery date stands in for a date that the shop's system does not keep: it never refuses anybody. */
  readonly weakDeliveryDate: boolean;
  /** Facts that the customer was asked for and does not know. */
  readonly cannotTell: readonly FactName[];
}

/** Decides a case as `decide` does, and leaves to a person what rests on a doubtful record or on what nobody knows. */
export function decideCaseFile(rules: ReturnRules, file: CaseFile, calendar: Calendar): Decision {
  const decision = decide(rules, file.case, file.now, calendar);
  if (rules.status === 'none' || decision.decision === 'needs_human') return decision;
  const { words } = rules;
  if (file.doubts.length > 0) return byPerson(rules, decision, words.badRecord, `doubts: ${file.doubts.join(', ')}`);
  if (file.weakDeliveryDate && refusesByDate(rules, file, decision, calendar)) {
    return byPerson(rules, decision, words.cannotKnow, 'the delivery date is weak');
  }
  const unknowable = decision.missing.length > 0 && decision.missing.every((fact) => file.cannotTell.includes(fact));
  return unknowable
    ? byPerson(rules, decision, words.cannotTell, `not known: ${decision.missing.join(', ')}`)
    : decision;
}

/** Would the refusal fall if the goods had come today? */
function refusesByDate(rules: ReturnRules, file: CaseFile, decision: Decision, calendar: Calendar): boolean {
  if (decision.decision !== 'not_eligible') return false;
  const { order } = file.case;
  const today = new Date(file.now).toISOString();
  const favourable = { ...file.case, order: { ...order, deliveredAt: today } };
  return decide(rules, favourable, file.now, calendar).rule !== decision.rule;
}

function byPerson(rules: ReturnRules, decision: Decision, say: string, why: string): Decision {
  return {
    ...decision,
    decision: 'needs_human',
    lastDay: null,
    costPayer: 'unknown',
    refundWithinDays: null,
    refundFrom: null,
    remedies: [],
    deductions: [],
    missing: [],
    rule: null,
    explanation: explain(rules.words, say, decision.citations, undefined),
    path: [...decision.path, { check: 'record', about: why, result: 'needs_human', facts: {} }],
  };
}
