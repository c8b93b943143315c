import type { TurnContext } from 'botbuilder';
import type { FlowTurn } from './flow.ts';

const FLOW_TURN = Symbol('what flows know of the turn');

/** Keeps what flows know of the running turn, where every dialog of the turn finds it. */
export function keepFlowTurn(context: TurnContext, turn: FlowTurn): void {
  context.turnState.set(FLOW_TURN, turn);
}

export function flowTurnOf(context: TurnContext): FlowTurn {
  const turn = context.turnState.get(FLOW_TURN) as FlowTurn | undefined;
  if (!turn) throw new Error('flows run inside a turn of the bot only');
  return turn;
}
