import { type AgentName, type Handover, left, returned, taken } from './handover.ts';

/** The agent that stands for a hub outside (`handoff.status`); its presence is the hub's affair. */
export const HUB: AgentName = { id: 'hub', name: '' };

/** The customer calls a handover off, as a turn stores it. */
export function calledOff(current: Handover, now: number): Handover {
  return returned(current, now);
}

/** What a hub outside says of a handover (`handoff.status`), as a turn stores it; nothing for an unknown state. */
export function reported(current: Handover, state: unknown, now: number): Handover | undefined {
  if (state === 'accepted') return { ...taken(current, HUB, now), declinable: false };
  if (state === 'completed') return returned(current, now);
  if (state === 'failed') return left(current, now);
  return undefined;
}
