import type { Decision } from '../returns/index.ts';

const TOLD = [
  'decision',
  'basis',
  'lastDay',
  'costPayer',
  'refundWithinDays',
  'refundFrom',
  'remedies',
  'deductions',
  'missing',
  'explanation',
] as const satisfies readonly (keyof Decision)[];

/** What a result line holds of a decision (docs/commands.md); the rest is for records and people. */
export function decisionLine(decision: Decision): object {
  return Object.fromEntries(TOLD.map((key) => [key, decision[key]]));
}
