import type { Driver } from '../storage/index.ts';
import type { DeliveryState, SentRecord } from './deliveryState.ts';
import { type Mailbox, markedState } from './mailbox.ts';
import { type LogEntry, logEntry, partitionOf } from './records.ts';

/** One message or event of a conversation, as an agent or an export sees it. */
export interface TranscriptEntry extends LogEntry {
  /** Of our own messages: how far it has come, and why not further. */
  readonly delivery?: { readonly state: DeliveryState; readonly again?: boolean; readonly code?: string };
}

/** Reads a conversation's record with citations (in `activity.channelData.sanad`) and delivery states. */
export async function readTranscript(
  source: { driver: Driver; mailbox: Mailbox; called: boolean },
  conversation: string,
  page: { after?: number; before?: number; limit: number; newestFirst?: boolean },
): Promise<TranscriptEntry[]> {
  const entries = (await source.driver.range(partitionOf(conversation), 'log', page)).map(logEntry);
  const marks = await source.mailbox.read(conversation);
  return Promise.all(
    entries.map(async (entry) => {
      if (entry.direction === 'in') return entry;
      if (!source.called) return { ...entry, delivery: { state: markedState(marks, entry.position) } };
      return { ...entry, delivery: await sentState(source.driver, conversation, entry) };
    }),
  );
}

async function sentState(driver: Driver, conversation: string, entry: LogEntry) {
  const stored = await driver.get(partitionOf(conversation), `sent:${entry.activity.id}`);
  if (!stored) return { state: 'queued' } as const;
  const { state, again, code } = stored.value as SentRecord;
  return { state, ...(again && { again }), ...(code !== undefined && { code }) };
}
