import type { Flow, FlowStep, FlowTurn } from './flow.ts';
import { startHandover } from './handover/startHandover.ts';
import { interrupt } from './interruption.ts';
import { earlierProof, findOrder, takeProof } from './orderProof/findOrder.ts';
import type { ProofState } from './orderProof/proofState.ts';
import { orderStatusText } from './orderStatus.ts';
import { contactSentence, notice } from './reply.ts';

/** Plain JSON. */
export interface StatusState {
  readonly proof: ProofState;
}

type Step = FlowStep<StatusState>;

/** Tells where the customer's order stands, after the same proof as a return check. */
export const orderStatusFlow: Flow<StatusState, object> = {
  id: 'orderStatus',
  version: 1,
  begin: (turn) => proceed(takeProof(earlierProof(turn), turn), turn),
  continue: goOn,
  summary: ({ proof }) => proof.number ?? '',
};

async function goOn(turn: FlowTurn, { proof: before }: StatusState): Promise<Step> {
  const { reading, understanding, parts } = turn;
  if (
    reading.cancels ||
    (understanding.intent === 'cancel' && understanding.confidence >= SURE && !reading.orderNumber)
  ) {
    await turn.send(notice(parts.say('dialogs.flow.cancelled')));
    return { status: 'ended' };
  }
  const proof = takeProof(before, turn);
  const changed = JSON.stringify(proof) !== JSON.stringify(before);
  // A wish to return something is another flow's.
  if (!changed && understanding.intent === 'check_return' && understanding.confidence >= SURE)
    return { status: 'left' };
  const waitsForCode = before.open === 'code' || before.open === 'choice' || reading.hasNoNumber || reading.wantsCode;
  if (changed || waitsForCode) return proceed(proof, turn);
  const answered = await interrupt(turn, { mustAnswer: reading.asks && understanding.intent === 'ask_policy' });
  if (!answered) await turn.send(notice(parts.say('dialogs.proof.first')));
  return proceed(proof, turn);
}

const SURE = 0.7;

async function proceed(proof: ProofState, turn: FlowTurn): Promise<Step> {
  const { say } = turn.parts;
  const found = await findOrder(proof, turn);
  if (found.status === 'ask') {
    await turn.send(found.question);
    return { status: 'waiting', state: { proof: found.proof } };
  }
  if (found.status === 'stopped') {
    await turn.send(found.message);
    if (found.failed) await startHandover(turn, { reason: 'failure' });
  } else if (found.proof.order) {
    const contact = contactSentence(say, turn.pack.shop.contact.text);
    await turn.send(notice(`${orderStatusText(found.proof.order, say)}\n${say('dialogs.status.more')} ${contact}`));
  }
  return { status: 'ended' };
}
