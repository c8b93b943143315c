import { type Day, localDay } from './calendar.ts';
import { readInstant } from './instant.ts';
import {
  type AnswerFlag,
  type AnswerTime,
  answerFlags,
  answerTimes,
  type Instant,
  type OrderTime,
  orderTimes,
  type ReturnCase,
} from './returnCase.ts';

/** A time of the case: the instant and its local day; `null` known to be none, `undefined` not told. */
export type Told = { readonly instant: number; readonly day: Day } | null | undefined;

/**
 * What a condition can see of a fact. Times: given, none or untold. Yes-or-no facts: true, false (also when known to
 * be none) or untold. Choices: their word, none or untold.
 */
export type FactState = boolean | string;

/** A case with its times read and the facts that follow from others worked out. */
export interface CaseFacts {
  readonly now: Exclude<Told, null | undefined>;
  readonly times: Readonly<Record<OrderTime | AnswerTime, Told>>;
  state(fact: string): FactState;
}

/** Facts that follow from others; conditions may name them, but nobody is asked for them. */
export const derivedFacts: Readonly<Record<string, readonly FactState[]>> = {
  received: [true, false, 'untold'],
  confirmed: [true, false, 'untold'],
  shipped: [true, false, 'untold'],
  giftsIncluded: [true, false, 'untold'],
  noticeBeforeConfirmation: [true, false, 'untold'],
};

const FLAGS: ReadonlySet<string> = new Set(answerFlags);
const TIMES: ReadonlySet<string> = new Set([...orderTimes, ...answerTimes]);

/** Reads a case's times; `now` in milliseconds. */
export function readFacts(returnCase: ReturnCase, now: number): CaseFacts {
  const { order, answers } = returnCase;
  const times = {} as Record<OrderTime | AnswerTime, Told>;
  for (const name of orderTimes) times[name] = readTime(order[name]);
  for (const name of answerTimes) times[name] = readTime(answers[name]);
  const derive: Record<string, () => FactState> = {
    received: () => received(times.deliveredAt, order.status),
    confirmed: () => confirmed(times.confirmedAt, order.status),
    shipped: () => shipped(times, order.status),
    giftsIncluded: () => told(order.item?.giftsIncluded, (gifts) => gifts.length > 0, false),
    noticeBeforeConfirmation: () => noticeBeforeConfirmation(times, answers.noticeGiven),
    status: () => told(order.status, (status) => status, 'none'),
    category: () => told(order.item?.category, (category) => category, 'none'),
    missingWhat: () => told(answers.missingWhat, (part) => part, 'none'),
    priceDirection: () => told(answers.priceDirection, (direction) => direction, 'none'),
  };
  const state = (fact: string): FactState => {
    if (FLAGS.has(fact)) return told(answers[fact as AnswerFlag], (flag) => flag, false);
    if (TIMES.has(fact)) return told(times[fact as OrderTime | AnswerTime], () => 'given', 'none');
    return derive[fact]?.() ?? 'untold';
  };
  return { now: { instant: now, day: localDay(now) }, times, state };
}

function told<T>(value: T | null | undefined, known: (value: T) => FactState, none: FactState): FactState {
  if (value === undefined) return 'untold';
  return value === null ? none : known(value);
}

function readTime(text: Instant | null | undefined): Told {
  if (text === undefined || text === null) return text;
  const instant = readInstant(text);
  return instant === undefined ? undefined : { instant, day: localDay(instant) };
}

type Status = string | null | undefined;

/** Where the record gives no time, its status tells; a shipped order without a word on delivery may have arrived. */
function received(deliveredAt: Told, status: Status): FactState {
  if (deliveredAt || status === 'delivered') return true;
  if (deliveredAt === null) return false;
  return status === undefined || status === null || status === 'shipped' ? 'untold' : false;
}

function confirmed(confirmedAt: Told, status: Status): FactState {
  if (confirmedAt) return true;
  if (confirmedAt === null) return false;
  if (status === 'placed') return false;
  return status === 'confirmed' || status === 'shipped' || status === 'delivered' ? true : 'untold';
}

function shipped(times: CaseFacts['times'], status: Status): FactState {
  if (times.shippedAt || times.deliveredAt || status === 'shipped' || status === 'delivered') return true;
  if (times.shippedAt === null) return false;
  return status === undefined || status === null || status === 'cancelled' ? 'untold' : false;
}

/** Only here do hours count: a cancellation is free until the confirmation arrives. */
function noticeBeforeConfirmation(times: CaseFacts['times'], noticeGiven: boolean | null | undefined): FactState {
  if (times.noticeAt) return times.confirmedAt ? times.noticeAt.instant < times.confirmedAt.instant : 'untold';
  return noticeGiven && times.noticeAt === undefined ? 'untold' : false;
}
