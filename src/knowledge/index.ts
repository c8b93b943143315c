export { type Clause, foldSpace, isVerbatim } from './clause.ts';
export { cutClauses } from './cutClauses.ts';
export { type Knowledge, readKnowledge } from './knowledge.ts';
export { describeFault, KnowledgeError, type KnowledgeFault } from './knowledgeFault.ts';
export { allPhrasings } from './languageData.ts';
export type { AuthoredAnswer, PolicyPack, ShopFacts } from './policyPack.ts';
export type { Citation } from './quoteChecker.ts';
export type { IntentEntry, OutsideGroup, TopicEntry } from './schemas.ts';
export {
  FORM_FIELDS,
  type FormField,
  type FormRules,
  type FormSentence,
  PRIVACY_KINDS,
  type PrivacyKind,
  type ShopForms,
} from './shopForms.ts';
export { unsupportedFigures } from './statedFigures.ts';
