import type { FlowTurn } from './flow.ts';
import type { Intent } from './turnUnderstanding.ts';

const CERTAIN = 0.5;
const PLAINLY = 0.95;
const VERY_CERTAIN = 0.8;
/** Wishes that the words of a purchase do not outweigh. */
const ELSEWHERE: ReadonlySet<Intent> = new Set(['privacy_request', 'talk_to_human']);
/** Signs that a message needs to count as the customer's own case, beside the intent and without it. */
const WITH_INTENT = 1;
const ALONE = 2;

/**
 * Does the message bring a return case of the customer's own (which a check decides), and not a question about a rule
 * (which its clause answers)? "Can an opened product be returned?" is a rule; "it came yesterday and does not work" is
 * a case. `surely` even where the words also sound like a complaint.
 */
export function isOwnCase({ reading, understanding, reader }: FlowTurn): false | 'probably' | 'surely' {
  const { intent, confidence } = understanding;
  const certain = confidence >= CERTAIN;
  // Only a message that may be for somebody else is read for its reason here: that is dear to read.
  if (certain && ELSEWHERE.has(intent) && isForElsewhere(reading, understanding)) return false;
  // A wish of the customer's own stays one where it ends in "what shall I do?".
  if (intent === 'check_return' && confidence >= VERY_CERTAIN && reading.wishes && !reading.supposes) return 'probably';
  // The commonest message comes first: most of what follows is dear to read.
  if (certain && intent === 'ask_policy' && reading.asks && !namesOrder(reading)) return false;
  const general = reading.asks && !reading.own && reading.orderNumber === undefined && reading.dates.length === 0;
  if (general) return false;
  if (intent === 'check_return' && certain) return reading.wishes ? 'surely' : 'probably';
  const wishes = reading.wishes && !reading.asks;
  // Promised for a day that is over: more than where it is is asked.
  if (isOverdue(reading)) return 'probably';
  // "I ordered this and got that" speaks of an order, and asks not where it is.
  const isElse = !reading.asks && reading.reason !== undefined && reading.reason.reason !== 'late_delivery';
  if (certain && intent === 'order_status' && reading.reason?.plain !== true && !isElse) return false;
  // "Suivi commande" asks where it is, whatever the few words may sound like.
  if (intent === 'order_status' && confidence >= PLAINLY && !wishes && !reading.reason?.sure) return false;
  const isReport = isSureReport(reading);
  if (certain && intent === 'open_complaint' && !wishes && !isReport) return false;
  const namesArticle = () => reader.namesArticle(reading.text);
  const reports =
    !reading.asks && (reading.reason?.sure || (reading.reason?.plain && namesArticle()) || (isElse && reading.own));
  const told = signs(reading, intent) + (reports ? 1 : 0);
  if (intent === 'check_return' && told >= WITH_INTENT) return 'probably';
  // What can be decided is decided, also where it sounds like a complaint; one that says so is filed all the same.
  if (told >= ALONE && isReport) return 'surely';
  return told >= ALONE ? 'probably' : false;
}

/** Is a message that sounds like a wish for a human, or about data, no return case told on the way? */
function isForElsewhere(reading: FlowTurn['reading'], { intent, confidence }: FlowTurn['understanding']): boolean {
  // "Take my address off your list" sounds like cancelling, and is a wish about data.
  if (reading.reason?.reason === 'cancel_before_confirmation' || !isSureReport(reading)) return true;
  const isReturn = reading.wishes || reading.orderNumber !== undefined;
  return confidence >= VERY_CERTAIN && !(intent === 'privacy_request' && isReturn);
}

/** Has a day gone by for which the customer says the delivery was promised? */
function isOverdue({ dates, reason, saysNotReceived, asks }: FlowTurn['reading']): boolean {
  const promised = dates.some(({ of }) => of === 'promisedAt');
  return promised && !asks && (saysNotReceived || reason?.reason === 'late_delivery');
}

/** A reason told beyond doubt, and nothing asked. */
function isSureReport(reading: FlowTurn['reading']): boolean {
  return !reading.asks && reading.reason?.sure === true;
}

/** An order's number beside a wish or a problem. */
function namesOrder(reading: FlowTurn['reading']): boolean {
  return reading.orderNumber !== undefined && (reading.wishes || reading.reason?.plain === true);
}

function signs(
  { own, reason, dates, orderNumber, wishes, saysNotReceived }: FlowTurn['reading'],
  intent: Intent,
): number {
  const asksWhere = reason?.reason === 'late_delivery' && saysNotReceived && intent !== 'open_complaint';
  const problem = reason?.plain && !asksWhere;
  return [own, problem, dates.some(({ of }) => of === 'deliveredAt'), orderNumber, wishes].filter(Boolean).length;
}
