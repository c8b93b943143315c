import { randomUUID } from 'node:crypto';
import type { BotFactory } from '../../src/application.ts';
import {
  Conversations,
  type ConversationsOptions,
  type TurnRecord,
  TurnStorage,
} from '../../src/conversation/index.ts';
import { createLog } from '../../src/log.ts';
import type { Driver } from '../../src/storage/index.ts';

export interface TestConversations {
  readonly conversations: Conversations;
  readonly logged: string[];
  /** A message of a customer in a conversation, which begins when it has not. */
  say(conversation: string, text: string, messageId?: string): Promise<{ status: string; id: string }>;
  /** Texts of the log in order: `> ` from the customer, `< ` from us. */
  texts(conversation: string): Promise<string[]>;
  turns(conversation: string): Promise<TurnRecord[]>;
}

/** One process's runtime over a store, with a bot; several over one store are several processes. */
export function createConversations(
  driver: Driver,
  bot: BotFactory,
  options: Partial<ConversationsOptions> = {},
): TestConversations {
  const storage = new TurnStorage();
  const logged: string[] = [];
  const conversations = new Conversations({
    driver,
    storage,
    ...bot(storage),
    bot: { id: 'sanad', name: 'Sanad' },
    burst: { waitMs: 0, maxMs: 0 },
    leaseMs: 5000,
    turnTimeoutMs: 5000,
    newId: randomUUID,
    log: createLog('debug', (line) => logged.push(line)),
    ...options,
  });
  const user = { id: 'customer' };
  return {
    conversations,
    logged,
    async say(conversation, text, messageId = randomUUID()) {
      const [channel = ''] = conversation.split('-');
      if (!(await conversations.find(conversation))) {
        await conversations.begin({
          id: conversation,
          channel,
          shop: 'demo',
          user,
          createdAt: '2026-11-22T00:00:00.000Z',
        });
      }
      const activity = {
        type: 'message',
        text,
        channelId: channel,
        conversation: { id: conversation },
        from: user,
        recipient: { id: 'sanad' },
      };
      return conversations.accept({ conversation, messageId, activity });
    },
    async texts(conversation) {
      const entries = await conversations.read(conversation, { after: 0, limit: 1000 });
      return entries
        .filter((entry) => entry.activity.type === 'message')
        .map((entry) => `${entry.direction === 'in' ? '>' : '<'} ${entry.activity.text}`);
    },
    async turns(conversation) {
      const entries = await driver.range(`c:${conversation}`, 'turns', { limit: 1000 });
      return entries.map((entry) => entry.value as TurnRecord);
    },
  };
}
