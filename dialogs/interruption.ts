import type { GroundedAnswer } from '../src/answers/index.ts';
import type { FlowTurn } from './flow.ts';
import { startHandover } from './handover/startHandover.ts';
import type { KeptOrder } from './orderProof/keptOrder.ts';
import { orderStatusText } from './orderStatus.ts';
import { answerReply, notice } from './reply.ts';
import type { Intent } from './turnUnderstanding.ts';

const SURE = 0.6;
const SMALL_TALK: ReadonlySet<Intent> = new Set(['greeting', 'thanks']);

/**
 * Answers what a customer asks in the middle of a flow: a rule with its clause, the state of the order, small talk.
 * False when the message was nothing of the kind. The flow then asks its open question again.
 */
export async function interrupt(
  turn: FlowTurn,
  options: { readonly mustAnswer: boolean; readonly order?: KeptOrder | undefined },
): Promise<boolean> {
  const { understanding, parts } = turn;
  const { intent, confidence } = understanding;
  const sure = confidence >= SURE;
  if (sure && intent === 'order_status' && options.order) {
    await turn.send(notice(orderStatusText(options.order, parts.say)));
    return true;
  }
  if (sure && intent === 'talk_to_human') {
    await startHandover(turn, { reason: 'asked' });
    return true;
  }
  if (sure && SMALL_TALK.has(intent)) {
    await turn.send(notice(parts.say(`dialogs.flow.${intent}`)));
    return true;
  }
  if (!options.mustAnswer && intent !== 'ask_policy') return false;
  const answer = await answerInContext(turn);
  if (answer.status !== 'answered' && !options.mustAnswer) return false;
  await turn.send(answerReply(answer));
  return true;
}

/** "How many days do I have?" asked in the middle of a return is about returns, though it does not say so. */
async function answerInContext({ parts, pack, understanding }: FlowTurn): Promise<GroundedAnswer> {
  const shop = pack.shop.id;
  const { text: question, history, reading } = understanding;
  const { answer } = await parts.answerer.answer(shop, { question, history, reading });
  if (answer.status === 'answered' && answer.topics.length > 0) return answer;
  const again = await parts.answerer.answer(shop, { question: parts.say('dialogs.flow.about_return', { question }) });
  return again.answer.status === 'answered' && again.answer.topics.length > 0 ? again.answer : answer;
}
