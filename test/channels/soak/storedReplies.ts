import { setTimeout as pause } from 'node:timers/promises';
import { ConversationIndex } from '../../../src/conversation/conversationIndex.ts';
import type { SentRecord } from '../../../src/conversation/deliveryState.ts';
import { logEntry, partitionOf } from '../../../src/conversation/records.ts';
import type { Driver } from '../../../src/storage/index.ts';

/** A reply in the store, and what the store says became of it. */
export interface StoredReply {
  readonly text: string;
  readonly sent: SentRecord | undefined;
}

/** Every reply of a shop's conversations, each conversation's in order. */
export async function storedReplies(driver: Driver, shop: string): Promise<StoredReply[]> {
  const { items } = await new ConversationIndex(driver).ofShop(shop, { limit: 10_000 });
  const replies: StoredReply[] = [];
  for (const { id } of items) {
    const entries = await driver.range(partitionOf(id), 'log', { limit: 100_000 });
    for (const { direction, activity } of entries.map(logEntry)) {
      if (direction !== 'out') continue;
      const sent = (await driver.get(partitionOf(id), `sent:${activity.id}`))?.value as SentRecord | undefined;
      replies.push({ text: activity.text ?? '', sent });
    }
  }
  return replies;
}

/** Waits until the store says of every reply what became of it, or until that has clearly failed. */
export async function untilDelivered(driver: Driver, shop: string, patienceMs: number): Promise<StoredReply[]> {
  for (const end = Date.now() + patienceMs; ; await pause(250)) {
    const replies = await storedReplies(driver, shop);
    if (replies.every(({ sent }) => sent !== undefined) || Date.now() > end) return replies;
  }
}
