import { isVerbatim, type PolicyPack, unsupportedFigures } from '../knowledge/index.ts';
import type { GroundedAnswer } from './groundedAnswer.ts';

/** A reason why an answer must not leave. */
export type AnswerFault =
  | { readonly kind: 'no_citation' }
  | { readonly kind: 'unknown_clause'; readonly clause: string }
  | { readonly kind: 'not_verbatim'; readonly clause: string }
  | { readonly kind: 'unsupported_figure'; readonly figure: string };

/**
 * The last word on an answer, whoever wrote it: every quote stands in its clause, and every figure of the text stands
 * in a quote or in the customer's own question. An empty list means that it may leave.
 */
export function checkAnswer(answer: GroundedAnswer, question: string, pack: PolicyPack): AnswerFault[] {
  if (answer.status !== 'answered') return [];
  if (answer.citations.length === 0) return [{ kind: 'no_citation' }];
  const quotes = answer.citations.map((citation) => citation.quote);
  const authored = answer.topics.flatMap(
    (topic) => pack.answers.find((other) => other.topic === topic)?.citations ?? [],
  );
  const supports = [...quotes, ...authored.map((citation) => citation.quote), question];
  return [
    ...answer.citations.flatMap(({ clause, quote }) => quoteFaults(clause, quote, pack)),
    ...unsupportedFigures(answer.text, supports).map((figure) => ({ kind: 'unsupported_figure', figure }) as const),
  ];
}

function quoteFaults(id: string, quote: string, pack: PolicyPack): AnswerFault[] {
  const clause = pack.clauses.find((other) => other.id === id);
  if (!clause) return [{ kind: 'unknown_clause', clause: id }];
  return isVerbatim(quote, clause.text) ? [] : [{ kind: 'not_verbatim', clause: id }];
}
