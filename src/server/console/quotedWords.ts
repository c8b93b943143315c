import type * as wire from '../../console/api/wire.ts';
import type { Conversations, TranscriptEntry } from '../../conversation/index.ts';

const MOST_SHOWN = 300;

/** Adds the words that a customer replied to by quoting them, so that the agent sees what "yes, this one" is about. */
export function withQuotes(
  conversations: Conversations,
  conversation: string,
  read: readonly TranscriptEntry[],
  shown: readonly wire.TranscriptEntry[],
): Promise<wire.TranscriptEntry[]> {
  const stored = new Map(read.map((entry) => [entry.position, entry]));
  return Promise.all(
    shown.map(async (one) => {
      const entry = one.direction === 'in' ? stored.get(one.position) : undefined;
      const quoted = entry && (await conversations.quotedBy(conversation, entry));
      const words = quoted?.text ?? entry?.activity.channelData?.sanad?.quoted;
      return words ? { ...one, quotes: words.slice(0, MOST_SHOWN) } : one;
    }),
  );
}
