import type { Account } from '../../accounts/index.ts';
import type * as wire from '../../console/api/wire.ts';
import type { ConversationRecord, TranscriptEntry } from '../../conversation/index.ts';
import type { Handover } from '../../handover/index.ts';
import { type ConsoleParts, packsOf } from './consoleParts.ts';
import { Refusal } from './refusal.ts';
import { hasCustomersWords, lastSpeaker, previewOf, unansweredOf } from './transcriptView.ts';

/** Newest entries that are read for a row of a list; more when none of them is the customer's. */
const READ_FOR_ROW = 8;
const READ_FOR_WORDS = 60;

/** A conversation that this account may see; else there is none. */
export async function seenConversation(
  parts: ConsoleParts,
  account: Account,
  id: string | undefined,
): Promise<ConversationRecord> {
  const record = id === undefined ? undefined : await parts.conversations.find(id);
  const own = record && packsOf(parts, account).some(({ shop }) => shop.id === record.shop);
  if (!record || !own) throw new Refusal(404, 'UnknownConversation');
  return record;
}

/** Who speaks in a conversation. */
export async function handoverOf(parts: ConsoleParts, id: string): Promise<Handover | undefined> {
  return (await parts.conversations.handover(id)).value as Handover | undefined;
}

export function shownHandover(handover: Handover | undefined, position?: number): wire.Handover {
  if (!handover) return { number: 0, state: 'bot' };
  const { number, state, agent, reason, priority, since } = handover;
  return {
    number,
    state,
    reason,
    priority,
    since: since[state] ?? null,
    ...(agent && (state === 'with_agent' || state === 'closed') && { agent: { id: agent.id, name: agent.name } }),
    ...(position !== undefined && { position }),
  };
}

/** A row of a list; nothing when the conversation is gone. */
export async function conversationItem(
  parts: ConsoleParts,
  id: string,
  lastAt?: number,
): Promise<wire.ConversationItem | undefined> {
  const [record, handover, newest] = await Promise.all([
    parts.conversations.find(id),
    handoverOf(parts, id),
    newestOf(parts, id),
  ]);
  return record && rowOf(record, handover, newest, lastAt);
}

/** The newest entries, back to the customer's last words where these are near. */
async function newestOf({ conversations }: ConsoleParts, id: string): Promise<TranscriptEntry[]> {
  const newest = await conversations.transcript(id, { limit: READ_FOR_ROW, newestFirst: true });
  if (newest.length < READ_FOR_ROW || hasCustomersWords(newest)) return newest;
  return conversations.transcript(id, { limit: READ_FOR_WORDS, newestFirst: true });
}

function rowOf(
  record: ConversationRecord,
  handover: Handover | undefined,
  newest: readonly TranscriptEntry[],
  lastAt: number | undefined,
): wire.ConversationItem {
  const { state, agent } = shownHandover(handover);
  const preview = previewOf(newest);
  const lastBy = lastSpeaker(newest);
  const unanswered = unansweredOf(newest);
  const unansweredSince = unanswered.at(-1)?.activity.timestamp;
  const at = newest[0]?.activity.timestamp ?? record.createdAt;
  return {
    conversation: record.id,
    shop: record.shop,
    channel: record.channel,
    customer: customerOf(record, newest),
    state,
    lastAt: lastAt !== undefined && lastAt > Date.parse(at) ? new Date(lastAt).toISOString() : at,
    unread: unanswered.length,
    ...(unansweredSince !== undefined && { unansweredSince }),
    ...(agent && { agent }),
    ...(preview !== undefined && { preview }),
    ...(lastBy !== undefined && { lastBy }),
  };
}

/** Who writes, with the phone that the channel vouches for. */
export function customerOf({ user }: ConversationRecord, entries: readonly TranscriptEntry[]): wire.Customer {
  const phones = entries.map(({ direction, activity }) =>
    direction === 'in' ? activity.channelData?.sanad?.verifiedPhone : undefined,
  );
  const verifiedPhone = phones.find((phone) => typeof phone === 'string');
  return {
    id: user.id,
    ...(user.name !== undefined && { name: user.name }),
    ...(verifiedPhone !== undefined && { verifiedPhone }),
  };
}
