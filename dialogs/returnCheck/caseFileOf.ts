import { orderLine } from '../../src/orders/index.ts';
import type { CaseFile, CustomerAnswers, FactName, OrderRecord, OrderTime, Reason } from '../../src/returns/index.ts';
import { answerTimes, orderTimes } from '../../src/returns/index.ts';
import type { KeptOrder } from '../orderProof/keptOrder.ts';
import type { CheckState, Told } from './checkState.ts';
import { ONLY_FOR } from './factQuestions.ts';

/** The case that a check has come to: the record's own data first, then the customer's word. */
export function caseFileOf(state: CheckState, reason: Reason, now: Date): CaseFile {
  const order = state.proof.order;
  const line = order && orderLine(order, state.line ?? 0);
  const { told } = state;
  return {
    case: {
      reason,
      order: order ? orderRecord(order, line?.record ?? { number: order.number }, told, now) : {},
      answers: answersFor(reason, told, now),
    },
    now: now.getTime(),
    doubts: (line?.doubts ?? order?.doubts ?? []).map(({ code, field }) => `${code} ${field}`),
    weakDeliveryDate: line?.weakDelivery ?? false,
    cannotTell: told.cannotTell,
  };
}

function orderRecord(order: KeptOrder, record: OrderRecord, told: Told, now: Date): OrderRecord {
  const category = record.item?.category ?? told.facts.category;
  const times: Partial<Record<OrderTime, string | null>> = {};
  for (const time of orderTimes) {
    const value = timeOf(order, time, told, now);
    if (value !== undefined) times[time] = value;
    else if (time in record) times[time] = undefined as never;
  }
  const { item, ...rest } = record;
  const known = Object.fromEntries(Object.entries({ ...rest, ...times }).filter(([, value]) => value !== undefined));
  return { ...known, ...(item && { item: { ...item, ...(typeof category === 'string' && { category }) } }) };
}

/** A delivered order whose record lacks the day has one nevertheless: the customer knows it. */
function timeOf(order: KeptOrder, time: OrderTime, told: Told, now: Date): string | null | undefined {
  const recorded = order[time];
  if (typeof recorded === 'string') return recorded;
  const said = told.days[time];
  const mayTell = recorded === undefined || (time === 'deliveredAt' && order.status === 'delivered');
  if (!mayTell) return recorded;
  return typeof said === 'string' ? instantOf(time === 'promisedAt' ? afterOrdering(said, order) : said, now) : said;
}

/** "Promised for 30/11", told before the order was known, is read as the last one: what is promised lies after it. */
function afterOrdering(day: string, { placedAt }: KeptOrder): string {
  return placedAt && day < placedAt.slice(0, 10) ? `${Number(day.slice(0, 4)) + 1}${day.slice(4)}` : day;
}

function answersFor(reason: Reason, told: Told, now: Date): CustomerAnswers {
  const answers: Record<string, boolean | string | null> = {};
  const counts = (fact: FactName) => ONLY_FOR[fact]?.includes(reason) ?? true;
  for (const [fact, value] of Object.entries(told.facts)) {
    if (value !== undefined && fact !== 'category' && counts(fact as FactName)) answers[fact] = value;
  }
  for (const time of answerTimes) {
    const day = told.days[time];
    if (day !== undefined && counts(time)) answers[time] = day === null ? null : instantOf(day, now);
  }
  return answers as CustomerAnswers;
}

/** A day as an instant on it: noon, or now when it is today. */
function instantOf(day: string, now: Date): string {
  const noon = new Date(`${day}T12:00:00Z`);
  return (noon > now && now.toISOString().startsWith(day) ? now : noon).toISOString();
}
