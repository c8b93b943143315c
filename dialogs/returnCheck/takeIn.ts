import { normalize } from '../../src/language/index.ts';
import { type AnswerTime, type FactName, type OrderTime, type Reason, reasons } from '../../src/returns/index.ts';
import type { FlowTurn } from '../flow.ts';
import { takeProof } from '../orderProof/findOrder.ts';
import { pickFrom, pickNamed } from '../pickFrom.ts';
import type { SaidDate, SaidReason } from '../recognition/reading.ts';
import type { CheckState, OpenQuestion, Told } from './checkState.ts';
import { areRelated, CHOICE_FACTS, CHOICES, isTime, MAY_BE_NONE, questionOf } from './factQuestions.ts';

/** A check with what a message added to it; `changed` when it added anything. */
export interface TakenIn {
  readonly state: CheckState;
  readonly changed: boolean;
}

/** Takes everything that a message tells into the check, in whatever order it comes; a later word replaces an earlier. */
export function takeIn(before: CheckState, turn: FlowTurn, how: { readonly facts: boolean }): TakenIn {
  const proof = takeProof(before.proof, turn);
  const line = takeLine(before, turn);
  const told = how.facts ? takeTold(before, turn) : before.told;
  const { line: _line, ...rest } = before;
  const kept = before.proof.order !== undefined && proof.order === undefined ? undefined : line;
  const state: CheckState = { ...rest, proof, told, ...(kept !== undefined && { line: kept }) };
  return { state, changed: JSON.stringify(withoutWords(state)) !== JSON.stringify(withoutWords(before)) };
}

function withoutWords(state: CheckState): CheckState {
  return { ...state, told: { ...state.told, words: [] } };
}

function takeLine(state: CheckState, turn: FlowTurn): number | undefined {
  const items = state.proof.order?.items ?? [];
  if (items.length < 2) return state.line;
  const titles = items.map((item) => [item.name]);
  if (state.open?.about === 'line') return pickFrom(turn.reading, titles, turn.reader) ?? state.line;
  const { reading } = turn;
  const saysElse =
    reading.reason !== undefined || Object.keys(reading.facts).length > 0 || reading.answer !== undefined;
  if (saysElse && !reading.corrects) return state.line;
  return pickNamed(turn.reading.text, titles, turn.reader) ?? state.line;
}

const MOST_WORDS = 4;

function takeTold(state: CheckState, turn: FlowTurn): Told {
  const { told, open } = state;
  const reason = takeReason(told.reason, turn, open);
  const days = { ...told.days, ...takeDays(turn, open, state) };
  const fresh = takeFacts(turn, open);
  const facts = {
    ...(turn.reading.corrects || turn.reading.answer === 'no' ? withoutOpposed(told.facts, fresh) : told.facts),
    ...fresh,
  };
  if (days.noticeAt && facts.noticeGiven === undefined) facts.noticeGiven = true;
  if (days.carrierNotifiedAt && facts.carrierNotified === undefined) facts.carrierNotified = true;
  const asked = open?.about === 'fact' && turn.reading.doesNotKnow ? open.facts : [];
  const unknown = asked.filter(
    (fact) => facts[fact] === undefined && (days as Record<string, unknown>)[fact] === undefined,
  );
  return {
    ...(reason && { reason }),
    facts,
    days,
    cannotTell: [...new Set([...told.cannotTell, ...unknown])],
    words: [...told.words, turn.reading.text].slice(-MOST_WORDS),
  };
}

/** A correction takes back what cannot be so beside it: unopened goods were not used. */
function withoutOpposed(facts: Told['facts'], fresh: Facts): Told['facts'] {
  const kept: Facts = { ...facts } as Facts;
  for (const [fact, value, opposed, was] of OPPOSED) {
    if (fresh[fact] === value && fresh[opposed] === undefined && kept[opposed] === was) delete kept[opposed];
  }
  return kept as Told['facts'];
}

const OPPOSED: readonly (readonly [FactName, boolean, FactName, boolean])[] = [
  ['opened', false, 'used', true],
  ['opened', false, 'sealed', false],
  ['opened', true, 'sealed', true],
  ['sealed', true, 'opened', true],
  ['sealed', true, 'used', true],
  ['used', true, 'opened', false],
  ['used', true, 'sealed', true],
];

/** Reasons that give a customer more than a change of mind does. */
function takeReason(known: Reason | undefined, turn: FlowTurn, open: OpenQuestion | undefined): Reason | undefined {
  const { reading } = turn;
  const picked = open?.about === 'reason' ? reasonButton(turn) : undefined;
  if (picked) return picked;
  const said = reading.reason ?? unsaidReason(turn, open);
  if (!said) return known;
  if (known === undefined) return said.plain || hasWords(reading.text) ? said.reason : known;
  if (open?.about === 'reason') return said.reason;
  if (said.plain && reading.corrects) return said.reason;
  const isWorse = known === 'change_of_mind' && said.plain && FAULTS.has(said.reason);
  return isWorse ? said.reason : known;
}

/** Goods still closed that somebody wants to give back: they do not suit, and no reason is owed. */
function unsaidReason({ reading }: FlowTurn, open: OpenQuestion | undefined): SaidReason | undefined {
  const { opened, sealed, used } = reading.facts;
  const closed = sealed === true || opened === false;
  const answersReason = open?.about === 'reason' && [opened, sealed, used].some((fact) => fact !== undefined);
  return answersReason || (closed && reading.wishes) ? { reason: 'change_of_mind', plain: true } : undefined;
}

const FAULTS: ReadonlySet<Reason> = new Set([
  'defective',
  'wrong_item',
  'damaged_in_transit',
  'missing_item',
  'not_as_described',
]);
const LEAST_WORDS = 3;

/** An e-mail or a number alone has no topic worth trusting. */
function hasWords(text: string): boolean {
  return (
    normalize(text.replace(/\S*[@\d]\S*/gu, ' '))
      .split(' ')
      .filter((word) => word.length > 2).length >= LEAST_WORDS
  );
}

function reasonButton(turn: FlowTurn): Reason | undefined {
  const said = normalize(turn.reading.text);
  return reasons.find((reason) => normalize(turn.parts.say(`dialogs.return.reasons.${reason}`)) === said);
}

type Facts = Record<string, boolean | string | null>;

function takeFacts(turn: FlowTurn, open: OpenQuestion | undefined): Facts {
  const { reading } = turn;
  const facts: Facts = {};
  const askedFor = open?.about === 'fact' ? open.facts : [];
  for (const [fact, value] of Object.entries(reading.facts)) {
    if (fact === 'category' && !askedFor.includes('category')) continue;
    if (value !== undefined) facts[fact] = value;
  }
  // Said in words, "it is still sealed" and "I have not opened it" tell more than a bare yes or no does.
  if (facts.sealed === true && facts.opened === undefined) facts.opened = false;
  if (facts.opened === false && facts.used === undefined) facts.used = false;
  if (facts.used === true && facts.opened === undefined) facts.opened = true;
  if (askedFor.length === 0 || reading.doesNotKnow) return facts;
  return { ...answered(turn, askedFor, facts), ...facts };
}

/** What a button, a bare yes or a bare no tells on the open question. */
function answered(turn: FlowTurn, asked: readonly FactName[], told: Facts): Facts {
  const { reading } = turn;
  const [first] = asked;
  if (first === undefined || isTime(first)) return {};
  const button = choiceButton(turn, first);
  if (button) return button as Facts;
  const question = questionOf(asked);
  if (reading.answer === undefined && !reading.saysNothing && Object.keys(told).length === 0)
    return likely(turn, asked);
  if (asked.length === 1 && told[first] !== undefined) return {};
  // "No, I did not use it" does not answer whether the box is whole.
  const others = Object.keys(told).filter((fact) => !asked.includes(fact as FactName));
  if (others.length > 0 && !others.some((fact) => areRelated(first, fact as FactName))) return {};
  if (reading.answer === 'yes') return question.yes as Facts;
  return reading.answer === 'no' || reading.saysNothing ? (question.no as Facts) : {};
}

/** What a message seems to say on the open question, though not in words that are known. */
function likely({ reading }: FlowTurn, asked: readonly FactName[]): Facts {
  const fits = asked.some((fact) => reading.likely[fact] !== undefined);
  return fits && !reading.asks ? ({ ...reading.likely } as Facts) : {};
}

function choiceButton(turn: FlowTurn, fact: FactName): object | undefined {
  const said = normalize(turn.reading.text);
  const choice = CHOICES[fact]?.find(
    (name) => normalize(turn.parts.say(`dialogs.return.choices.${fact}.${name}`)) === said,
  );
  return choice === undefined ? undefined : CHOICE_FACTS[`${fact}.${choice}`];
}

type Days = { [time in OrderTime | AnswerTime]?: string | null };

function takeDays(turn: FlowTurn, open: OpenQuestion | undefined, state: CheckState): Days {
  const { reading } = turn;
  const asked = open?.about === 'fact' ? (open.facts.find(isTime) as OrderTime | AnswerTime | undefined) : undefined;
  const days: Days = {};
  for (const date of reading.dates) {
    const of = happeningOf(date, asked, reading.dates.length);
    if (of && date.precision === 'day') days[of] = date.day;
  }
  if (asked === undefined || days[asked] !== undefined || reading.doesNotKnow) return days;
  if (reading.saysSameDay) {
    const day = state.proof.order?.deliveredAt ?? state.told.days.deliveredAt;
    if (day) days[asked] = day.slice(0, 10);
  }
  const none = reading.saysNone || reading.answer === 'no' || (asked === 'deliveredAt' && reading.saysNotReceived);
  if (days[asked] === undefined && none && MAY_BE_NONE.has(asked)) days[asked] = null;
  return days;
}

/** A day alone answers the open question; words around it may say that it is about something else. */
function happeningOf(date: SaidDate, asked: OrderTime | AnswerTime | undefined, count: number): SaidDate['of'] {
  if (asked === undefined) return date.of;
  // "When did you find it?" "It came on Monday and I saw it on Tuesday" has two; one alone is what was asked for.
  return count > 1 && date.of !== undefined
    ? date.of
    : date.of === undefined || !TELLING.has(date.of)
      ? asked
      : date.of;
}

/** Happenings whose words are clear enough to outweigh the question. */
const TELLING: ReadonlySet<string> = new Set(['carrierNotifiedAt', 'noticeAt', 'goodsSentBackAt', 'discoveredAt']);
