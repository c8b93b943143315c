import { openDriver } from '../../src/storage/index.ts';
import { countingBot } from './countingBot.ts';
import { createConversations } from './testConversations.ts';

/**
 * Prints how many megabytes 10,000 stored conversations add to a process that is warm. Run with --expose-gc and the
 * store's address.
 */
const driver = await openDriver(process.argv[2] ?? '');
const { conversations } = createConversations(driver, countingBot());
const user = { id: 'customer' };
const text = 'واش نقدر نرجع المنتج إلا كان محلول؟';
let number = 0;

async function write(id: string): Promise<void> {
  number += 1;
  await conversations.begin({ id, channel: 'web', shop: 'demo', user, createdAt: '2026-11-22T00:00:00.000Z' });
  const activity = {
    type: 'message',
    text,
    channelId: 'web',
    conversation: { id },
    from: user,
    recipient: { id: 'sanad' },
  };
  await conversations.accept({ conversation: id, messageId: `m${number}`, activity });
}

async function writeAll(count: number, id: (index: number) => string): Promise<void> {
  for (let from = 0; from < count; from += 50)
    await Promise.all(Array.from({ length: 50 }, (_, i) => write(id(from + i))));
  while (conversations.active > 0) await new Promise((resolve) => setImmediate(resolve));
}

function settled(): number {
  for (let i = 0; i < 5; i++) globalThis.gc?.();
  return process.memoryUsage().rss;
}

await writeAll(12_000, (index) => `web-warm-${index % 500}`);
const before = settled();
await writeAll(10_000, (index) => `web-${index}`);
process.stdout.write(`added ${((settled() - before) / 1e6).toFixed(1)} MB\n`);
await conversations.stop();
await driver.close();
