import { type MessageReading, type Recognizer, readMessage } from '../src/answers/index.ts';

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
  /** What answering goes on from, so that the message is not read again. */
  readonly reading: MessageReading;
}

/** Reads one message; an intent that this list does not know counts as out of scope. */
export function understandTurn(recognizer: Recognizer, text: string, history: readonly string[]): TurnUnderstanding {
  const reading = readMessage(recognizer, text);
  const { label, probability } = reading.intent;
  const intent = intents.find((known) => known === label) ?? 'out_of_scope';
  return { text, intent, confidence: probability, history, reading };
}
