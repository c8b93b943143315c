import type { Driver } from '../src/storage/index.ts';

/**
 * Name of the flow that waits for the customer of a conversation, `null` when none does: for agents and tools, which
 * read it without taking a turn.
 */
export async function readActiveDialog(
  driver: Driver,
  conversation: { readonly id: string; readonly channel: string },
): Promise<string | null> {
  const { id, channel } = conversation;
  // The key that botbuilder's ConversationState gives its document.
  const stored = await driver.get(`c:${id}`, `bot:${channel}/conversations/${id}/`);
  return (stored?.value as { activeDialog?: string | null } | undefined)?.activeDialog ?? null;
}
