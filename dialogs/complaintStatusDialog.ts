import { type ComplaintRecord, isWaiting } from '../src/complaints/index.ts';
import { asciiDigits } from '../src/orders/index.ts';
import type { Flow, FlowStep, FlowTurn } from './flow.ts';
import { interrupt } from './interruption.ts';
import { contactSentence, notice } from './reply.ts';
import { isolate, spellTime } from './showText.ts';

/** Plain JSON. */
export interface ComplaintStatusState {
  readonly number?: string;
  readonly email?: string;
  /** Answers without a number in them, one after the other. */
  readonly misses?: number;
}

type Step = FlowStep<ComplaintStatusState>;

/** Tells where a complaint stands to whoever knows its number and its e-mail. */
export const complaintStatusFlow: Flow<ComplaintStatusState, object> = {
  id: 'complaintStatus',
  version: 1,
  begin: (turn) => proceed(take(earlier(turn), turn), turn),
  continue: goOn,
  summary: ({ number }) => number ?? '',
};

/** The complaint that was filed in this very conversation is the one that is asked for. */
function earlier({ memory }: FlowTurn): ComplaintStatusState {
  const { filed } = memory;
  return filed ? { number: filed.number, ...(filed.email && { email: filed.email }) } : {};
}

function take(before: ComplaintStatusState, { reading }: FlowTurn): ComplaintStatusState {
  const plain = asciiDigits(reading.text).replace(/\S*@\S*/gu, ' ');
  const number = NUMBER.exec(plain)?.[0];
  return { ...before, ...(number && { number }), ...(reading.email && { email: reading.email }) };
}

/** Nine digits, in groups or not, with or without the shop's letters in front. */
const NUMBER = /(?:\b[a-z]{2}[\s-]{0,2})?(?<!\d)\d{3}[\s-]?\d{3}[\s-]?\d{3}(?!\d)/iu;

async function goOn(turn: FlowTurn, before: ComplaintStatusState): Promise<Step> {
  const { reading, parts, understanding } = turn;
  if (reading.cancels || (understanding.intent === 'cancel' && understanding.confidence >= SURE)) {
    await turn.send(notice(parts.say('dialogs.flow.cancelled')));
    return { status: 'ended' };
  }
  const state = take(before, turn);
  if (state.number !== before.number || state.email !== before.email) return proceed(state, turn);
  if (understanding.intent === 'open_complaint' && understanding.confidence >= SURE) return { status: 'left' };
  const answered = await interrupt(turn, { mustAnswer: reading.asks && understanding.intent === 'ask_policy' });
  return answered ? proceed(state, turn) : missed(state, turn);
}

/** Told once what a number looks like; without one there is nothing to look for, and the way to the shop is named. */
async function missed(state: ComplaintStatusState, turn: FlowTurn): Promise<Step> {
  if (state.number !== undefined) return proceed(state, turn);
  const { say } = turn.parts;
  const misses = (state.misses ?? 0) + 1;
  if (misses >= MANY_MISSES) return end(say('dialogs.complaint_status.no_number'), turn);
  const text = `${say('dialogs.complaint_status.wrong_number')}\n${say('dialogs.complaint_status.ask_number')}`;
  await turn.send(notice(text, [], 'question'));
  return { status: 'waiting', state: { ...state, misses } };
}

/** So many answers without a number, and it is not asked for any more. */
const MANY_MISSES = 3;

const SURE = 0.7;

async function proceed(state: ComplaintStatusState, turn: FlowTurn): Promise<Step> {
  const { say, complaints } = turn.parts;
  const { number, email } = state;
  if (!complaints) return end(say('dialogs.form.unavailable'), turn);
  if (number === undefined) return ask('ask_number', state, turn);
  const own = email === undefined ? await filedHereWithoutEmail(number, turn) : undefined;
  if (own) return tell(own, turn);
  if (email === undefined) return ask('ask_email', state, turn);
  const { channel, id, verifiedPhone } = turn.person;
  const person = verifiedPhone ?? `${channel}:${id}`;
  const result = await complaints.status({ shop: turn.pack.shop.id, number, email, person });
  if (result.status !== 'found') return end(say(`dialogs.complaint_status.${result.status}`), turn);
  return tell(result.record, turn);
}

/** A complaint without an e-mail can only be asked for where it was filed: in this very conversation. */
async function filedHereWithoutEmail(number: string, turn: FlowTurn): Promise<ComplaintRecord | undefined> {
  const { filed } = turn.memory;
  if (filed?.number !== number || filed.email !== undefined) return undefined;
  return turn.parts.complaints?.get(turn.pack.shop.id, number);
}

async function tell(record: ComplaintRecord, turn: FlowTurn): Promise<Step> {
  const { say } = turn.parts;
  const lines = [
    say(`dialogs.complaint_status.${record.state}`, { number: isolate(record.number) }),
    record.dueAt !== undefined && isWaiting(record)
      ? say('dialogs.complaint_status.due', { date: spellTime(record.dueAt) })
      : '',
    record.answer ? say('dialogs.complaint_status.answer', { answer: record.answer.text }) : '',
  ];
  await turn.send(notice(lines.filter(Boolean).join('\n')));
  return { status: 'ended' };
}

async function ask(key: string, state: ComplaintStatusState, turn: FlowTurn): Promise<Step> {
  await turn.send(notice(turn.parts.say(`dialogs.complaint_status.${key}`), [], 'question'));
  return { status: 'waiting', state };
}

async function end(text: string, turn: FlowTurn): Promise<Step> {
  await turn.send(notice(`${text} ${contactSentence(turn.parts.say, turn.pack.shop.contact.text)}`));
  return { status: 'ended' };
}
