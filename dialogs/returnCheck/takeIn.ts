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
  return { state, changed: learnt(state) !== learnt(before) };
}

/** What is known, in one order whatever it came in; the words that told it are no news. */
function learnt({ proof, told, line }: CheckState): string {
  const { words: _words, ...facts } = told;
  return JSON.stringify([proof, facts, line]);
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

/** Is the message nothing but the name of an article of the order? */
export function namesOnlyLine({ proof }: CheckState, { reading, reader }: FlowTurn): boolean {
  const said = reader.keys(reading.text);
  const titles = (proof.order?.items ?? []).map((item) => reader.keys(item.name));
  return said.size > 0 && titles.some((keys) => [...said].every((key) => keys.has(key)));
}

const MOST_WORDS = 4;

function takeTold(state: CheckState, turn: FlowTurn): Told {
  const { told, open } = state;
  const reason = takeReason(state, turn, namesOnlyLine(state, turn));
  const notReceived = told.notReceived === true || turn.reading.saysNotReceived;
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
    ...(reason && { reason, ...(isAssumed(state, turn, reason) && { assumed: true }) }),
    ...(reason && isGuessed(state, turn, reason) && { guessed: true }),
    facts,
    days,
    ...(notReceived && { notReceived }),
    cannotTell: [...new Set([...told.cannotTell, ...unknown])],
    words: [...told.words, turn.reading.text].slice(-MOST_WORDS),
  };
}

/** Is the reason one that the customer's words make likely only? Asked for it, whoever tells of the case lets it stand. */
function isAssumed({ told, open }: CheckState, { reading }: FlowTurn, reason: Reason): boolean {
  const tells = Object.keys(reading.facts).length > 0 || reading.dates.length > 0 || reading.answer !== undefined;
  const stands = open?.about === 'reason' && (tells || reading.reason !== undefined);
  if (told.reason === reason) return told.assumed === true && !stands;
  return open?.about !== 'reason' && reading.reason?.reason === reason && !reading.reason.plain;
}

/** Was the reason made out from how the message sounds, and not from words that are known for it? */
function isGuessed({ told, open }: CheckState, { reading }: FlowTurn, reason: Reason): boolean {
  if (open?.about === 'reason') return false;
  return told.reason === reason ? told.guessed === true : reading.reason?.reason === reason && !reading.reason.sure;
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
function takeReason(
  { told: { reason: known, guessed }, open }: CheckState,
  turn: FlowTurn,
  namesLine: boolean,
): Reason | undefined {
  const { reading } = turn;
  const picked = open?.about === 'reason' ? reasonButton(turn) : undefined;
  if (picked) return picked;
  const said = (namesLine ? undefined : reading.reason) ?? unsaidReason(turn, open);
  // Whoever answers "is it broken by a fall?" with "it is still sealed" was misread.
  const { opened, sealed, misuse, liquidDamage } = reading.facts;
  const answersMishap = misuse !== undefined || liquidDamage !== undefined;
  if (guessed && known === 'defective' && !answersMishap && (sealed === true || opened === false))
    return 'change_of_mind';
  if (!said) return known;
  // "No, I mean the cream": which article is put right, and a reason that is only guessed from it is none.
  if (reading.corrects && !said.sure && open?.about === 'reason') return known;
  if (open?.about === 'reason') return said.reason;
  // A guess that nobody asked for could shut the way to a right: the reason is asked instead.
  if (known === undefined) return said.plain || said.likely ? said.reason : known;
  const answers = open?.about === 'fact' && (reading.answer !== undefined || Object.keys(reading.facts).length > 0);
  if (said.plain && reading.corrects && (said.sure || !answers)) return said.reason;
  const isWorse = known === 'change_of_mind' && said.sure && !answers && FAULTS.has(said.reason);
  return isWorse ? said.reason : known;
}

/** Goods still closed that somebody wants to give back: they do not suit, and no reason is owed. */
function unsaidReason({ reading }: FlowTurn, open: OpenQuestion | undefined): SaidReason | undefined {
  const { opened, sealed, used } = reading.facts;
  const closed = sealed === true || opened === false;
  const answersReason = open?.about === 'reason' && [opened, sealed, used].some((fact) => fact !== undefined);
  if (reading.facts.reservesOnDeliveryNote !== undefined || reading.facts.carrierNotified !== undefined)
    return { reason: 'damaged_in_transit', plain: true, sure: false };
  if (reading.facts.wrongAddressGiven === true) return { reason: 'late_delivery', plain: true, sure: false };
  // Facts that only a fault has tell the fault.
  if (reading.facts.defectHidden !== undefined) return { reason: 'defective', plain: true, sure: false };
  const isUnsaid = answersReason || (closed && reading.wishes);
  return isUnsaid ? { reason: 'change_of_mind', plain: true, sure: false } : undefined;
}

const FAULTS: ReadonlySet<Reason> = new Set([
  'defective',
  'wrong_item',
  'damaged_in_transit',
  'missing_item',
  'not_as_described',
]);

function reasonButton(turn: FlowTurn): Reason | undefined {
  const said = normalize(turn.reading.text);
  return reasons.find((reason) => normalize(turn.parts.say(`dialogs.return.reasons.${reason}`)) === said);
}

type Facts = Record<string, boolean | string | null | undefined>;

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
  // Who says that it was not opened says that it is as it came, seal and all.
  if (facts.opened === false && facts.sealed === undefined) facts.sealed = true;
  if (facts.used === true && facts.opened === undefined) facts.opened = true;
  if (askedFor.length === 0 || reading.doesNotKnow) return facts;
  const extra = answered(turn, askedFor, facts, open?.repeated === true);
  const doubted = Object.keys(extra).filter((fact) => extra[fact] === undefined);
  const settled = doubted.length > 0 ? { ...facts, ...settledBy(turn, doubted) } : { ...extra, ...facts };
  // The question is whether it was opened or its seal taken off: a bare "no" denies both.
  if (askedFor.includes('opened') && settled.opened === false && settled.sealed === undefined) settled.sealed = true;
  return Object.fromEntries(Object.entries(settled).filter(([, value]) => value !== undefined));
}

/** What a button, a bare yes or a bare no tells on the open question. */
function answered(turn: FlowTurn, asked: readonly FactName[], told: Facts, repeated: boolean): Facts {
  const { reading } = turn;
  const [first] = asked;
  if (first === undefined || isTime(first)) return {};
  const button = choiceButton(turn, first);
  if (button) return button as Facts;
  // "I did not call them": whom the question was about.
  if (first === 'carrierNotified' && told.carrierNotified === undefined && typeof told.noticeGiven === 'boolean')
    return { carrierNotified: told.noticeGiven };
  const question = questionOf(asked);
  const said = contradicted(asked, told, reading.answer);
  if (said.length > 0) return Object.fromEntries(said.map((fact) => [fact, undefined]));
  if (reading.answer === undefined && !reading.saysNothing && Object.keys(told).length === 0)
    return likely(turn, asked, repeated);
  if (asked.some((fact) => told[fact] !== undefined) && (asked.length === 1 || reading.answer === undefined))
    return besides(turn, first, told);
  // "No, I did not use it" does not answer whether the box is whole.
  const seems = reading.answer === 'no' ? reading.likely : {};
  const others = Object.keys({ ...seems, ...told }).filter(
    (fact) => !asked.includes(fact as FactName) && !ASIDE.has(fact),
  );
  if (others.length > 0 && !others.some((fact) => areRelated(first, fact as FactName))) return likelyElse(turn, asked);
  // "Yes, I wrote it on the note" tells of the note, not of the carrier that was asked about.
  if (reading.answer === 'no' && isBeside(turn, first, seems)) return {};
  if (reading.answer === 'no' && others.some((fact) => deniesOther(first, fact, told))) return {};
  if (reading.answer === 'yes')
    return others.some((fact) => mistakenFor(first, fact, told)) ? {} : (question.yes as Facts);
  return reading.answer === 'no' || reading.saysNothing ? (question.no as Facts) : {};
}

/**
 * Asked facts that the words affirm after a "no": either the "no" or a "not" was misread, and a right may hang on it. What
 * the message seems to tell as a whole settles it; else the question is asked again.
 */
function contradicted(asked: readonly FactName[], told: Facts, answer: 'yes' | 'no' | undefined): FactName[] {
  return answer === 'no' ? asked.filter((fact) => DENIABLE.has(fact) && told[fact] === true) : [];
}

/** Doubted facts as the whole message seems to tell them; those that it does not tell are left out. */
function settledBy({ reading }: FlowTurn, doubted: readonly string[]): Facts {
  const likely = reading.likely as Facts;
  return Object.fromEntries(doubted.map((fact) => [fact, likely[fact] === false ? false : undefined]));
}

/**
 * Does a "no" begin a sentence about something else, which nothing in it ties to the question? "No, no confirmation
 * came" is no word on the seal, and a right would be lost by it.
 */
function isBeside({ reading }: FlowTurn, asked: FactName, seems: object): boolean {
  const words = reading.text.match(/[\p{L}\p{N}]{2,}/gu) ?? [];
  return LOSING.has(asked) && words.length >= SENTENCE && !(asked in seems);
}

/** Facts that a right is lost by when they are denied, and their denial is mostly one word. */
const LOSING: ReadonlySet<FactName> = new Set(['sealed', 'originalPackaging']);
const SENTENCE = 5;

/** Is a yes one to the other fact, that the words tell? Who was told and what was written are easily confused. */
function mistakenFor(asked: FactName, other: string, told: Facts): boolean {
  return NOTICES.has(asked) && NOTICES.has(other as FactName) && told[other] === true;
}

/** "No, it is not just the colour" denies that it is a variation, and says nothing of whether it could be seen. */
function deniesOther(asked: FactName, other: string, told: Facts): boolean {
  return asked === 'defectHidden' && other === 'artisanalVariation' && told[other] === false;
}

const NOTICES: ReadonlySet<FactName> = new Set(['reservesOnDeliveryNote', 'carrierNotified', 'noticeGiven']);

/** Facts whose question a "no" denies. */
const DENIABLE: ReadonlySet<FactName> = new Set([
  'misuse',
  'liquidDamage',
  'selfRepaired',
  'reservesOnDeliveryNote',
  'carrierNotified',
  'priceErrorAdmitted',
]);

/** Words that name a kind of thing and answer no question that was not asked. */
const ASIDE: ReadonlySet<string> = new Set(['missingWhat', 'priceDirection', 'category']);

/** What the message seems to tell beside the question. */
function likelyElse({ reading }: FlowTurn, asked: readonly FactName[]): Facts {
  return asked.some((fact) => reading.likely[fact] !== undefined) ? {} : ({ ...reading.likely } as Facts);
}

/** "Never opened" to the question whether it was, is as good as the button "no, it is still sealed". */
function besides({ reading }: FlowTurn, asked: FactName, told: Facts): Facts {
  const fits = Object.entries(reading.likely).every(
    ([fact, value]) => told[fact] === undefined || told[fact] === value,
  );
  if (!fits || reading.likely[asked] === undefined) return {};
  // What was opened is not sealed, whatever the words beside it sound like.
  const { sealed, ...others } = reading.likely as Facts;
  return told.opened === true || sealed === undefined ? others : { ...others, sealed };
}

/** What a message seems to say on the open question, though not in words that are known. */
function likely({ reading }: FlowTurn, asked: readonly FactName[], repeated: boolean): Facts {
  const fits = asked.some((fact) => reading.likely[fact] !== undefined);
  // A right is not lost by what a message only seems to say: the question is put again first, in other words.
  const loses = asked.some((fact) => reading.likely[fact] === LOSES_BY[fact] && reading.likely[fact] !== undefined);
  return fits && !reading.asks && (repeated || !loses) ? ({ ...reading.likely } as Facts) : {};
}

/** What a right is lost by. */
const LOSES_BY: { readonly [fact in FactName]?: boolean } = {
  opened: true,
  used: true,
  sealed: false,
  originalPackaging: false,
  misuse: true,
  liquidDamage: true,
  selfRepaired: true,
  reservesOnDeliveryNote: false,
  carrierNotified: false,
  defectHidden: false,
};

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
  const asked = open?.about === 'fact' ? askedTime(open.facts) : undefined;
  const days: Days = {};
  for (const date of reading.dates) {
    const said = happeningOf(date, asked, reading.dates.length);
    const of = said === undefined || MISTAKEN.has(said) ? (sinceWhen(turn.reading) ?? said) : said;
    if (of && isClear(date, turn.now)) days[of] = fitted(date, of, state);
  }
  if (asked === undefined || days[asked] !== undefined || reading.doesNotKnow) return days;
  if (reading.saysSameDay) {
    const day = state.proof.order?.deliveredAt ?? state.told.days.deliveredAt;
    if (day) days[asked] = day.slice(0, 10);
  }
  if (open?.about !== 'fact' || !open.facts.includes(asked)) return days;
  const none = reading.saysNone || reading.answer === 'no' || (asked === 'deliveredAt' && reading.saysNotReceived);
  if (days[asked] === undefined && none && MAY_BE_NONE.has(asked)) days[asked] = null;
  return days;
}

/** The time that a question is about; "yesterday" answers whether the carrier was told as well as when. */
function askedTime(facts: readonly FactName[]): OrderTime | AnswerTime | undefined {
  const time = facts.find(isTime) as OrderTime | AnswerTime | undefined;
  return time ?? facts.map((fact) => TIME_OF[fact]).find(Boolean);
}

const TIME_OF: { readonly [fact in FactName]?: AnswerTime } = {
  carrierNotified: 'carrierNotifiedAt',
  noticeGiven: 'noticeAt',
};

/** "Two months ago" is clear enough where days count; "last week" is not. */
function isClear({ day, precision }: SaidDate, now: Date): boolean {
  const age = (now.getTime() - Date.parse(day)) / DAY_MS;
  return precision === 'day' || age >= LONG_AGO_DAYS;
}

const DAY_MS = 86_400_000;
const LONG_AGO_DAYS = 20;

/**
 * A day in its place: "promised for the 30th of November" lies after the order, though the last one lay before it; what
 * was found "two months ago" on goods that came six weeks ago was found when they came.
 */
function fitted({ day, precision }: SaidDate, of: OrderTime | AnswerTime, { proof, told }: CheckState): string {
  const placed = proof.order?.placedAt?.slice(0, 10);
  if (of === 'promisedAt' && placed && day < placed) return `${Number(day.slice(0, 4)) + 1}${day.slice(4)}`;
  const delivered = (proof.order?.deliveredAt ?? told.days.deliveredAt)?.slice(0, 10);
  return of === 'discoveredAt' && precision !== 'day' && delivered && day < delivered ? delivered : day;
}

/** Words for charging and for sending are the same in Arabic. */
const MISTAKEN: ReadonlySet<string> = new Set(['shippedAt']);

/** "It does not charge since yesterday": a day that nothing else is said of is the day on which a defect showed. */
function sinceWhen({ reason }: FlowTurn['reading']): AnswerTime | undefined {
  return reason?.reason === 'defective' && reason.plain ? 'discoveredAt' : undefined;
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
