import type { Activity } from 'botbuilder';
import { type FactName, type Reason, reasons } from '../../src/returns/index.ts';
import type { FlowTurn } from '../flow.ts';
import { notice } from '../reply.ts';
import { isolate } from '../showText.ts';
import type { CheckState } from './checkState.ts';
import { CHOICES, isTime } from './factQuestions.ts';

/** Which article of the order? `again`: in other words than the first time. */
export function askLine(state: CheckState, { parts: { say } }: FlowTurn, again: boolean): Partial<Activity> {
  const names = (state.proof.order?.items ?? []).map((item) => item.name);
  const key = again ? 'dialogs.return.ask_line_again' : 'dialogs.return.ask_line';
  return notice(say(key, { number: isolate(state.proof.order?.number ?? '') }), names, 'question');
}

const BEFORE_DELIVERY: readonly Reason[] = [
  'cancel_before_confirmation',
  'late_delivery',
  'unavailable',
  'price_error',
  'change_of_mind',
];
const AFTER_DELIVERY: readonly Reason[] = reasons.filter(
  (reason) => !['cancel_before_confirmation', 'late_delivery', 'unavailable'].includes(reason),
);

/** Why? Only what can be so in the order's state is offered; anything may be written. */
export function askReason(state: CheckState, { parts: { say } }: FlowTurn, again: boolean): Partial<Activity> {
  const reasons = isDelivered(state) ? AFTER_DELIVERY : BEFORE_DELIVERY;
  const titles = reasons.map((reason) => say(`dialogs.return.reasons.${reason}`));
  return notice(say(again ? 'dialogs.return.ask_reason_again' : 'dialogs.return.ask_reason'), titles, 'question');
}

function isDelivered({ proof: { order } }: CheckState): boolean {
  return order?.status === 'delivered' || typeof order?.deliveredAt === 'string' || order?.status === undefined;
}

/** A question for one fact, or for several that one question covers; `again`: in other words than the first time. */
export function askFacts(facts: readonly FactName[], { parts: { say } }: FlowTurn, again: boolean): Partial<Activity> {
  const [first] = facts;
  if (first === undefined) return notice(say('dialogs.flow.not_understood'));
  const name = facts.length > 1 ? `${first}_group` : first;
  const key = again ? `dialogs.return.ask_again.${name}` : `dialogs.return.ask.${name}`;
  return notice(say(key), buttonsFor(first, facts.length > 1, say), 'question');
}

/** Days that most answers to "on which day?" are. */
const DAY_BUTTONS = ['today', 'yesterday'];

function buttonsFor(fact: FactName, group: boolean, say: FlowTurn['parts']['say']): string[] {
  const unknown = say('dialogs.return.buttons.unknown');
  if (fact === 'status' || fact === 'category') return [];
  if (fact === 'promisedAt') return [say('dialogs.return.buttons.no_date'), unknown];
  if (isTime(fact)) return [...DAY_BUTTONS.map((day) => say(`dialogs.return.buttons.${day}`)), unknown];
  const choices = fact === 'misuse' && !group ? undefined : CHOICES[fact];
  if (choices) return [...choices.map((choice) => say(`dialogs.return.choices.${fact}.${choice}`)), unknown];
  return [say('dialogs.return.buttons.yes'), say('dialogs.return.buttons.no'), unknown];
}
