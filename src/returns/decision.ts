import type { FactState } from './caseFacts.ts';
import type { FactName } from './returnCase.ts';
import type { CitedClause } from './returnRules.ts';
import type { decisions, refundStarts, remedies } from './returnRulesSchema.ts';

/** `eligible`: the text gives the right or the claim is admissible, not that the shop has accepted it. */
export type Outcome = (typeof decisions)[number];
export type Remedy = (typeof remedies)[number];
export type RefundStart = (typeof refundStarts)[number];

/** One step on the way to a decision, for agents and records: what was looked at, and what came of it. */
export interface PathStep {
  /** `version`, `scope`, `record`, `way`, `first`, `ask`, `clash` or `outcome`: the order of the checks. */
  readonly check: string;
  /** The rule, window or fact that the step is about. */
  readonly about: string;
  readonly result: string;
  /** The facts that the step rested on, as they stood. */
  readonly facts: Readonly<Record<string, FactState>>;
}

/** What the rules say about one case: the outcome, what it rests on, and every step that led there. */
export interface Decision {
  readonly decision: Outcome;
  /** Clause ids, the deciding one first; empty when the shop has no rules. */
  readonly basis: readonly string[];
  readonly citations: readonly CitedClause[];
  /** Local date up to which the customer can act, `2026-03-12`; also told when it has passed. */
  readonly lastDay: string | null;
  /** `unknown`: the text does not say. */
  readonly costPayer: 'customer' | 'shop' | 'unknown';
  readonly refundWithinDays: number | null;
  readonly refundFrom: RefundStart | null;
  readonly remedies: readonly Remedy[];
  readonly deductions: readonly string[];
  /** Facts still to ask for, in the order to ask them. */
  readonly missing: readonly FactName[];
  /** Arabic, for the customer, quoting the clauses of the basis. */
  readonly explanation: string;
  readonly policyVersion: string;
  /** The rule that decided; null when a fact is missing, the record is in doubt or the shop has no rules. */
  readonly rule: string | null;
  readonly path: readonly PathStep[];
}
