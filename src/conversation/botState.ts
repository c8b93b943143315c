import type { Driver, Stored } from '../storage/index.ts';
import { type ConversationRecord, partitionOf } from './records.ts';

type Named = Pick<ConversationRecord, 'id' | 'channel'>;

/** A document of a bot's state as it lies in the store. */
export interface StoredState {
  /** The key under which botbuilder asks for it. */
  readonly key: string;
  readonly stored: Stored | undefined;
}

/** Reads what botbuilder's `ConversationState` keeps of a conversation. */
export async function readStoredState(driver: Driver, conversation: Named): Promise<StoredState> {
  const key = stateKey(conversation);
  return { key, stored: await driver.get(partitionOf(conversation.id), stateDocument(key)) };
}

/** The key that botbuilder's `ConversationState` forms. */
export function stateKey({ id, channel }: Named): string {
  return `${channel}/conversations/${id}/`;
}

/** Where the state with a key of botbuilder's lies. */
export function stateDocument(key: string): string {
  return `bot:${key}`;
}

/** What botbuilder's state of a conversation holds, for whoever shows it to agents; nothing before the first turn. */
export async function readBotState(
  driver: Driver,
  conversation: Named,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const { stored } = await readStoredState(driver, conversation);
  return stored?.value as Readonly<Record<string, unknown>> | undefined;
}
