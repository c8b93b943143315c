/**
 * Who speaks in a conversation, and how that changes: pure, with the time passed in. The document lies in the
 * conversation's own partition (`handover`), so that it changes together with what is said about it.
 *
 *     bot → waiting → with_agent → bot | closed
 *              ↘ message_left ↗
 *
 * An agent may also step in from `bot` or `closed`, without being sent for.
 */
export const HANDOVER_STATES = ['bot', 'waiting', 'with_agent', 'closed', 'message_left'] as const;
/**
 * `bot`: Sanad answers. `waiting`: the customer is in the queue, and the bot no longer talks over. `with_agent`: an
 * agent holds the conversation. `closed`: the agent has ended it; what comes next is the bot's again. `message_left`:
 * nobody was there in time; the customer's words wait for an agent, and until then the bot answers.
 */
export type HandoverState = (typeof HANDOVER_STATES)[number];

export const HANDOVER_REASONS = [
  'asked',
  'anger',
  'needs_human',
  'not_understood',
  'failure',
  'silent_policy',
  'complaint',
  'stepped_in',
] as const;
/** Why a person speaks or is to speak; `stepped_in`: nobody sent for one, an agent came by themselves. */
export type HandoverReason = (typeof HANDOVER_REASONS)[number];

/** Higher comes first in the queue. */
export const PRIORITY_OF: Readonly<Record<HandoverReason, number>> = {
  anger: 2,
  failure: 2,
  asked: 1,
  needs_human: 1,
  not_understood: 1,
  complaint: 1,
  stepped_in: 1,
  silent_policy: 0,
};

export interface AgentName {
  readonly id: string;
  /** As the customer sees it. */
  readonly name: string;
}

export interface Handover {
  /** Grows with each change of who speaks; a message written under an older number is not stored. */
  readonly number: number;
  readonly state: HandoverState;
  readonly shop: string;
  readonly reason: HandoverReason;
  readonly priority: number;
  /** Who holds the conversation, or held it last. */
  readonly agent?: AgentName;
  /** When each state was last entered (ISO 8601, UTC). */
  readonly since: { readonly [state in HandoverState]?: string };
  /** Came back to the queue because its agent dropped out: it stands before all others. */
  readonly front?: boolean;
  /** An agent holds it and has not written yet: the customer may still call it off. */
  readonly declinable?: boolean;
  readonly answeredAt?: string;
}

export interface HandoverStart {
  readonly shop: string;
  readonly reason: HandoverReason;
  readonly priority?: number;
  /** Is anybody there to wait for? Otherwise a message is left. */
  readonly available: boolean;
}

/** Does an agent have it, or is it on the way to one? Then starting it once more changes nothing. */
export function isUnderWay(handover: Handover | undefined): handover is Handover & { state: 'waiting' | 'with_agent' } {
  return handover?.state === 'waiting' || handover?.state === 'with_agent';
}

/** Begins a handover; the one under way stays as it is. */
export function started(before: Handover | undefined, start: HandoverStart, now: number): Handover {
  if (isUnderWay(before)) return before;
  const { shop, reason, available } = start;
  const { number = 0, since = {} } = before ?? {};
  const priority = start.priority ?? PRIORITY_OF[reason];
  return moved({ number, since, shop, reason, priority, state: 'bot' }, available ? 'waiting' : 'message_left', now);
}

/** An agent takes it, from the queue, from the messages left, or (a supervisor) from another agent. */
export function taken(before: Handover, agent: AgentName, now: number): Handover {
  const { front: _front, ...kept } = before;
  return { ...moved(kept, 'with_agent', now), agent, declinable: true };
}

/** Is a person neither there nor sent for? Whoever takes such a conversation steps in. */
export function isTheBots(handover: Handover | undefined): boolean {
  return handover === undefined || handover.state === 'bot' || handover.state === 'closed';
}

/**
 * An agent steps into a conversation of the bot, also one that never had a handover. The customer did not send for
 * them, so their "back to the bot" means something else: it calls nothing off.
 */
export function steppedIn(before: Handover | undefined, shop: string, agent: AgentName, now: number): Handover {
  const { number = 0, since = {} } = before ?? {};
  const reason = 'stepped_in';
  const kept: Handover = { number, since, shop, reason, priority: PRIORITY_OF[reason], state: 'bot' };
  return { ...moved(kept, 'with_agent', now), agent };
}

/** Back into the queue, before all others: its agent dropped out or handed it on. */
export function requeued(before: Handover, now: number): Handover {
  const { agent: _agent, ...kept } = before;
  return { ...moved(kept, 'waiting', now), front: true };
}

/** The bot speaks again: the agent gave it back, or the customer called it off. */
export function returned(before: Handover, now: number): Handover {
  return moved(before, 'bot', now);
}

/** The agent has ended the conversation. */
export function ended(before: Handover, now: number): Handover {
  return moved(before, 'closed', now);
}

/** Nobody came in time. */
export function left(before: Handover, now: number): Handover {
  return moved(before, 'message_left', now);
}

function moved(before: Handover, state: HandoverState, now: number): Handover {
  const { declinable: _declinable, answeredAt: _answered, ...kept } = before;
  const since = { ...before.since, [state]: new Date(now).toISOString() };
  return { ...kept, number: before.number + 1, state, since };
}

/** Larger than any time in milliseconds, small enough that sums stay exact. */
const A_PRIORITY = 1e13;
const FRONT = 50;

/** The place in the queue, lowest first: who came back, then by priority, then by time. */
export function placeOf({ priority, front, since }: Pick<Handover, 'priority' | 'front' | 'since'>): number {
  const waitingSince = Date.parse(since.waiting ?? '') || 0;
  const rank = front ? FRONT : Math.min(Math.max(Math.trunc(priority), 0), FRONT - 1);
  return waitingSince - rank * A_PRIORITY;
}
