import { readComplaintNumber } from '../../src/complaints/index.ts';
import { normalize } from '../../src/language/index.ts';
import { complaintFlow } from '../complaintDialog.ts';
import { complaintStatusFlow } from '../complaintStatusDialog.ts';
import type { FlowTurn } from '../flow.ts';
import { privacyRequestFlow } from '../privacyRequestDialog.ts';
import { privacyKind } from './customerMeans.ts';
import { fieldBook } from './fieldBook.ts';
import { saysComplaint } from './saysComplaint.ts';

const TRUSTED = 0.5;
const SURE = 0.6;
const CERTAIN = 0.9;

/** A message that opens a form in the middle of something else: in words of its own, not by how it sounds. */
export function wantsForm(turn: FlowTurn): boolean {
  const { intent, confidence } = turn.understanding;
  if (intent === 'privacy_request') return confidence >= CERTAIN;
  return intent === 'open_complaint' && confidence >= SURE && !asksHow(turn) && saysComplaint(turn);
}

/** The flow that a message begins, of those that file something or tell of what was filed; undefined for all others. */
export function formFor(turn: FlowTurn, ownCase: false | 'probably' | 'surely'): string | undefined {
  const { intent, confidence } = turn.understanding;
  if (intent === 'privacy_request') {
    const sure = confidence >= (ownCase === 'surely' ? CERTAIN : TRUSTED);
    return sure || isOwnData(turn) ? privacyRequestFlow.id : undefined;
  }
  // Who tells what is wrong with a purchase gives their address along: that is no wish about their data.
  const tellsCase = ownCase !== false && turn.reading.reason?.plain === true;
  if (isOwnData(turn) && !tellsCase) return privacyRequestFlow.id;
  if (namesFiled(turn)) return complaintStatusFlow.id;
  if ((NEVER_COMPLAINT.has(intent) && confidence >= SURE) || (intent === 'ask_policy' && confidence >= CERTAIN))
    return undefined;
  const explicit = saysComplaint(turn);
  const files = () => fieldBook().lists.filing(` ${normalize(turn.reading.text)} `).length > 0;
  if (explicit && !files() && fieldBook().signs.complaintStatus.find(turn.reading.said) === 'said' && asksAfter(turn))
    return complaintStatusFlow.id;
  if (intent === 'open_complaint' && confidence >= TRUSTED && (explicit || ownCase !== 'surely'))
    return complaintFlow.id;
  return explicit && !asksHow(turn) ? complaintFlow.id : undefined;
}

/** Intents that the word for a complaint does not outweigh. */
const NEVER_COMPLAINT: ReadonlySet<string> = new Set([
  'talk_to_human',
  'greeting',
  'thanks',
  'goodbye',
  'cancel',
  'deny',
]);

/** "How do I complain?" asks for the rule; "the one who brought it" asks nothing. */
function asksHow({ reading }: FlowTurn): boolean {
  return reading.asks && (/[?\u061f]/u.test(reading.text) || fieldBook().signs.howTo.find(reading.said) !== undefined);
}

const MAY_BE_OWN_DATA: ReadonlySet<string> = new Set([
  'privacy_request',
  'ask_policy',
  'out_of_scope',
  'check_return',
  'order_status',
]);

/** The number of a complaint stands in the message: whoever has one asks after it. */
function namesFiled({ reading, pack }: FlowTurn): boolean {
  const number = FILED_NUMBER.exec(normalize(reading.text))?.[0];
  return number !== undefined && readComplaintNumber(pack.shop.id, number) !== undefined;
}

const FILED_NUMBER = /(?<![a-z])[a-z]{2}[\s-]{0,2}\d{3}[\s-]?\d{3}[\s-]?\d{3}(?!\d)/u;

/** It asks after a complaint that was filed, rather than wanting to file one. */
function asksAfter({ reading, understanding }: FlowTurn): boolean {
  return reading.asks || understanding.intent === 'order_status' || /\d{3}/u.test(normalize(reading.text));
}

/**
 * "Correct my address in your system", where no form is open whose field it could mean, and a plain wish about one's own
 * data that sounds like a question about a rule. "What I bought at yours" is neither.
 */
function isOwnData({ reading, understanding: { intent } }: FlowTurn): boolean {
  const { personal, atShop, aboutMe, dataOrder, ownField, account } = fieldBook().signs;
  // "My name in my account is wrong": what stands wrong there is the customer's own.
  if (!reading.asks && [ownField, account].every((sign) => sign.find(reading.said) === 'said'))
    return privacyKind(reading.text) === 'rectify';
  if (intent === 'correct_field')
    return (
      privacyKind(reading.text) !== undefined && (personal.find(reading.said) ?? atShop.find(reading.said)) === 'said'
    );
  // "Show me what you have on me" says it all, whatever it sounds like.
  if ([dataOrder, aboutMe, atShop].every((sign) => sign.find(reading.said) === 'said'))
    return privacyKind(reading.text) !== undefined;
  if (!MAY_BE_OWN_DATA.has(intent)) return false;
  if (reading.asks || personal.find(reading.said) !== 'said') return false;
  const wishes = fieldBook().lists.wish(` ${normalize(reading.text)} `).length > 0;
  const kind = privacyKind(reading.text);
  return kind !== undefined && (wishes || kind === 'object' || dataOrder.find(reading.said) === 'said');
}
