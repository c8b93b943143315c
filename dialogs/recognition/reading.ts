import type { AnswerTime, FactName, OrderTime, Reason } from '../../src/returns/index.ts';
import type { SaidMessage } from './phraseBook.ts';

/** A day that the customer named, and what happened on it where the words around tell. */
export interface SaidDate {
  /** `YYYY-MM-DD` in Morocco. */
  readonly day: string;
  /** `day`, or how roughly it was put: then the exact day has to be asked. */
  readonly precision: 'day' | 'week' | 'month' | 'year';
  readonly of?: OrderTime | AnswerTime;
}

/** Facts that the customer's words told. */
export type SaidFacts = { readonly [fact in FactName]?: boolean | string };

/** A customer's message as a flow reads it: everything it may contain at once. */
export interface Reading {
  readonly text: string;
  /** The words of the message, for patterns of a flow's own. */
  readonly said: SaidMessage;
  /** Set when the message begins with, or is, a yes or a no. */
  readonly answer?: 'yes' | 'no' | undefined;
  readonly doesNotKnow: boolean;
  readonly cancels: boolean;
  readonly corrects: boolean;
  /** It asks something. */
  readonly asks: boolean;
  /** It speaks of a purchase of the customer's own. */
  readonly own: boolean;
  /** It wishes a return, an exchange or money back. */
  readonly wishes: boolean;
  readonly hasNoNumber: boolean;
  readonly wantsCode: boolean;
  /** "Nothing", "I did nothing to it". */
  readonly saysNothing: boolean;
  readonly meansAll: boolean;
  /** "The same day", "when it came". */
  readonly saysSameDay: boolean;
  readonly saysNotReceived: boolean;
  readonly saysNone: boolean;
  /** It speaks of a case that is only supposed: "if it was opened". */
  readonly supposes: boolean;
  readonly orderNumber?: string | undefined;
  /** A number without a word for order beside it. */
  readonly bareNumber?: string | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  /** A one-time code, or digits that could be a place in a list. */
  readonly digits?: string | undefined;
  readonly dates: readonly SaidDate[];
  readonly facts: SaidFacts;
  /** Are there any? Cheaper to ask than for which. */
  readonly tellsFact: boolean;
  /** Facts that the message seems to be about: for the question that is open, when nothing plainer was said. */
  readonly likely: SaidFacts;
  readonly reason?: SaidReason | undefined;
}

export interface SaidReason {
  readonly reason: Reason;
  /** Told clearly, not guessed. */
  readonly plain: boolean;
  /** Not told clearly, yet likely enough to go on with, as long as nothing is refused on it. */
  readonly likely?: boolean;
  /** Told in words that are known for it, or as good as: enough to replace what was told before. */
  readonly sure: boolean;
}
