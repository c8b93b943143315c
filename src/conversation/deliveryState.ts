import type { Receipt } from '../channels/channel.ts';

/**
 * How far a message of ours has come, in this order; `failed` ends it, and so does `withheld`: the platform's rules
 * forbid it by now (a bot's words after the answer window), so it was not sent.
 */
export const DELIVERY_STATES = ['queued', 'sent', 'delivered', 'read', 'failed', 'withheld'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** Document `sent:<activity id>`: what became of a message on a platform that is called. */
export interface SentRecord {
  readonly state: DeliveryState;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** It was sent once more because an earlier attempt had no answer: the customer may have it twice. */
  readonly again: boolean;
  readonly receipts: readonly Receipt[];
  /** Why it failed, in the platform's code. */
  readonly code?: string;
  /** Its place in the log. */
  readonly position?: number;
  /** How often it was sent again after the platform had taken it and given it up. */
  readonly late?: number;
}

/** The client id of one payload's send. */
export function sendId(id: string, part: number): string {
  return part === 0 ? id : `${id}.${part}`;
}

/** Does this state say more than the one known? A message that was read cannot fail any more. */
export function isLater(state: DeliveryState, known: DeliveryState): boolean {
  if (known === 'read' || known === 'failed' || known === 'withheld') return false;
  return DELIVERY_STATES.indexOf(state) > DELIVERY_STATES.indexOf(known);
}

/** What a platform tells of a message by itself: a status report, or an echo of what it was sent. */
export interface PlatformReport {
  /** The platform's id of the message. */
  readonly platformId: string;
  readonly state: DeliveryState;
  /** The id of the send, when the platform gives it back: with it, a send whose answer was lost is found again. */
  readonly deliveryId?: string;
  /** Why it failed, in the platform's code. */
  readonly code?: string;
}

/** Of several reports the one that says most. */
export function furthest(reports: readonly PlatformReport[]): PlatformReport | undefined {
  return reports.reduce<PlatformReport | undefined>(
    (best, report) => (best === undefined || isLater(report.state, best.state) ? report : best),
    undefined,
  );
}
