import type { Decision } from '../returns/index.ts';

/** What a result line holds of a decision (docs/commands.md); the rest is for records and people. */
export function decisionLine({
  policyVersion: _version,
  rule: _rule,
  path: _path,
  citations: _citations,
  ...told
}: Decision): object {
  const {
    decision,
    basis,
    lastDay,
    costPayer,
    refundWithinDays,
    refundFrom,
    remedies,
    deductions,
    missing,
    explanation,
  } = told;
  return {
    decision,
    basis,
    lastDay,
    costPayer,
    refundWithinDays,
    refundFrom,
    remedies,
    deductions,
    missing,
    explanation,
  };
}
