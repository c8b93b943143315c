import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startChannelApp } from '../../support/channelApp.ts';
import {
  incoming,
  postWebhook,
  startWhatsApp,
  textOf,
  webhook,
  whatsappEnv,
} from '../../support/platforms/whatsapp.ts';

/** Turns of this bot take a while, and some computing. */
const TURN_MS = 400;
const COMPUTING_MS = 5;

it('acknowledges webhooks in under 250 ms at the 99th percentile while the bot is busy', async () => {
  const graph = await startWhatsApp();
  const app = await startChannelApp(whatsappEnv(graph, 'demo'), {
    bot: () => ({
      apology: () => 'apology',
      handler: async (context) => {
        await pause(TURN_MS);
        for (const end = performance.now() + COMPUTING_MS; performance.now() < end; );
        await context.sendActivity('ok');
      },
    }),
  });
  const times: number[] = [];
  const posts: Promise<void>[] = [];
  for (let number = 0; number < 1000; number += 1) {
    const from = { phone: `2126${10_000_000 + (number % 200)}` };
    const value = webhook({ messages: [incoming(textOf(`m${number}`), {}, from)] }, from);
    const begun = performance.now();
    posts.push(postWebhook(app.url, value).then(() => void times.push(performance.now() - begun)));
    await pause(20);
  }
  await Promise.all(posts);
  await app.stop();
  await graph.close();
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number) => Math.round(sorted[Math.floor(sorted.length * share)] ?? 0);
  process.stdout.write(`acknowledged: median ${at(0.5)} ms, 99th percentile ${at(0.99)} ms\n`);
  expect(at(0.99)).toBeLessThan(250);
}, 120_000);
