export {
  type Calendar,
  type Day,
  type HolidayTable,
  localDay,
  openCalendar,
  readDay,
  spellDay,
  startOfDay,
  writeDay,
  zoneFault,
} from './calendar.ts';
export { derivedFacts } from './caseFacts.ts';
export { type CaseFile, decideCaseFile } from './caseFile.ts';
export { checkVersion } from './checkVersion.ts';
export { decide } from './decide.ts';
export type { Decision, Outcome, PathStep, Remedy } from './decision.ts';
export { type DecisionRecord, isReplayed } from './decisionRecord.ts';
export { describePath } from './describePath.ts';
export { type ReturnExample, runExamples, unexercisedRules } from './examples.ts';
export { readInstant } from './instant.ts';
export { ReturnCaseError, readReturnCase } from './readReturnCase.ts';
export type {
  AnswerTime,
  CustomerAnswers,
  FactName,
  OrderRecord,
  OrderTime,
  Reason,
  ReturnCase,
} from './returnCase.ts';
export {
  answerChoices,
  answerFlags,
  answerTimes,
  categories,
  factNames,
  orderSequence,
  orderTimes,
  reasons,
  statuses,
} from './returnCase.ts';
export type { CitedClause, ReturnRules, ReturnWords, RulesVersion, VersionFile } from './returnRules.ts';
export { holidaysSchema, returnsSchema, windowStates, wordsSchema } from './returnRulesSchema.ts';
