import type { Calendar, Day } from './calendar.ts';
import type { CaseFacts, Told } from './caseFacts.ts';
import type { FactName } from './returnCase.ts';
import type { WindowRule } from './returnRules.ts';
import type { windowStates } from './returnRulesSchema.ts';

/**
 * Where a case stands in a time limit. `unsure`: facts are missing (`asks`), or nobody can tell them (`asks` is empty).
 * `unstarted`: what the limit runs from is known not to have happened.
 */
export interface WindowResult {
  readonly state: (typeof windowStates)[number];
  /** Last day on which acting is in time, where the start is known. */
  readonly lastDay?: Day | undefined;
  /** Facts that would settle an unsure window. */
  readonly asks: readonly FactName[];
}

/** Something that happened on a known day, or at an untold time until `latest`, or is in doubt and must be asked. */
type Happening =
  | { readonly kind: 'on'; readonly day: Day }
  | { readonly kind: 'until'; readonly latest: Day; readonly asks: readonly FactName[] }
  | { readonly kind: 'untold'; readonly asks: readonly FactName[] }
  | { readonly kind: 'never' };

/** Counts the days of a window for one case: the first day is 0, the last day counts through its end. */
export function measureWindow(window: WindowRule, facts: CaseFacts, calendar: Calendar): WindowResult {
  const start = startOf(window.from, facts);
  const act = actOf(window.act, facts);
  if (start.kind === 'never') return { state: 'unstarted', asks: [] };
  if (start.kind !== 'on') return unmeasured(window, start.asks, act, facts, calendar);
  const lastDay = lastDayOf(window, start.day, calendar);
  if (act.kind === 'on') return { state: act.day <= lastDay ? 'within' : 'after', lastDay, asks: [] };
  if (act.kind === 'until' && act.latest <= lastDay) return { state: 'within', lastDay, asks: [] };
  return { state: 'unsure', lastDay, asks: act.kind === 'never' ? [] : act.asks };
}

/** An order cannot be confirmed before it was placed: early enough after placing, the limit surely still runs. */
function unmeasured(
  window: WindowRule,
  asks: readonly FactName[],
  act: Happening,
  facts: CaseFacts,
  calendar: Calendar,
): WindowResult {
  const placed = window.from === 'confirmedAt' ? facts.times.placedAt : undefined;
  const latest = act.kind === 'on' ? act.day : act.kind === 'until' ? act.latest : undefined;
  if (placed && latest !== undefined && latest <= lastDayOf(window, placed.day, calendar)) {
    return { state: 'within', asks: [] };
  }
  return { state: 'unsure', asks };
}

function lastDayOf(window: WindowRule, start: Day, calendar: Calendar): Day {
  return window.workingDays === undefined
    ? start + (window.days ?? 0)
    : calendar.addWorkingDays(start, window.workingDays);
}

function startOf(from: WindowRule['from'], facts: CaseFacts): Happening {
  if (from === 'notice') return noticeOf(facts);
  const time = facts.times[from];
  if (from === 'confirmedAt' && time === undefined && facts.state('confirmed') === false) return { kind: 'never' };
  if (from === 'discoveredAt' && time && !isPlausibleDiscovery(time.day, facts)) {
    return { kind: 'untold', asks: ['discoveredAt'] };
  }
  if (time) return { kind: 'on', day: time.day };
  return time === undefined ? { kind: 'untold', asks: [from] } : { kind: 'never' };
}

/** A defect is found after the goods came and before anybody is told of it. */
function isPlausibleDiscovery(day: Day, { times, now }: CaseFacts): boolean {
  return day <= (times.noticeAt ?? now).day && day >= (times.deliveredAt?.day ?? Number.NEGATIVE_INFINITY);
}

function actOf(act: WindowRule['act'], facts: CaseFacts): Happening {
  if (act === 'notice') return noticeOf(facts);
  if (act === 'carrier') return carrierNoticeOf(facts);
  if (act === 'sending') return sendingOf(facts);
  return act === 'shipping' ? shippingOf(facts) : deliveryOf(facts);
}

/** The customer's notice: at its time; at an earlier, untold time; or, when none was given yet, now. */
function noticeOf(facts: CaseFacts): Happening {
  const { noticeAt, placedAt } = facts.times;
  const given = facts.state('noticeGiven');
  if (!noticeAt) return given === true ? earlier(noticeAt, ['noticeAt'], facts) : { kind: 'on', day: facts.now.day };
  if (noticeAt.day > facts.now.day || (placedAt && noticeAt.day < placedAt.day)) {
    return { kind: 'untold', asks: ['noticeAt'] };
  }
  // Not given, yet given at a time: whichever is true, it was not after today.
  if (given === false) return { kind: 'until', latest: facts.now.day, asks: ['noticeGiven', 'noticeAt'] };
  return { kind: 'on', day: noticeAt.day };
}

function carrierNoticeOf(facts: CaseFacts): Happening {
  const { carrierNotifiedAt, deliveredAt } = facts.times;
  const told = facts.state('carrierNotified');
  if (!carrierNotifiedAt) {
    if (told === true) return earlier(carrierNotifiedAt, ['carrierNotifiedAt'], facts);
    if (told === false || carrierNotifiedAt === null) return { kind: 'on', day: facts.now.day };
    return { kind: 'until', latest: facts.now.day, asks: ['carrierNotified', 'carrierNotifiedAt'] };
  }
  if (carrierNotifiedAt.day > facts.now.day || (deliveredAt && carrierNotifiedAt.day < deliveredAt.day)) {
    return { kind: 'untold', asks: ['carrierNotifiedAt'] };
  }
  if (told === false) return { kind: 'until', latest: facts.now.day, asks: ['carrierNotified', 'carrierNotifiedAt'] };
  return { kind: 'on', day: carrierNotifiedAt.day };
}

/** Sending the goods back: at its time; untold; or, when known not to have happened, now at the earliest. */
function sendingOf(facts: CaseFacts): Happening {
  const { goodsSentBackAt, deliveredAt } = facts.times;
  if (goodsSentBackAt === null) return { kind: 'on', day: facts.now.day };
  if (!goodsSentBackAt) return { kind: 'until', latest: facts.now.day, asks: ['goodsSentBackAt'] };
  if (goodsSentBackAt.day > facts.now.day || (deliveredAt && goodsSentBackAt.day < deliveredAt.day)) {
    return { kind: 'untold', asks: ['goodsSentBackAt'] };
  }
  return { kind: 'on', day: goodsSentBackAt.day };
}

function shippingOf(facts: CaseFacts): Happening {
  const { shippedAt } = facts.times;
  if (shippedAt) return { kind: 'on', day: shippedAt.day };
  const shipped = facts.state('shipped');
  if (shipped === false) return { kind: 'on', day: facts.now.day };
  return earlier(shippedAt, ['shippedAt'], facts);
}

function deliveryOf(facts: CaseFacts): Happening {
  const { deliveredAt } = facts.times;
  if (deliveredAt) return { kind: 'on', day: deliveredAt.day };
  if (facts.state('received') !== true) return { kind: 'on', day: facts.now.day };
  return earlier(deliveredAt, ['deliveredAt'], facts);
}

/** It has happened, but when was not told; a time known to be none cannot be asked for. */
function earlier(time: Told, asks: readonly FactName[], facts: CaseFacts): Happening {
  return { kind: 'until', latest: facts.now.day, asks: time === null ? [] : asks };
}
