import type { Activity } from 'botbuilder';
import type { Decision, Reason } from '../../src/returns/index.ts';
import type { FlowTurn } from '../flow.ts';
import { notice } from '../reply.ts';
import { saysComplaint } from './saysComplaint.ts';

/** A decision that a complaint may follow. */
export interface OfferedFor {
  readonly decision: Decision;
  /** Id of its record. */
  readonly id: string;
  readonly reason: Reason;
}

/** Reasons for which the shop is claimed from: there a complaint is the way even where the text gives the right. */
const CLAIMS: ReadonlySet<Reason> = new Set([
  'defective',
  'not_as_described',
  'wrong_item',
  'damaged_in_transit',
  'missing_item',
]);

/**
 * The offer to file a complaint at the end of a return check, with the decision's message: where the text refuses, and
 * where the right is a claim for something that went wrong. None for shops whose text has no place for complaints.
 */
export function withComplaintOffer(message: Partial<Activity>, offered: OfferedFor, turn: FlowTurn): Partial<Activity> {
  if (!mayOffer(offered, turn)) return message;
  const { text, suggestedActions } = offer(offered, turn);
  return { ...message, text: `${message.text}\n${text}`, ...(suggestedActions && { suggestedActions }) };
}

/** The offer in a message of its own, where nobody is there to whom the customer could be brought. */
export async function offerComplaint(offered: OfferedFor, turn: FlowTurn): Promise<void> {
  if (mayOffer(offered, turn)) await turn.send(offer(offered, turn));
}

function mayOffer({ decision, reason }: OfferedFor, turn: FlowTurn): boolean {
  return (decision.decision !== 'eligible' || CLAIMS.has(reason)) && canFile(turn);
}

function canFile({ parts, pack }: FlowTurn): boolean {
  return parts.complaints !== undefined && pack.forms?.complaint.files === true;
}

function offer({ id }: OfferedFor, turn: FlowTurn): Partial<Activity> {
  return complaintOffer(turn, id);
}

/** Was a question about complaints answered, of somebody who may want to file one? */
export function mayComplain(turn: FlowTurn): boolean {
  return canFile(turn) && saysComplaint(turn);
}

/** The offer to file a complaint; `decision`: the one that it follows. */
export function complaintOffer(turn: FlowTurn, decision?: string): Partial<Activity> {
  const { say } = turn.parts;
  turn.memory.complaintOffer = decision === undefined ? {} : { decision };
  return notice(say('dialogs.form.offer'), [say('dialogs.form.offer_yes'), say('dialogs.form.offer_no')], 'question');
}
