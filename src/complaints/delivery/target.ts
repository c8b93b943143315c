import type { ComplaintRecord } from '../complaintRecord.ts';
import type { EvidenceFile } from '../evidenceShelf.ts';

/** What the shop is told of: a new filing, a promised day that comes near, one that has passed. */
export const NOTICES = ['filed', 'reminder', 'overdue'] as const;
export type Notice = (typeof NOTICES)[number];

/** One message to the shop about a complaint or privacy request. */
export interface Dispatch {
  /** Stays the same for every attempt: part of the Message-ID, id of the webhook. */
  readonly id: string;
  readonly notice: Notice;
  readonly record: ComplaintRecord;
  readonly evidence: readonly EvidenceFile[];
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** An earlier attempt may have arrived, or did: the receiver may have it already. */
  readonly again: boolean;
}

/** Somebody of a shop to whom complaints are delivered: an address, or a program behind a webhook. */
export interface Target {
  /** Stable while the setting stands; says neither address nor URL. */
  readonly id: string;
  readonly shop: string;
  readonly kind: 'mail' | 'webhook';
  /** The address or URL, for the shop's own eyes. */
  readonly name: string;
  /** Resolves when it has been accepted. @throws DeliveryError */
  send(dispatch: Dispatch): Promise<void>;
}

export interface DeliveryFailure {
  /** What went wrong, as a short code without any address. */
  readonly code: string;
  /** No answer told whether it was accepted. */
  readonly unconfirmed?: boolean;
  /** Trying again is useless. */
  readonly final?: boolean;
  /** The receiver as a whole does not work: others would meet the same. */
  readonly down?: boolean;
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** A delivery was not accepted, or nobody knows whether it was. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly code: string;
  readonly failure: DeliveryFailure;

  constructor(failure: DeliveryFailure) {
    super(`the delivery was not accepted (${failure.code})`, { cause: failure.cause });
    this.code = failure.code;
    this.failure = failure;
  }
}
