import type { AbstentionReason, GroundedAnswer } from '../src/answers/index.ts';
import { withRating } from './feedback.ts';
import type { FlowTurn } from './flow.ts';
import { startHandover } from './handover/startHandover.ts';
import { answerReply, withButtons } from './reply.ts';
import { noteUnanswered } from './unanswered.ts';

/** Questions that a person of the shop could answer though its text does not; jokes and tricks are none. */
const FOR_A_PERSON: ReadonlySet<AbstentionReason> = new Set([
  'unknown',
  'unmentioned',
  'product',
  'shop',
  'order',
  'account',
  'rights',
]);
/** Who asks what the bot is may want a person instead: one is offered, and it counts for nothing. */
const ASKS_WHO: AbstentionReason = 'bot';
/** The second question without an answer brings a person. */
const ENOUGH = 2;

/**
 * Sends an answer to a question. Where the shop's text is silent, a person is offered with a button, and sent for at
 * the second such question.
 */
export async function tellAnswer(answer: GroundedAnswer, turn: FlowTurn): Promise<void> {
  const reply = answerReply(answer);
  if (answer.status === 'answered') return turn.send(withRating(reply, turn));
  const { memory, parts } = turn;
  if (answer.status !== 'abstained') return turn.send(reply);
  const counts = FOR_A_PERSON.has(answer.reason);
  if (counts) noteUnanswered(answer, turn);
  if (!parts.handovers || (!counts && answer.reason !== ASKS_WHO)) return turn.send(reply);
  memory.silent = (memory.silent ?? 0) + (counts ? 1 : 0);
  if (counts && memory.silent >= ENOUGH && !memory.declinedHandover) {
    await turn.send(reply);
    await startHandover(turn, { reason: 'silent_policy' });
    return;
  }
  memory.humanOffer = true;
  await turn.send(withButtons(reply, [parts.say('dialogs.handover.offer_button')]));
}
