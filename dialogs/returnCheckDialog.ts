import { randomUUID } from 'node:crypto';
import type { Activity } from 'botbuilder';
import { readCode } from '../src/orders/index.ts';
import {
  type Calendar,
  type DecisionRecord,
  decideCaseFile,
  openCalendar,
  type Reason,
  type ReturnRules,
} from '../src/returns/index.ts';
import type { Flow, FlowStep, FlowTurn } from './flow.ts';
import { offerComplaint, withComplaintOffer } from './form/complaintOffer.ts';
import { wantsForm } from './form/wantsForm.ts';
import { startHandover } from './handover/startHandover.ts';
import { interrupt } from './interruption.ts';
import { earlierProof, findOrder } from './orderProof/findOrder.ts';
import { pickNamed } from './pickFrom.ts';
import { contactSentence, notice } from './reply.ts';
import { caseFileOf } from './returnCheck/caseFileOf.ts';
import { CHECK_VERSION, type CheckState, EMPTY_CHECK, type OpenQuestion } from './returnCheck/checkState.ts';
import { type DecidedOn, decisionReply } from './returnCheck/decisionReply.ts';
import { nextFacts } from './returnCheck/nextFact.ts';
import { askFacts, askLine, askReason } from './returnCheck/questions.ts';
import { namesOnlyLine, takeIn } from './returnCheck/takeIn.ts';

/** How a return check begins. */
export interface ReturnCheckStart {
  /** Earlier messages of the customer that already told of the case. */
  readonly before?: readonly string[];
  /** Messages that no flow took, and after which the customer handed in an order: they are what it is about. */
  readonly untaken?: readonly string[];
  /** Messages that are known to speak of the case, questions included. */
  readonly told?: readonly string[];
  /** The check that was decided last, to be corrected. */
  readonly correct?: CheckState;
}

/** The list of the conversation that decisions are kept in. */
export const DECISIONS = 'decisions';
/** So many messages without anything in them, and the shop's contact is named. */
const MANY_MISSES = 2;

type Step = FlowStep<CheckState>;

/**
 * Finds out whether one article of the customer's order can be returned: the order with its proof, the line, the
 * reason, then only facts that can still change the outcome, and the decision with its clauses. It holds no rule.
 */
export const returnCheckFlow: Flow<CheckState, ReturnCheckStart> = {
  id: 'returnCheck',
  version: CHECK_VERSION,
  begin,
  continue: goOn,
  summary: ({ proof, told }) => [proof.number, told.reason].filter(Boolean).join(' '),
};

async function begin(turn: FlowTurn, start: ReturnCheckStart): Promise<Step> {
  const earlier = (start.correct && withoutQuestion(start.correct)) ?? { ...EMPTY_CHECK, proof: earlierProof(turn) };
  const read = (text: string) => ({ ...turn, reading: turn.reader.read(text, turn.now) });
  const untaken = (start.untaken ?? []).map(read).reduce(takeUntaken, earlier);
  const told = (start.before ?? [])
    .map(read)
    .filter(({ reading }) => !reading.asks && (reading.reason?.plain || reading.reason?.likely))
    .concat((start.told ?? []).map(read))
    .reduce<CheckState>((state, before) => takeIn(state, before, { facts: true }).state, untaken);
  // The button that accepts the offer tells nothing of the case.
  const pressed = turn.reading.text === turn.parts.say('dialogs.return.offer_yes');
  const state = pressed ? told : takeIn(told, turn, { facts: true }).state;
  if (start.correct && outcomeOf(state, turn) === outcomeOf(start.correct, turn)) {
    turn.memory.lastCheck = { version: CHECK_VERSION, state };
    await turn.send(notice(turn.parts.say('dialogs.return.unchanged')));
    return { status: 'ended' };
  }
  return proceed(state, turn);
}

/** What a check would come to; undefined before it has an order and a reason. */
function outcomeOf(state: CheckState, turn: FlowTurn): string | undefined {
  const rules = turn.pack.returns;
  const { reason } = state.told;
  if (rules?.status !== 'rules' || reason === undefined || !state.proof.order) return undefined;
  const line = lineOf(state, turn);
  const file = caseFileOf({ ...state, ...(line !== undefined && { line }) }, reason, turn.now);
  const { decision, rule, lastDay, missing } = decideCaseFile(rules, file, calendarOf(rules));
  return decision === 'needs_information' ? undefined : [decision, reason, line, rule, lastDay, ...missing].join(' ');
}

/** A decided check has no open question: a "no" that comes after it answers none. */
function withoutQuestion({ open: _open, ...check }: CheckState): CheckState {
  return check;
}

/** What a question supposes ("if it was opened") is not told: of it only the reason and the article are taken. */
function takeUntaken(state: CheckState, before: FlowTurn): CheckState {
  const taken = takeIn(state, before, { facts: true }).state;
  if (!before.reading.asks || !before.reading.supposes) return taken;
  return { ...taken, told: { ...taken.told, facts: state.told.facts, days: state.told.days } };
}

async function goOn(turn: FlowTurn, before: CheckState): Promise<Step> {
  const { say } = turn.parts;
  if (leaves(before, turn)) {
    await turn.send(notice(say('dialogs.flow.cancelled')));
    return { status: 'ended' };
  }
  if (wantsForm(turn)) {
    turn.memory.told = before.told.words;
    return { status: 'left' };
  }
  if (isAboutCode(before, turn)) return proceed({ ...takeIn(before, turn, { facts: false }).state, misses: 0 }, turn);
  const asks = isQuestion(turn) || (turn.reading.asks && isOutside(turn));
  const interrupted = asks && !answersOpen(before, turn);
  const { state, changed } = takeIn(before, turn, { facts: !interrupted || turn.reading.own });
  if (changed && !interrupted) return proceed({ ...state, misses: 0 }, turn);
  if (!changed && turn.reading.answer === 'yes' && before.open?.about === 'fact' && before.open.facts.length > 1) {
    const facts = before.open.facts.slice(0, 1);
    return ask({ ...state, open: { about: 'fact', facts } }, askFacts(facts, turn, false), turn);
  }
  if (!interrupted && !changed && namesOnlyLine(state, turn)) return proceed(state, turn);
  const mustAnswer = interrupted || (!changed && isOutside(turn));
  const answered = await interrupt(turn, { mustAnswer, order: state.proof.order });
  if (answered) return proceed(changed ? inSameWords({ ...state, misses: 0 }) : afterAside(state), turn);
  if (changed) return proceed({ ...state, misses: 0 }, turn);
  const misses = before.misses + 1;
  if (misses === MANY_MISSES) {
    const started = await startHandover(turn, { reason: 'not_understood' });
    if (started === 'waiting') return { status: 'waiting', state: { ...state, misses: 0 } };
  }
  const contact = misses >= MANY_MISSES ? ` ${contactSentence(say, turn.pack.shop.contact.text)}` : '';
  // A question that repeats itself says so; proof has its own words for that.
  const hint = state.proof.order ? say('dialogs.flow.not_understood') : say('dialogs.proof.first');
  return proceed({ ...state, misses }, turn, `${hint}${contact}`);
}

/** Thanks or a question in between say nothing on what was asked: a reason that is doubted stays doubted. */
function afterAside(state: CheckState): CheckState {
  const next = { ...state, misses: 0 };
  return state.open?.about === 'reason' ? withoutQuestion(next) : inSameWords(next);
}

/** It asks for a one-time code, or brings the one that was sent. */
function isAboutCode({ proof }: CheckState, { reading }: FlowTurn): boolean {
  if (proof.order !== undefined || reading.asks) return false;
  return reading.wantsCode || (proof.open === 'code' && readCode(reading.text) !== undefined);
}

/** A wish to stop, unless it answers the open question ("cancel the order"). */
function leaves(state: CheckState, { reading, understanding }: FlowTurn): boolean {
  if (reading.cancels && !reading.asks)
    return !(state.open?.about === 'reason' && reading.reason?.reason === 'cancel_before_confirmation');
  if (reading.asks || understanding.intent !== 'cancel' || understanding.confidence < SURE) return false;
  return reading.reason === undefined && Object.keys(reading.facts).length === 0 && reading.answer === undefined;
}

const SURE = 0.8;
const LIKELY = 0.5;

/** Does the message tell what was asked? Then a question word in it ("I wrote no remark") asks nothing. */
function answersOpen({ open }: CheckState, { reading }: FlowTurn): boolean {
  return (
    open?.about === 'fact' &&
    !reading.text.match(QUESTION_MARK) &&
    open.facts.some((fact) => reading.facts[fact] !== undefined)
  );
}

const QUESTION_MARK = /[?\u061f]/;

/** A question about a rule, asked in between. */
function isQuestion({ reading, understanding }: FlowTurn): boolean {
  if (!reading.asks) return false;
  return (
    understanding.intent === 'ask_policy' ||
    understanding.confidence < LIKELY ||
    understanding.intent === 'check_return'
  );
}

/** A price, or an order to the bot: it is told that this is not answered, rather than taken for a failed answer. */
function isOutside({ reading, understanding: { intent, confidence } }: FlowTurn): boolean {
  return intent === 'out_of_scope' && confidence >= (reading.asks ? LIKELY : SURE);
}

/** Asks the next thing, or decides. `hint` goes before a question. */
async function proceed(state: CheckState, turn: FlowTurn, hint?: string): Promise<Step> {
  const rules = turn.pack.returns;
  if (!rules || rules.status === 'none') return withoutRules(state, turn);
  const found = await findOrder(state.proof, turn);
  if (found.status === 'stopped') {
    await turn.send(found.message);
    if (found.failed) await startHandover(turn, { reason: 'failure' });
    return { status: 'ended' };
  }
  const next: CheckState = { ...state, proof: found.proof };
  if (found.status === 'ask') return ask({ ...next, open: { about: 'order' } }, found.question, turn, hint);
  const line = lineOf(withLikelyReason(next), turn);
  if (line !== undefined) return decideOrAsk({ ...next, line }, rules, turn, hint);
  if (isOfTheOrder(withLikelyReason(next), rules, turn)) return decideOrAsk(next, rules, turn, hint);
  return put({ about: 'line' }, next, (again) => askLine(next, turn, again), turn, hint);
}

/** After an answer in between, the open question comes back as it was put. */
function inSameWords(state: CheckState): CheckState {
  const proof = state.proof.open ? { ...state.proof, repeated: true } : state.proof;
  return state.open ? { ...state, proof, open: { ...state.open, repeated: true } } : { ...state, proof };
}

/** Puts a question; one that was put just before in other words: nobody is helped by hearing the same again. */
function put(
  open: OpenQuestion,
  state: CheckState,
  question: (again: boolean) => Partial<Activity>,
  turn: FlowTurn,
  hint?: string,
): Promise<Step> {
  const again = isSame(open, state.open) && !state.open?.repeated;
  return ask({ ...state, open: again ? { ...open, repeated: true } : open }, question(again), turn, hint);
}

function isSame(one: OpenQuestion, other: OpenQuestion | undefined): boolean {
  if (one.about !== 'fact' || other?.about !== 'fact') return one.about === other?.about;
  return one.facts.join(' ') === other.facts.join(' ');
}

async function ask(state: CheckState, question: Partial<Activity>, turn: FlowTurn, hint?: string): Promise<Step> {
  await turn.send(hint === undefined ? question : { ...question, text: `${hint}\n${question.text}` });
  return { status: 'waiting', state };
}

/** The line that is known: the only one, the picked one, or the one that the customer's words fit. */
function lineOf(state: CheckState, turn: FlowTurn): number | undefined {
  const items = state.proof.order?.items ?? [];
  if (items.length < 2) return 0;
  if (state.line !== undefined) return state.line;
  const titles = items.map((item) => [item.name]);
  return pickNamed(state.told.words.join(' '), titles, turn.reader);
}

/** Does the case concern the order as a whole, or come out the same for each of its articles? Then none is asked for. */
function isOfTheOrder(state: CheckState, rules: ReturnRules, turn: FlowTurn): boolean {
  const { reason } = state.told;
  const count = state.proof.order?.items.length ?? 0;
  if (reason === undefined || OF_THE_ORDER.has(reason)) return reason !== undefined;
  if (count > MOST_LINES) return false;
  const outcomes = Array.from({ length: count }, (_, line) => {
    const decision = decideCaseFile(rules, caseFileOf({ ...state, line }, reason, turn.now), calendarOf(rules));
    return decision.decision === 'needs_information' ? `open ${line}` : `${decision.rule} ${decision.lastDay}`;
  });
  return new Set(outcomes).size === 1;
}

const MOST_LINES = 20;

/** Reasons that concern the order as a whole, whichever of its articles is meant. */
const OF_THE_ORDER: ReadonlySet<Reason> = new Set(['late_delivery', 'unavailable', 'cancel_before_confirmation']);

/**
 * A delivered order is neither late nor unavailable nor to be cancelled: where the words sounded like it, the customer
 * is asked, and believed when they say it again.
 */
function isDoubtful({ proof, told, open }: CheckState): boolean {
  const delivered = proof.order?.status === 'delivered';
  return delivered && told.reason !== undefined && OF_THE_ORDER.has(told.reason) && open?.about !== 'reason';
}

/** Who only told that an order on its way has not come is taken to ask for the delay's sake; nothing is refused on it. */
function withLikelyReason(state: CheckState): CheckState {
  const { told, proof } = state;
  const onItsWay = proof.order?.status === 'shipped' || proof.order?.status === 'confirmed';
  if (told.reason !== undefined || !told.notReceived || !onItsWay) return state;
  return { ...state, told: { ...told, reason: 'late_delivery', assumed: true } };
}

async function decideOrAsk(check: CheckState, rules: ReturnRules, turn: FlowTurn, hint?: string): Promise<Step> {
  const state = withLikelyReason(check);
  const { reason } = state.told;
  const askWhy = () => put({ about: 'reason' }, state, (again) => askReason(state, turn, again), turn, hint);
  if (reason === undefined || isDoubtful(state)) return askWhy();
  const file = caseFileOf(state, reason, turn.now);
  const calendar = calendarOf(rules);
  const decision = decideCaseFile(rules, file, calendar);
  // A right is not refused for a reason that was only likely.
  if (decision.decision === 'not_eligible' && state.told.assumed) return askWhy();
  if (decision.decision !== 'needs_information') {
    const record = recordOf({ file, decision }, turn);
    turn.record(DECISIONS, record);
    turn.memory.lastCheck = { version: CHECK_VERSION, state };
    turn.memory.told = state.told.words;
    const reply = decisionReply(
      decision,
      { ...aboutOf(state), ...((state.told.assumed || state.told.guessed) && { reason }) },
      turn,
    );
    const offered = { decision, id: record.id, reason };
    if (decision.decision !== 'needs_human') {
      await turn.send(withComplaintOffer(reply, offered, turn));
      return { status: 'ended' };
    }
    await turn.send(reply);
    const started = await startHandover(turn, { reason: 'needs_human' });
    if (started !== 'waiting' && started !== 'with_agent') await offerComplaint(offered, turn);
    return { status: 'ended' };
  }
  const facts = nextFacts(decision, file, rules, calendar);
  return put({ about: 'fact', facts }, state, (again) => askFacts(facts, turn, again), turn, hint);
}

/** What a decision is about: the article, or the whole order of several. */
function aboutOf({ line, proof: { order } }: CheckState): DecidedOn {
  const item = line === undefined ? undefined : order?.items[line]?.name;
  return item !== undefined ? { item } : order ? { number: order.number } : {};
}

/** The shop's text has no rules: nobody is asked for an order, and a person decides. */
async function withoutRules(state: CheckState, turn: FlowTurn): Promise<Step> {
  const rules = turn.pack.returns;
  const { say } = turn.parts;
  if (!rules) {
    await turn.send(notice(`${say('dialogs.return.no_rules')} ${contactSentence(say, turn.pack.shop.contact.text)}`));
    await startHandover(turn, { reason: 'needs_human' });
    return { status: 'ended' };
  }
  const file = caseFileOf({ ...state, proof: {} }, state.told.reason ?? 'change_of_mind', turn.now);
  const decision = decideCaseFile(rules, file, calendarOf(rules));
  turn.record(DECISIONS, recordOf({ file, decision }, turn));
  const again = turn.handover?.state === 'message_left' && decision.decision === 'needs_human';
  await turn.send(again ? stillWithoutRules(turn) : decisionReply(decision, {}, turn));
  if (decision.decision === 'needs_human') await startHandover(turn, { reason: 'needs_human' });
  return { status: 'ended' };
}

/** Who has been told and waits for a person already is not told the same at length. */
function stillWithoutRules({ parts: { say } }: FlowTurn): Partial<Activity> {
  return notice(`${say('dialogs.return.no_rules_again')} ${say('dialogs.handover.message_left_again')}`);
}

function recordOf(decided: Pick<DecisionRecord, 'file' | 'decision'>, turn: FlowTurn): DecisionRecord {
  const { newId = randomUUID } = turn.parts;
  return {
    id: `d-${newId()}`,
    shop: turn.pack.shop.id,
    conversation: turn.conversation,
    at: turn.now.toISOString(),
    ...decided,
  };
}

const calendars = new WeakMap<object, Calendar>();

function calendarOf(rules: ReturnRules): Calendar {
  const open = calendars.get(rules) ?? openCalendar(rules.holidays);
  calendars.set(rules, open);
  return open;
}
