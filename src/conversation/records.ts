import type { ChannelActivity } from '../channels/activity.ts';
import type { ChannelAddress } from '../channels/channel.ts';
import type { Entry } from '../storage/index.ts';

/**
 * What is stored of a conversation, all in one partition, so that a turn changes it in one step:
 *
 * - document `conversation`: who talks to which shop on which channel; written once
 * - document `handover`: who speaks, the bot or an agent (`HandoverDocument`); absent while only the bot ever did
 * - document `progress`: how far the customer's messages have been answered
 * - documents `claim:<message id>`: one per accepted message, so that a repeat is known
 * - documents `bot:<key>`: botbuilder's state
 * - list `log`: every activity in and out, in order; the transcript, the inbox and the mailbox of the web channel
 * - list `turns`: one record per turn
 * - documents `delivery` and `sent:<activity id>`: how far and how a platform got our messages
 * - document `late`: sends that a platform took and gave up, to be made again
 * - documents `platform:<platform's id>`: which message of ours a platform's id names
 * - documents `arrived:<id of a send>`: a platform told by itself that a send arrived
 * - document `contact`: where answers go on the platform, and when the customer wrote last
 */
export interface ConversationRecord {
  readonly id: string;
  readonly channel: string;
  readonly shop: string;
  readonly user: { readonly id: string; readonly name?: string };
  readonly locale?: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

/** Key of the document that says who speaks. */
export const HANDOVER = 'handover';

/** What the runtime itself reads of `handover`; the whole of it is src/handover's. */
export interface HandoverDocument {
  /** Grows with each change of who speaks; every message of ours carries the one that it was written under. */
  readonly number: number;
  /** `with_agent`: the bot is silent. */
  readonly state: string;
  /** Held by an agent who has not written yet: the bot reads what comes, only to see whether it calls the agent off. */
  readonly declinable?: boolean;
  /** When the agent wrote first (ISO 8601, UTC). */
  readonly answeredAt?: string;
}

/** Document `contact`, on channels that have to be called. */
export interface Contact {
  readonly address: ChannelAddress;
  /** Milliseconds since 1970, by the platform's clock. */
  readonly lastMessageAt: number;
}

/** Everything of the customer up to this position of the log has been answered. */
export interface Progress {
  readonly answered: number;
  readonly turns: number;
  /** When the conversation was last moved up in its shop's list (milliseconds since 1970). */
  readonly listedAt?: number;
}

export interface LogEntry {
  readonly position: number;
  /** `in`: from the customer or the channel. `out`: from us. */
  readonly direction: 'in' | 'out';
  readonly activity: ChannelActivity;
}

/**
 * `answered`: the handler replied. `silent`: it had nothing to say. `failed`: it threw, and the customer got the
 * apology. `relayed`: an agent holds the conversation, so the bot stayed out.
 */
export type TurnStatus = 'answered' | 'silent' | 'failed' | 'relayed';

export interface TurnRecord {
  readonly status: TurnStatus;
  /** Ids of the messages that the turn answers, oldest first. */
  readonly messages: readonly string[];
  readonly replies: readonly string[];
  readonly at: string;
}

export function partitionOf(conversation: string): string {
  return `c:${conversation}`;
}

/** The topic that tells of news in a conversation: an empty message for "read the log", or `typing`. */
export function topicOf(conversation: string): string {
  return `c:${conversation}`;
}

export function logEntry(entry: Entry): LogEntry {
  const { direction, activity } = entry.value as Omit<LogEntry, 'position'>;
  return { position: entry.position, direction, activity };
}
