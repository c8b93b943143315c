import { foldSpace } from '../knowledge/index.ts';

/** A question with what is right for it, as in test/evaluation/questions.jsonl. */
export interface JudgedQuestion {
  readonly id: string;
  readonly shop: string;
  readonly register: string;
  readonly question: string;
  readonly answerable: boolean;
  /** Clauses that are right as first citation; empty when nothing answers. */
  readonly gold: readonly string[];
  /** Groups of interchangeable strings; the answer must carry one of each. */
  readonly facts: readonly (readonly string[])[];
  readonly history?: readonly string[] | undefined;
}

/** What came back for it. */
export interface GivenAnswer {
  readonly answer: string;
  readonly citations: readonly { readonly clause: string; readonly quote: string }[];
  readonly abstained: boolean;
}

/** Shares between 0 and 1; `undefined` where nothing was there to count. */
export interface QuestionMetrics {
  readonly questions: number;
  /** First cited clause is right, over answerable questions. */
  readonly accuracyAt1: number | undefined;
  /** One of the first three is. */
  readonly recallAt3: number | undefined;
  /** Every fact stands in the answer or in a quote, and a right clause is among the first three. */
  readonly factRecall: number | undefined;
  /** Unanswerable questions that were refused. */
  readonly abstention: number | undefined;
  /** Answerable questions that were refused. */
  readonly falseAbstention: number | undefined;
  /** Quotes that stand word for word in the shop's text. */
  readonly verbatim: number | undefined;
}

const CITATIONS_THAT_COUNT = 3;

/** The metrics of evaluation over a set of answered questions; `policyText` gives a shop's whole text. */
export function measureQuestions(
  judged: readonly { readonly question: JudgedQuestion; readonly given: GivenAnswer }[],
  policyText: (shop: string) => string,
): QuestionMetrics {
  const answerable = judged.filter(({ question }) => question.answerable);
  const unanswerable = judged.filter(({ question }) => !question.answerable);
  const quotes = judged.flatMap(({ question, given }) =>
    given.citations.map(({ quote }) => foldSpace(policyText(question.shop)).includes(foldSpace(quote))),
  );
  return {
    questions: judged.length,
    accuracyAt1: share(answerable, ({ question, given }) => isRightFirst(question, given)),
    recallAt3: share(answerable, ({ question, given }) => rightCitations(question, given).length > 0),
    factRecall: share(answerable, ({ question, given }) => carriesFacts(question, given)),
    abstention: share(unanswerable, ({ given }) => given.abstained),
    falseAbstention: share(answerable, ({ given }) => given.abstained),
    verbatim: share(quotes, (isThere) => isThere),
  };
}

/** True when the first cited clause is one of the right ones. */
export function isRightFirst(question: JudgedQuestion, given: GivenAnswer): boolean {
  const first = given.citations[0]?.clause;
  return first !== undefined && question.gold.includes(first);
}

/** True when every fact stands in the answer or its quotes and a right clause is cited. */
export function carriesFacts(question: JudgedQuestion, given: GivenAnswer): boolean {
  if (rightCitations(question, given).length === 0) return false;
  const told = [given.answer, ...given.citations.map(({ quote }) => quote)].join('\n').toLowerCase();
  return question.facts.every((group) => group.some((fact) => told.includes(fact.toLowerCase())));
}

function rightCitations(question: JudgedQuestion, given: GivenAnswer): GivenAnswer['citations'] {
  return given.citations.slice(0, CITATIONS_THAT_COUNT).filter(({ clause }) => question.gold.includes(clause));
}

function share<T>(items: readonly T[], holds: (item: T) => boolean): number | undefined {
  return items.length === 0 ? undefined : items.filter(holds).length / items.length;
}
