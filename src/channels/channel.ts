import type { ChannelActivity } from './activity.ts';
import type { HttpRequest } from './http.ts';

/** The channels, by the word that begins every conversation id of theirs. */
export const CHANNEL_NAMES = ['web', 'whatsapp', 'messenger', 'instagram', 'telegram', 'azure'] as const;
export type ChannelName = (typeof CHANNEL_NAMES)[number] | (string & {});

/**
 * One way to customers. `decode` and `encode` are pure; `deliver` is the only part that talks to the platform.
 * A channel without `deliver` is a mailbox: customers fetch their messages from the log (the web channel).
 */
export interface Channel {
  readonly name: ChannelName;
  readonly limits: ChannelLimits;
  /** Is this request really from the platform, or from a customer whose token we signed? */
  verify(request: HttpRequest, body: Buffer): Verification;
  /** Reads a verified body as activities, in order; echoes of our own messages and receipts are no activities. */
  decode(body: unknown): InboundActivity[];
  /** Writes an activity as the platform wants it: one or several payloads, split and degraded to its limits. */
  encode(activity: ChannelActivity): unknown[];
  /** Hands one payload to the platform. Throws `ChannelRefusedError` or `ChannelUnreachableError`. */
  deliver?(payload: unknown, delivery: Delivery): Promise<Receipt>;
  /** Where the platform can tell: did an earlier attempt of this send arrive? */
  findSent?(delivery: Delivery): Promise<Receipt | undefined>;
  /** The conversation of an address on the platform, and back. */
  conversationId(address: string): string;
  parseConversationId(id: string): string | undefined;
}

export interface ChannelLimits {
  /** Characters of one message. */
  readonly text: number;
  /** Buttons of one message, and characters of one button's title; 0 where the platform has none. */
  readonly buttons: number;
  readonly buttonTitle: number;
  /** How long after the customer's last message an answer may be sent; unlimited when absent. */
  readonly answerWindowMs?: number;
}

export type Verification = { readonly status: 'genuine' } | { readonly status: 'refused'; readonly reason: string };

/**
 * What came in: the activity, whose conversation it is, and the platform's own id that makes a repeat known. A channel
 * that vouches for the customer's phone puts it into `activity.channelData.sanad.verifiedPhone`, the one
 * channel-neutral field that dialogs read; it must drop such a field from whatever the customer's side sent.
 */
export interface InboundActivity {
  readonly conversation: string;
  readonly messageId: string;
  readonly activity: ChannelActivity;
}

export interface Delivery {
  readonly conversation: string;
  /** Stays the same for every attempt: the client id of the send, where the platform takes one. */
  readonly id: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** An earlier attempt may have reached the platform without our knowing. */
  readonly again: boolean;
}

export interface Receipt {
  /** The platform's id of the message, by which later status reports name it. */
  readonly platformId?: string;
}

/** The platform answered "no". */
export class ChannelRefusedError extends Error {
  override readonly name = 'ChannelRefusedError';
  readonly code: string;
  /** "Slow down": try again after this time. Without it, trying again is useless. */
  readonly retryAfterMs: number | undefined;

  constructor(code: string, options: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(`the channel refused the message (${code})`, { cause: options.cause });
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** No answer came: the message may or may not have arrived. */
export class ChannelUnreachableError extends Error {
  override readonly name = 'ChannelUnreachableError';
  readonly code = 'ChannelUnreachable';

  constructor(options: { cause?: unknown } = {}) {
    super('the channel could not be reached', { cause: options.cause });
  }
}
