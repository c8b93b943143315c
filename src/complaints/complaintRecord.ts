import type { Filing } from './filing.ts';

/** Where a complaint or privacy request stands. `assigned`: somebody of the shop has it. `closed` ends it. */
export const COMPLAINT_STATES = ['open', 'assigned', 'answered', 'closed'] as const;
export type ComplaintState = (typeof COMPLAINT_STATES)[number];

/** A complaint or privacy request as the shop works on it. What the customer filed never changes. */
export interface ComplaintRecord extends Omit<Filing, 'evidence'> {
  readonly state: ComplaintState;
  /** Who of the shop has it. */
  readonly assignee?: string;
  readonly answer?: { readonly text: string; readonly by: string; readonly at: string };
  readonly evidence: readonly KeptEvidence[];
  /** Keys of its entries in the outbox. */
  readonly deliveries: readonly string[];
  /** When the shop was reminded. ISO 8601, UTC. */
  readonly remindedAt?: string;
  /** When the promised day had passed without an answer. ISO 8601, UTC. */
  readonly overdueSince?: string;
  /** Who did what when, oldest first. */
  readonly history: readonly HistoryEntry[];
}

export type Deed = 'filed' | 'assigned' | 'answered' | 'closed' | 'resent' | 'reminded' | 'overdue';

export interface HistoryEntry {
  readonly at: string;
  /** `customer`, `clock`, or the name that an agent's account or the command gave. */
  readonly by: string;
  readonly deed: Deed;
  /** To whom it was assigned, or why it was closed. */
  readonly note?: string;
}

/** A file kept beside the complaint, so that it stays when the conversation goes. */
export interface KeptEvidence {
  /** `1`, `2` … within the complaint. */
  readonly id: string;
  readonly contentType: string;
  readonly bytes: number;
  /** The channel's file was not there any more. */
  readonly missing?: true;
}

/** Is somebody of the shop still to answer it? */
export function isWaiting(record: ComplaintRecord): boolean {
  return record.state === 'open' || record.state === 'assigned';
}
