import type { Recognizer } from '../src/answers/index.ts';

/** The 14 things a customer may want done (docs/understanding.md). */
export const intents = [
  'ask_policy',
  'check_return',
  'open_complaint',
  'talk_to_human',
  'privacy_request',
  'order_status',
  'greeting',
  'thanks',
  'goodbye',
  'cancel',
  'affirm',
  'deny',
  'correct_field',
  'out_of_scope',
] as const;
export type Intent = (typeof intents)[number];

/** A customer's message as the dialogs see it. */
export interface TurnUnderstanding {
  readonly text: string;
  readonly intent: Intent;
  /** Probability of the intent, from 0 to 1. */
  readonly confidence: number;
  /** Earlier customer messages of this conversation, oldest first. */
  readonly history: readonly string[];
}

/** Reads one message; an intent that this list does not know counts as out of scope. */
export function understandTurn(recognizer: Recognizer, text: string, history: readonly string[]): TurnUnderstanding {
  const { label, probability } = recognizer.intents.best(text);
  const intent = intents.find((known) => known === label) ?? 'out_of_scope';
  return { text, intent, confidence: probability, history };
}
