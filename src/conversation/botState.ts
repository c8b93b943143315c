import type { Driver } from '../storage/index.ts';
import { type ConversationRecord, partitionOf } from './records.ts';

/** What botbuilder's state of a conversation holds, for whoever shows it to agents; nothing before the first turn. */
export async function readBotState(
  driver: Driver,
  { id, channel }: Pick<ConversationRecord, 'id' | 'channel'>,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  // The key that botbuilder's ConversationState forms.
  const stored = await driver.get(partitionOf(id), `bot:${channel}/conversations/${id}/`);
  return stored?.value as Readonly<Record<string, unknown>> | undefined;
}
