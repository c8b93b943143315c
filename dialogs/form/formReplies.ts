import type { Activity } from 'botbuilder';
import type { CaseKind } from '../../src/complaints/index.ts';
import type { Citation, FormField, FormRules, FormSentence } from '../../src/knowledge/index.ts';
import { FORM_FIELDS } from '../../src/knowledge/index.ts';
import type { Reason } from '../../src/returns/index.ts';
import type { FlowTurn } from '../flow.ts';
import { contactSentence, notice } from '../reply.ts';
import { isolate } from '../showText.ts';
import type { FormState } from './formState.ts';

/** Fields whose value is a number or an address in Latin letters: shown in one direction of its own. */
const LATIN_FIELDS: ReadonlySet<FormField> = new Set(['orderNumber', 'email', 'phone']);

/** Sentences that state a rule, with the clauses that they rest on. */
export interface RuleText {
  readonly text: string;
  readonly citations: readonly Citation[];
}

/** What the shop's text says at a moment of the form. */
export function sentencesAt(rules: FormRules, at: FormSentence['at'], turn: FlowTurn, reason?: Reason): RuleText {
  const said = rules.says.filter(
    (sentence) =>
      sentence.at === at &&
      (sentence.channels?.includes(turn.person.channel) ?? true) &&
      !(reason !== undefined && sentence.unless?.includes(reason)),
  );
  // Where a channel has words of its own, they come first: they say whether writing here counts at all.
  said.sort((a, b) => Number(b.channels !== undefined) - Number(a.channels !== undefined));
  return {
    text: said.map((sentence) => sentence.text).join('\n'),
    citations: said.flatMap((sentence) => sentence.citations),
  };
}

/** A message with a rule in front; one that states a rule carries its clauses. */
export function withRule(rule: RuleText, message: Partial<Activity>): Partial<Activity> {
  if (rule.citations.length === 0) return message;
  return {
    ...message,
    text: [rule.text, message.text].filter(Boolean).join('\n'),
    channelData: { sanad: { kind: 'policy', citations: rule.citations } },
  };
}

/** A question for one field. `either`: the other way that is enough as well. */
export function askField(field: FormField, rules: FormRules, state: FormState, turn: FlowTurn): Partial<Activity> {
  const { say } = turn.parts;
  const ways = rules.anyOf?.fields ?? [];
  const both = field === 'email' && ways.includes('phone') && !rules.fields.some((rule) => rule.field === 'email');
  const name = both ? 'email_or_phone' : field === 'description' ? `description_${state.kind ?? 'complaint'}` : field;
  const buttons = field === 'requestedAction' ? REMEDIES.map((remedy) => say(`dialogs.form.remedies.${remedy}`)) : [];
  return notice(say(`dialogs.form.ask.${name}`), buttons, 'question');
}

const REMEDIES = ['refund', 'exchange', 'repair', 'apology'] as const;

/** Everything that will be filed, to be answered by yes or no. */
export function readBack(state: FormState, rules: FormRules, turn: FlowTurn): Partial<Activity> {
  const { say } = turn.parts;
  const lines = FORM_FIELDS.flatMap((field) => {
    const value = state.values[field];
    return value === undefined
      ? []
      : [say('dialogs.form.line', { title: titleOf(field, turn, state.kind), value: shown(field, value) })];
  });
  if (state.evidence.length > 0) lines.push(say('dialogs.form.evidence_line', { count: state.evidence.length }));
  const here = rules.anyOf?.channel && rules.anyOf.fields.every((field) => state.values[field] === undefined);
  if (here) lines.push(say('dialogs.form.answer_here'));
  const text = [say(`dialogs.form.read_back.${state.kind ?? 'complaint'}`), ...lines, say('dialogs.form.is_right')];
  return notice(text.join('\n'), confirmButtons(turn), 'question');
}

function shown(field: FormField, value: string): string {
  return LATIN_FIELDS.has(field) ? isolate(value) : value;
}

function confirmButtons({ parts: { say } }: FlowTurn): string[] {
  return [say('dialogs.form.yes'), say('dialogs.form.no'), say('dialogs.form.stop')];
}

export function titleOf(field: FormField, { parts: { say } }: FlowTurn, kind?: CaseKind): string {
  const own = field === 'description' && kind !== undefined && kind !== 'complaint';
  return say(`dialogs.form.titles.${own ? 'request' : field}`);
}

/** "What should be changed?" */
export function askChange(state: FormState, turn: FlowTurn): Partial<Activity> {
  const titles = FORM_FIELDS.filter((field) => state.values[field] !== undefined).map((field) => titleOf(field, turn));
  return notice(turn.parts.say('dialogs.form.ask_change'), titles, 'question');
}

/** The number, what the text promises about the answer, and what else it says. */
export function filedReply(
  filed: {
    readonly number: string;
    readonly kind: string;
    readonly reason?: Reason | undefined;
    readonly email?: string | undefined;
  },
  rules: FormRules,
  turn: FlowTurn,
): Partial<Activity> {
  const { say } = turn.parts;
  const told = say(`dialogs.form.filed.${filed.kind}`, { number: isolate(filed.number) });
  const rule = sentencesAt(rules, 'filed', turn, filed.reason);
  const asked = filed.email === undefined ? 'dialogs.form.filed_more_here' : 'dialogs.form.filed_more';
  const more = say(filed.kind === 'complaint' ? asked : 'dialogs.form.filed_request');
  const text = [told, rule.text, more].filter(Boolean).join('\n');
  return withRule(
    { text, citations: rule.citations },
    rule.citations.length === 0 ? notice(text) : { ...notice(''), text: '' },
  );
}

/** Nothing is filed: what the text says instead, and the offer of a person where people can be reached. */
export function refusal(rules: FormRules | undefined, turn: FlowTurn): Partial<Activity> {
  const { say, handovers } = turn.parts;
  if (handovers) turn.memory.humanOffer = true;
  const offer = handovers ? say('dialogs.handover.offer') : contactSentence(say, turn.pack.shop.contact.text);
  const buttons = handovers ? [say('dialogs.handover.offer_button')] : [];
  if (!rules || rules.files) return notice(`${say('dialogs.form.unavailable')} ${offer}`, buttons);
  return withRule(sentencesAt(rules, 'refused', turn), notice(offer, buttons));
}
