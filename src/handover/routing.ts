import type { Seated } from './desk.ts';

/** An agent with what they hold at the moment. */
export interface Loaded {
  readonly agent: Seated;
  readonly holds: number;
  /** When they were given something last; 0 when never. */
  readonly givenAt: number;
}

/**
 * Who is given the next conversation of a shop: of the present agents with room the one who holds least, and of those
 * the one who has waited longest for work. Nobody when there is no room.
 */
export function pickAgent(agents: readonly Loaded[], shop: string): Loaded | undefined {
  return agents
    .filter(({ agent, holds }) => agent.state === 'present' && agent.shops.includes(shop) && holds < agent.capacity)
    .sort(
      (one, other) =>
        one.holds - other.holds || one.givenAt - other.givenAt || (one.agent.id < other.agent.id ? -1 : 1),
    )[0];
}
