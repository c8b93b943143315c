import type { ChannelActivity } from '../../channels/activity.ts';
import type { ChannelLimits } from '../../channels/channel.ts';
import type * as wire from '../../console/api/wire.ts';
import type { TranscriptEntry } from '../../conversation/index.ts';
import { HANDOFF_STATUS } from '../../handover/index.ts';

/** The event by which a customer rates an answer or a handover. */
const FEEDBACK = 'sanad/feedback';
/** Activities that say nothing to an agent. */
const UNSEEN = new Set(['conversationUpdate', 'typing', 'messageReaction', 'endOfConversation']);

/** What agents see of a log entry; nothing for protocol that only programs read. `limits`: of a channel that is called. */
export function shownEntry(entry: TranscriptEntry, limits?: ChannelLimits): wire.TranscriptEntry | undefined {
  const { position, direction, activity, delivery } = entry;
  if (UNSEEN.has(activity.type)) return undefined;
  const event = shownEvent(activity);
  if (activity.type !== 'message' && !event) return undefined;
  const { messageId, resendOf } = activity.channelData?.sanad ?? {};
  return {
    position,
    direction,
    at: activity.timestamp ?? '',
    by: speakerOf(entry),
    ...(activity.id !== undefined && { id: activity.id }),
    ...(typeof messageId === 'string' && { messageId }),
    ...(typeof resendOf === 'string' && { resendOf }),
    ...(activity.from?.name !== undefined && { name: activity.from.name }),
    ...(event ? { event } : shownMessage(entry, limits)),
    ...(delivery && !event && { delivery }),
  };
}

/** What a conversation's row in a list says of it: the customer's newest words, cut; ours only while they said nothing. */
export function previewOf(newestFirst: readonly TranscriptEntry[]): string | undefined {
  const worded = newestFirst.filter(({ activity }) => activity.type === 'message' && textOf(activity) !== '');
  const shown = worded.find(({ direction }) => direction === 'in') ?? worded[0];
  return shown && textOf(shown.activity).slice(0, 140);
}

/** Did the customer write any of these? */
export function hasCustomersWords(entries: readonly TranscriptEntry[]): boolean {
  return entries.some(({ direction, activity }) => direction === 'in' && activity.type === 'message' && activity.text);
}

/** Who said the last thing that is a message. */
export function lastSpeaker(newestFirst: readonly TranscriptEntry[]): wire.TranscriptEntry['by'] | undefined {
  const newest = newestFirst.find((entry) => entry.activity.type === 'message' && speakerOf(entry) !== 'system');
  return newest && speakerOf(newest);
}

/** Messages of the customer that nobody has answered yet, of the newest ones; newest first. */
export function unansweredOf(newestFirst: readonly TranscriptEntry[]): TranscriptEntry[] {
  const messages = newestFirst.filter(({ activity }) => activity.type === 'message');
  const answered = messages.findIndex((entry) => entry.direction === 'out' && speakerOf(entry) !== 'system');
  const since = answered < 0 ? messages : messages.slice(0, answered);
  return since.filter(({ direction }) => direction === 'in');
}

function speakerOf({ direction, activity }: TranscriptEntry): wire.TranscriptEntry['by'] {
  if (direction === 'in') return 'customer';
  const voice = activity.channelData?.sanad?.voice as { by?: string } | undefined;
  if (voice?.by === 'system') return 'system';
  return voice?.by === 'agent' || activity.from?.role === 'agent' ? 'agent' : 'bot';
}

function shownMessage({ direction, activity }: TranscriptEntry, limits?: ChannelLimits): Partial<wire.TranscriptEntry> {
  const citations = activity.channelData?.sanad?.citations ?? [];
  const attachments = (activity.attachments ?? []).flatMap(({ contentType, contentUrl, name }): wire.Attachment[] => {
    if (contentUrl === undefined) return [];
    const isTheirs = direction === 'in' || activity.channelData?.sanad?.saidElsewhere === true;
    const isShown = isTheirs || limits?.files?.includes(contentType) !== false;
    const sentAs = isShown ? {} : { sentAs: limits?.linksFiles ? ('link' as const) : ('words' as const) };
    return [{ contentType, url: contentUrl, ...(name !== undefined && { name }), ...sentAs }];
  });
  const { unreadable } = activity.channelData?.sanad ?? {};
  const buttons = (activity.suggestedActions?.actions ?? []).map(({ title }) => title);
  return {
    text: textOf(activity),
    ...(citations.length > 0 && { citations }),
    ...(attachments.length > 0 && { attachments }),
    ...(unreadable !== undefined && { unreadable }),
    ...(buttons.length > 0 && { buttons }),
  };
}

function textOf({ text }: ChannelActivity): string {
  return typeof text === 'string' ? text : '';
}

function shownEvent({ type, name, value }: ChannelActivity): wire.TranscriptEntry['event'] | undefined {
  if (type !== 'event') return undefined;
  const told = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const texts = Object.fromEntries(Object.entries(told).filter(([, one]) => typeof one === 'string'));
  if (name === HANDOFF_STATUS) return { name: 'handover', ...pick(texts, { state: 'handover', agent: 'agent' }) };
  if (name === FEEDBACK) return { name: 'feedback', ...pick(texts, { rating: 'rating', agent: 'agent' }) };
  return undefined;
}

function pick(from: Record<string, unknown>, names: Readonly<Record<string, string>>): Record<string, string> {
  const found = Object.entries(names).map(([shown, stored]) => [shown, from[stored]]);
  return Object.fromEntries(found.filter(([, value]) => typeof value === 'string'));
}
