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
  /** What the headers alone tell, before a body is read: `refused` when none could make the request genuine. */
  verifyHead?(request: HttpRequest): Verification;
  /** Is this request really from the platform, or from a customer whose token we signed? */
  verify(request: HttpRequest, body: Buffer): Verification | Promise<Verification>;
  /** Reads a verified body as activities, in order; echoes of our own messages and receipts are no activities. */
  decode(body: unknown): InboundActivity[];
  /** Reads from the same body what is no message to the bot: receipts, echoes, a person of the shop who answered. */
  decodeSigns?(body: unknown): ChannelSign[];
  /**
   * Puts what decode could not know into an accepted message before its turn: a file fetched, a voice note written
   * down, a pressed button's words. Asked again for the same message it must come to the same.
   */
  prepare?(activity: ChannelActivity, context: PrepareContext): Promise<ChannelActivity>;
  /** Shows the customer that the message was seen, and, when the bot answers, that it is writing. Its faults are no harm. */
  attend?(activity: ChannelActivity, context: AttendContext): Promise<void>;
  /** Writes an activity as the platform wants it: one or several payloads, split and degraded to its limits. */
  encode(activity: ChannelActivity): unknown[];
  /** Hands one payload to the platform. Throws `ChannelRefusedError` or `ChannelUnreachableError`. */
  deliver?(payload: unknown, delivery: Delivery): Promise<Receipt>;
  /** How a person's words still reach customers of a shop after the answer window; nothing when they do not. */
  afterWindow?(shop: string): AfterWindow | undefined;
  /** Can our message quote the customer's? Then `Delivery.quotes` is looked up. */
  readonly quotes?: boolean;
  /**
   * The platform took a message and gave it up later, for this reason: how long to wait before it is sent again (with
   * `Delivery.failedWith`), or nothing when that is useless. `times`: how often it has been sent again, this one included.
   */
  retryAfterFailure?(code: string, times: number, address?: ChannelAddress): number | undefined;
  /**
   * Where the platform tells by itself (a status or echo with our client id): how long to wait for that before a send
   * is made again.
   */
  readonly reconcileMs?: number;
  /**
   * The conversation of an address on the platform. Ids show no phone number: a platform's address is made
   * unrecognisable, and kept beside the conversation (`InboundActivity.address`) for the answers.
   */
  conversationId(address: string): string;
  /** The part of an id of this channel that follows the channel's name; nothing for any other id. */
  parseConversationId(id: string): string | undefined;
}

/** After the answer window: `template`, in the shop's approved template; `tag`, as they stand, marked as a person's. */
export interface AfterWindow {
  readonly as: 'template' | 'tag';
  /** How long after the customer's last message; without it, for ever. */
  readonly withinMs?: number;
  /** Characters of one message. */
  readonly text?: number;
}

/** Where answers to a conversation go, as only its channel reads it: the account and the person, say. */
export type ChannelAddress = Readonly<Record<string, string>>;

export interface PrepareContext {
  readonly conversation: string;
  readonly address?: ChannelAddress;
  /** Our last messages before this one, newest first. */
  readonly ours: () => Promise<readonly ChannelActivity[]>;
}

export interface AttendContext {
  readonly conversation: string;
  readonly address?: ChannelAddress;
  /** False while an agent holds the conversation. */
  readonly botAnswers: boolean;
}

/** What a platform tells beside customers' messages. */
export type ChannelSign =
  /** What became of a message of ours; `deliveryId` is the client id of the send, where the platform gives it back. */
  | {
      readonly kind: 'receipt';
      readonly conversation: string;
      readonly alsoKnownAs?: readonly string[];
      readonly platformId: string;
      readonly state: 'sent' | 'delivered' | 'read' | 'failed';
      readonly deliveryId?: string;
      readonly code?: string;
    }
  /** Everything of ours that the platform had by then (milliseconds since 1970) was read or delivered. */
  | {
      readonly kind: 'watermark';
      readonly conversation: string;
      readonly alsoKnownAs?: readonly string[];
      readonly state: 'delivered' | 'read';
      readonly upTo: number;
    }
  /** A person of the shop answered outside of Sanad: on the shop's own phone, in the platform's inbox. */
  | { readonly kind: 'human'; readonly inbound: InboundActivity }
  /** The platform's inbox took the conversation, or gave it back. */
  | {
      readonly kind: 'control';
      readonly conversation: string;
      readonly alsoKnownAs?: readonly string[];
      readonly holder: 'bot' | 'human';
    };

export interface ChannelLimits {
  /** Characters of one message, or bytes where the platform counts those. */
  readonly text: number;
  readonly textUnit?: 'characters' | 'bytes';
  /** Buttons of one message, and characters of one button's title; 0 where the platform has none. */
  readonly buttons: number;
  readonly buttonTitle: number;
  /** Kinds of file that the platform shows (as `image/png`); of others the customer gets words. All when absent. */
  readonly files?: readonly string[];
  /** Those words are a link; else the customer is told that the file cannot be shown. */
  readonly linksFiles?: boolean;
  /** How long after the customer's last message an answer may be sent; unlimited when absent. */
  readonly answerWindowMs?: number;
}

/** `account`: which of our accounts a webhook is for, where the body does not say; `decode` then gets `{account, body}`. */
export type Verification =
  | { readonly status: 'genuine'; readonly account?: string }
  | { readonly status: 'refused'; readonly reason: string };

/**
 * What came in: the activity, whose conversation it is, and the platform's own id that makes a repeat known. A channel
 * that vouches for the customer's phone puts it into `activity.channelData.sanad.verifiedPhone`, the one
 * channel-neutral field that dialogs read; it must drop such a field from whatever the customer's side sent.
 */
export interface InboundActivity {
  readonly conversation: string;
  readonly messageId: string;
  readonly activity: ChannelActivity;
  /** The shop that the customer wrote to, where the channel knows it by the account. */
  readonly shop?: string;
  /** Where the answer goes; kept with the conversation, fresh from its last message. */
  readonly address?: ChannelAddress;
  /** When the customer sent it, by the platform's clock, in milliseconds since 1970. */
  readonly sentAt?: number;
  /**
   * Other names of the same conversation: a platform that gives a person a second id (WhatsApp: a user id beside the
   * phone). The conversation that is known under any of them goes on.
   */
  readonly alsoKnownAs?: readonly string[];
}

export interface Delivery {
  readonly conversation: string;
  /** As the customer's last message gave it; absent on channels that need none. */
  readonly address?: ChannelAddress;
  /** When the customer wrote last, in milliseconds since 1970: the beginning of the answer window. */
  readonly lastMessageAt?: number;
  /** Stays the same for every attempt: the client id of the send, where the platform takes one. */
  readonly id: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** An earlier attempt may have reached the platform without our knowing. */
  readonly again: boolean;
  /** The customer's message that this one shall quote: the last of several that it answers. */
  readonly quotes?: ChannelActivity;
  /** The platform took it before and gave it up for this reason: another form may help. */
  readonly failedWith?: string;
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

/** The platform's rules forbid this message by now, so it was not handed over: a bot's words after the answer window. */
export class ChannelWithheldError extends Error {
  override readonly name = 'ChannelWithheldError';
  readonly code: string;

  constructor(code: string) {
    super(`the message is not sent: the platform's rules forbid it (${code})`);
    this.code = code;
  }
}

/** No answer came: the message may or may not have arrived, unless it is sure that it never left. */
export class ChannelUnreachableError extends Error {
  override readonly name = 'ChannelUnreachableError';
  readonly code = 'ChannelUnreachable';
  /** `no`: no connection was made, or what must come before the send failed. */
  readonly arrived: 'perhaps' | 'no';

  constructor(options: { cause?: unknown; arrived?: 'perhaps' | 'no' } = {}) {
    super('the channel could not be reached', { cause: options.cause });
    this.arrived = options.arrived ?? 'perhaps';
  }
}
