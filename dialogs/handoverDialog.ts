import type { HandoverReason } from '../src/handover/index.ts';
import type { Flow, FlowStep, FlowTurn } from './flow.ts';
import { startHandover } from './handover/startHandover.ts';
import { notice } from './reply.ts';
import type { Intent } from './turnUnderstanding.ts';

export interface HandoverFlowStart {
  readonly reason: HandoverReason;
}

/** Nobody was there: the next message is what the agent shall read. */
export interface HandoverFlowState {
  readonly open: 'message';
}

type Step = FlowStep<HandoverFlowState>;

/** Such a message is something new, and no message for the agent alone; trouble that is told is one. */
const NEW: { readonly [intent in Intent]?: number } = { privacy_request: 0.6, order_status: 0.6, open_complaint: 0.9 };

/**
 * A customer asks for a person: the queue, or, when nobody is there, a message that an agent answers later. Whatever
 * is written is in the transcript in any case; the flow only says so, and asks for the matter.
 */
export const handoverFlow: Flow<HandoverFlowState, HandoverFlowStart> = {
  id: 'handover',
  version: 1,
  async begin(turn, { reason }): Promise<Step> {
    const before = turn.handover?.state;
    const started = await startHandover(turn, { reason });
    // A question that was asked is known; only who asks for a person has not said why.
    const known = reason !== 'asked' || before === 'message_left';
    if (started !== 'message_left' || known) return { status: 'ended' };
    await turn.send(notice(turn.parts.say('dialogs.handover.ask_message'), [], 'question'));
    return { status: 'waiting', state: { open: 'message' } };
  },
  continue: takeMessage,
  summary: () => '',
};

async function takeMessage(turn: FlowTurn): Promise<Step> {
  const { reading, understanding, parts, pack } = turn;
  const { intent, confidence } = understanding;
  const isNew = reading.asks || reading.wishes || confidence >= (NEW[intent] ?? Number.POSITIVE_INFINITY);
  if (isNew) return { status: 'left' };
  if (reading.cancels || reading.answer === 'no') {
    await turn.send(notice(parts.say('dialogs.handover.no_message'), [], 'handover'));
    return { status: 'ended' };
  }
  await turn.send(notice(parts.say('dialogs.handover.message_kept', { shop: pack.shop.name.ar }), [], 'handover'));
  return { status: 'ended' };
}
