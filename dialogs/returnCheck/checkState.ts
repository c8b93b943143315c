import type { AnswerTime, FactName, OrderTime, Reason } from '../../src/returns/index.ts';
import type { ProofState } from '../orderProof/proofState.ts';

/** Raised when a stored state of before could be misread. */
export const CHECK_VERSION = 1;

/** How far a return check has come. Plain JSON. */
export interface CheckState {
  readonly proof: ProofState;
  readonly told: Told;
  /** Which line of the order, counted from 0. */
  readonly line?: number;
  /** What was asked last. */
  readonly open?: OpenQuestion;
  /** Messages in a row that brought nothing. */
  readonly misses: number;
}

/** What the customer told, in whatever order. */
export interface Told {
  readonly reason?: Reason;
  /** The reason is likely but was not told clearly: nothing is refused on it before it was asked for. */
  readonly assumed?: boolean;
  /** The reason was made out from how they put it, not from words that are known for it. */
  readonly guessed?: boolean;
  /** They said that it has not come. */
  readonly notReceived?: boolean;
  readonly facts: { readonly [fact in FactName]?: boolean | string | null };
  /** Days, `YYYY-MM-DD`; `null` known to be none. */
  readonly days: { readonly [time in OrderTime | AnswerTime]?: string | null };
  readonly cannotTell: readonly FactName[];
  /** Words in which the article was named, for finding the line once the order is known. */
  readonly words: readonly string[];
}

export type OpenQuestion = AskedAbout & {
  /** It has been put in its first words just before: the next time it is put in others. Absent: no. */
  readonly repeated?: boolean;
};

type AskedAbout =
  | { readonly about: 'order' }
  | { readonly about: 'line' }
  | { readonly about: 'reason' }
  /** Facts that one question covers; the first one is what a bare yes or no answers. */
  | { readonly about: 'fact'; readonly facts: readonly FactName[]; readonly exact?: boolean };

export const EMPTY_CHECK: CheckState = {
  proof: {},
  told: { facts: {}, days: {}, cannotTell: [], words: [] },
  misses: 0,
};
