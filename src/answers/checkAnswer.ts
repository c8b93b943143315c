import { foldSpace, type PolicyPack, unsupportedFigures } from '../knowledge/index.ts';
import type { GroundedAnswer } from './groundedAnswer.ts';

/** A reason why an answer must not leave. */
export type AnswerFault =
  | { readonly kind: 'no_citation' }
  | { readonly kind: 'unknown_clause'; readonly clause: string }
  | { readonly kind: 'not_verbatim'; readonly clause: string }
  | { readonly kind: 'unsupported_figure'; readonly figure: string };

/** A shop's clauses, made ready once for checking many answers. */
export interface CheckGround {
  /** Clause id → its text with white space folded. */
  readonly clauses: ReadonlyMap<string, string>;
}

/** Makes a pack ready for `checkAnswer`. */
export function checkGround(pack: PolicyPack): CheckGround {
  return {
    clauses: new Map(pack.clauses.map(({ id, text }) => [id, foldSpace(text)])),
  };
}

/**
 * The last word on an answer, whoever wrote it: every quote stands in its clause, and every figure of the text stands
 * in a quote or in `given`: the customer's own question, the shop's name. An empty list means that it may leave.
 */
export function checkAnswer(answer: GroundedAnswer, given: readonly string[], ground: CheckGround): AnswerFault[] {
  if (answer.status !== 'answered') return [];
  if (answer.citations.length === 0) return [{ kind: 'no_citation' }];
  const quotes = answer.citations.map((citation) => citation.quote);
  return [
    ...answer.citations.flatMap(({ clause, quote }) => quoteFaults(clause, quote, ground)),
    ...unsupportedFigures(answer.text, [...quotes, ...given]).map(
      (figure) => ({ kind: 'unsupported_figure', figure }) as const,
    ),
  ];
}

function quoteFaults(id: string, quote: string, ground: CheckGround): AnswerFault[] {
  const text = ground.clauses.get(id);
  if (text === undefined) return [{ kind: 'unknown_clause', clause: id }];
  const folded = foldSpace(quote);
  return folded !== '' && text.includes(folded) ? [] : [{ kind: 'not_verbatim', clause: id }];
}
