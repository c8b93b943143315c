import { isUnderWay } from '../../src/handover/index.ts';
import { isTitle } from '../buttonTitle.ts';
import type { FlowTurn } from '../flow.ts';
import { notice } from '../reply.ts';
import { tellPosition } from './startHandover.ts';

const SURE = 0.6;

/**
 * A message while the customer waits for a person, or before the person has written: it is kept for the agent, and the
 * bot does not talk over. It only answers who goes back to the bot or asks for their place. False when no handover is
 * under way.
 */
export async function whileHandedOver(turn: FlowTurn): Promise<boolean> {
  const { handover } = turn;
  if (!isUnderWay(handover)) return false;
  if (goesBack(turn)) await callOff(turn);
  else if (handover.state === 'waiting') await answerWaiting(turn, handover.number);
  return true;
}

function goesBack({ parts: { say }, heard, reading, understanding }: FlowTurn): boolean {
  const { text, intent, confidence } = understanding;
  if (isTitle(text, 'dialogs.handover.back_button', say)) return true;
  if (intent === 'talk_to_human' && confidence >= SURE && !reading.cancels && !heard.wantsBot(reading.said))
    return false;
  return reading.cancels || heard.wantsBot(reading.said);
}

async function callOff(turn: FlowTurn): Promise<void> {
  const { handover, parts, memory } = turn;
  if (!handover || !parts.handovers) return;
  turn.changeHandover(parts.handovers.calledOff(handover));
  memory.declinedHandover = true;
  memory.endedHandover = handover.number + 1;
  await turn.send(notice(parts.say('dialogs.handover.called_off'), [], 'handover'));
}

async function answerWaiting(turn: FlowTurn, number: number): Promise<void> {
  const { parts, heard, understanding, memory } = turn;
  const { text, intent, confidence } = understanding;
  const asksAgain = intent === 'talk_to_human' && confidence >= SURE;
  const pressed = isTitle(text, 'dialogs.handover.place_button', parts.say);
  if (pressed || asksAgain || heard.asksPlace(turn.reading.said)) return tellPosition(turn);
  // One receipt for all that is written while waiting: the customer knows that it is kept, and by whom it is read.
  if (memory.receiptFor === number) return;
  memory.receiptFor = number;
  const buttons = [parts.say('dialogs.handover.place_button'), parts.say('dialogs.handover.back_button')];
  await turn.send(notice(parts.say('dialogs.handover.receipt'), buttons, 'handover'));
}
