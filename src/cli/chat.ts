import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Conversations, type LogEntry, TurnStorage } from '../conversation/index.ts';
import { createLog } from '../log.ts';
import { createOrders, openOrderSources } from '../orders/index.ts';
import { composeShopBot, shopKnowledge } from '../shopBot.ts';
import { openDriver } from '../storage/index.ts';
import { KNOWLEDGE_FOLDER } from './folders.ts';
import { openKnowledge } from './knowledgeFolder.ts';

/** `npm run chat [-- <shop>]`: the same conversation as in the widget, in a terminal; nothing is kept afterwards. */
const knowledge = openKnowledge();
const shops = knowledge.packs.map((pack) => pack.shop.id);
const shop = process.argv[2] ?? shops[0] ?? '';
if (!shops.includes(shop)) {
  process.stderr.write(`chat: unknown shop ${JSON.stringify(shop)}; known are ${shops.join(', ')}\n`);
  process.exit(2);
}
const CUSTOMER = { id: 'terminal', role: 'user' };
await chat();

async function chat(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sanad-chat-'));
  const driver = await openDriver(`sqlite:${join(folder, 'chat.db')}`);
  const { conversations, services } = openConversations(driver);
  await conversations.start();
  for (const service of services) await service.start();
  const id = `terminal:${randomUUID()}`;
  const seen = await followReplies(conversations, id);
  await conversations.begin({
    id,
    channel: 'web',
    shop,
    user: { id: 'terminal' },
    createdAt: new Date().toISOString(),
  });
  await seen.next();
  const lines = createInterface({ input: process.stdin, output: process.stdout, prompt: '> ' });
  lines.prompt();
  for await (const line of lines) {
    if (line.trim() !== '') {
      const activity = { type: 'message', channelId: 'web', conversation: { id }, from: CUSTOMER, text: line };
      const reply = seen.next();
      await conversations.accept({ conversation: id, messageId: randomUUID(), activity });
      await reply;
    }
    if (process.stdin.readable) lines.prompt();
  }
  await conversations.stop();
  for (const service of services) await service.stop();
  await driver.close();
  rmSync(folder, { recursive: true });
}

function openConversations(driver: Awaited<ReturnType<typeof openDriver>>) {
  const storage = new TurnStorage();
  const clock = { now: Date.now, log: createLog('error') };
  const sources = openOrderSources({ root: KNOWLEDGE_FOLDER, shops, secrets: new Map(), moving: true, ...clock });
  const orders = createOrders({ sources, driver, ...clock });
  const shared = shopKnowledge(knowledge);
  const { bot } = composeShopBot({ shared, storage, driver, conversations: () => conversations, orders, ...clock });
  const conversations: Conversations = new Conversations({
    driver,
    storage,
    ...bot,
    bot: { id: 'sanad', name: 'Sanad' },
    burst: { waitMs: 0, maxMs: 0 },
    leaseMs: 10_000,
    turnTimeoutMs: 10_000,
    newId: randomUUID,
    log: clock.log,
  });
  return { conversations, services: bot.services ?? [] };
}

/** Prints the bot's messages as they come; `next` resolves when the next ones have been printed. */
async function followReplies(conversations: Conversations, id: string): Promise<{ next(): Promise<void> }> {
  let after = 0;
  let waiting: (() => void)[] = [];
  await conversations.watch(id, async () => {
    const entries = await conversations.read(id, { after, limit: 100 });
    const fresh = entries.filter((entry) => entry.position > after);
    after = Math.max(after, ...fresh.map((entry) => entry.position));
    const spoken = fresh.filter((entry) => entry.direction === 'out' && entry.activity.type === 'message');
    for (const entry of spoken) print(entry);
    if (spoken.length === 0) return;
    for (const resolve of waiting) resolve();
    waiting = [];
  });
  return { next: () => new Promise((resolve) => waiting.push(resolve)) };
}

function print({ activity }: LogEntry): void {
  const buttons = activity.suggestedActions?.actions.map((action) => action.title) ?? [];
  const citations = activity.channelData?.sanad?.citations ?? [];
  process.stdout.write(`${activity.text}\n`);
  for (const { clause, quote } of citations) process.stdout.write(`   ${clause}: «${quote}»\n`);
  for (const [index, title] of buttons.entries()) process.stdout.write(`   ${index + 1}. ${title}\n`);
}
