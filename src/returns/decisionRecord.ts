import type { Calendar } from './calendar.ts';
import { type CaseFile, decideCaseFile } from './caseFile.ts';
import type { Decision } from './decision.ts';
import type { ReturnRules } from './returnRules.ts';

/**
 * A decision as it is kept with its conversation: who asked, what it rested on, and what came out, with the rules'
 * path and the policy's version. Stored in the same step as the reply that told it.
 */
export interface DecisionRecord {
  readonly id: string;
  readonly shop: string;
  readonly conversation: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly file: CaseFile;
  readonly decision: Decision;
}

/** Does the record's file, decided again, give the same decision to the byte? */
export function isReplayed(record: DecisionRecord, rules: ReturnRules, calendar: Calendar): boolean {
  const again = decideCaseFile(rules, record.file, calendar);
  return JSON.stringify(again) === JSON.stringify(record.decision);
}
