import type { ComplaintRecord } from '../complaintRecord.ts';
import type { EvidenceFile } from '../evidenceShelf.ts';

/** What the shop is told of: a new filing, a promised day that comes near, one that has passed. `answer`: the customer. */
export const NOTICES = ['filed', 'reminder', 'overdue', 'answer'] as const;
export type Notice = (typeof NOTICES)[number];

/** What the shop answered, as it was when it was to be sent. */
export interface SentAnswer {
  readonly text: string;
  readonly by: string;
  readonly at: string;
}

/** How far the customer's channel has brought a message, and why not further. */
export interface Reached {
  readonly state: string;
  readonly code?: string;
}

/** One message to the shop, or to the customer, about a complaint or privacy request. */
export interface Dispatch {
  /** Stays the same for every attempt: part of the Message-ID, id of the webhook. */
  readonly id: string;
  readonly notice: Notice;
  readonly record: ComplaintRecord;
  readonly evidence: readonly EvidenceFile[];
  /** The answer that the customer is told, of the notice `answer`. */
  readonly answer?: SentAnswer;
  /** How often it was sent anew because the customer's channel had refused it for good. */
  readonly round: number;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** An earlier attempt may have arrived, or did: the receiver may have it already. */
  readonly again: boolean;
}

/** To whom something about complaints is delivered: somebody of the shop, or the customer (`conversation`, `customer`). */
export interface Target {
  /** Stable while the setting stands; says neither address nor URL. */
  readonly id: string;
  readonly shop: string;
  readonly kind: 'mail' | 'webhook' | 'conversation' | 'customer';
  /** The address or URL, for the shop's own eyes. */
  readonly name: string;
  /** An entry is given up after so long; the rule of all where it is absent. */
  readonly lifeMs?: number;
  /** Resolves when it has been accepted, with the receiver's id of it where there is one. @throws DeliveryError */
  send(dispatch: Dispatch): Promise<void> | Promise<string>;
  /** What became of it afterwards, where the receiver can tell. */
  reached?(record: ComplaintRecord, receipt: string): Promise<Reached | undefined> | undefined;
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
