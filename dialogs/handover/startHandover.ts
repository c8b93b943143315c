import type { Activity } from 'botbuilder';
import type { Handover, HandoverReason, Outlook } from '../../src/handover/index.ts';
import type { FlowTurn } from '../flow.ts';
import { contactSentence, notice } from '../reply.ts';
import { isolate, spellClock, spellTime } from '../showText.ts';

/** What starting a handover needs of a turn. */
export type HandoverTurn = Pick<
  FlowTurn,
  'parts' | 'pack' | 'conversation' | 'now' | 'handover' | 'changeHandover' | 'send'
> & { readonly memory?: FlowTurn['memory'] };

export interface HandoverWish {
  readonly reason: HandoverReason;
  /** Higher comes first in the queue; by the reason when absent. */
  readonly priority?: number;
}

/**
 * `waiting`: the bot says nothing more until it is given back, also not in this turn. `message_left`: nobody is there;
 * the bot goes on. `declined`: the customer called one off before, so it was only offered. `unconnected`: this bot has
 * no way to people, and the shop's contact was named.
 */
export type HandoverStarted = 'waiting' | 'with_agent' | 'message_left' | 'declined' | 'unconnected';

/** Reasons that are ours: such a handover is announced with its reason and can be declined. */
const ASKED: ReadonlySet<HandoverReason> = new Set(['asked', 'complaint']);

/**
 * Brings the conversation on its way to a person and tells the customer honestly what to expect. Started twice it
 * stays what it is. Complaints, returns and all others who need a person call this and nothing else.
 */
export async function startHandover(turn: HandoverTurn, { reason, priority }: HandoverWish): Promise<HandoverStarted> {
  const { say, handovers } = turn.parts;
  const { id: shop } = turn.pack.shop;
  if (!handovers) {
    const contact = contactSentence(say, turn.pack.shop.contact.text);
    if (ASKED.has(reason)) await turn.send(notice(`${say('dialogs.handover.unconnected')} ${contact}`));
    return 'unconnected';
  }
  if (turn.memory?.declinedHandover && !ASKED.has(reason)) {
    await offerHandover(turn);
    return 'declined';
  }
  const plan = await handovers.plan({
    conversation: turn.conversation,
    shop,
    reason,
    ...(priority !== undefined && { priority }),
    current: turn.handover,
  });
  if (plan.status === 'under_way') return tellAgain(turn, plan.handover, reason);
  await turn.send(announcement(turn, plan.handover, plan.outlook));
  await turn.send((await handovers.initiation(turn.conversation, plan.handover)) as Partial<Activity>);
  turn.changeHandover(plan.handover);
  return plan.handover.state === 'waiting' ? 'waiting' : 'message_left';
}

/** A person is offered with a button, not sent for. */
export async function offerHandover(turn: HandoverTurn): Promise<void> {
  const { say } = turn.parts;
  if (turn.memory) turn.memory.humanOffer = true;
  await turn.send(notice(say('dialogs.handover.offer'), [say('dialogs.handover.offer_button')], 'question'));
}

/** Asked for again: only who asks hears of it again. */
async function tellAgain(turn: HandoverTurn, { state }: Handover, reason: HandoverReason): Promise<HandoverStarted> {
  if (ASKED.has(reason)) {
    if (state === 'waiting') await tellPosition(turn);
    else await turn.send(notice(turn.parts.say('dialogs.handover.message_left_again'), [], 'handover'));
  }
  return state === 'message_left' ? 'message_left' : state === 'with_agent' ? 'with_agent' : 'waiting';
}

function announcement(turn: HandoverTurn, handover: Handover, outlook: Outlook): Partial<Activity> {
  const { say } = turn.parts;
  const ours = !ASKED.has(handover.reason);
  const why = ours ? [say(`dialogs.handover.why.${handover.reason}`)] : [];
  if (handover.state === 'message_left') {
    const lines = [...why, say('dialogs.handover.message_left'), ...opening(outlook, say)];
    return notice([...lines, meanwhile(turn)].join(' '), [], 'handover');
  }
  const lines = [
    ...why,
    say('dialogs.handover.waiting'),
    place(outlook, say),
    say('dialogs.handover.limit', { count: outlook.limitMinutes }),
    ...(ours ? [say('dialogs.handover.declinable')] : []),
  ];
  return notice(lines.join(' '), [say('dialogs.handover.back_button')], 'handover');
}

/** What can be done until then: a complaint is named only where one can be filed. */
function meanwhile({ parts: { say, complaints }, pack }: HandoverTurn): string {
  const files = complaints !== undefined && pack.forms?.complaint.files === true;
  return say(files ? 'dialogs.handover.meanwhile' : 'dialogs.handover.meanwhile_ask');
}

/** Where the customer stands, and how long it usually takes where that has been measured. */
export async function tellPosition(turn: HandoverTurn): Promise<void> {
  const { say, handovers } = turn.parts;
  const found = await handovers?.position(turn.conversation, turn.pack.shop.id);
  const text = found ? place(found, say) : say('dialogs.handover.in_line');
  const back = say('dialogs.handover.back_button');
  await turn.send(notice(`${say('dialogs.handover.still_waiting')} ${text}`, [back], 'handover'));
}

type Say = HandoverTurn['parts']['say'];

function place({ position, minutes }: Pick<Outlook, 'position' | 'minutes'>, say: Say): string {
  const first = position === 1 ? say('dialogs.handover.next') : say('dialogs.handover.position', { position });
  return minutes === undefined ? first : `${first} ${say('dialogs.handover.usual_wait', { count: minutes })}`;
}

/** When the agents are back: their hours, never said as the shop's. */
function opening({ opensAt }: Outlook, say: Say): string[] {
  if (opensAt === undefined) return [];
  const time = new Date(opensAt).toISOString();
  return [say('dialogs.handover.opens_at', { day: spellTime(time), time: isolate(spellClock(time)) })];
}
