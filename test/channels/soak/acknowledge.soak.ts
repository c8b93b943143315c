import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startChannelApp } from '../../support/channelApp.ts';
import { random } from '../../support/random.ts';
import { SOAK_PLATFORMS } from './soakPlatforms.ts';

/** Turns of this bot take a while, and some computing. */
const TURN_MS = 400;
const COMPUTING_MS = 5;
const WEBHOOKS = 1000;
const PEOPLE = 200;

it.each(SOAK_PLATFORMS)(
  'acknowledges webhooks of $name in under 250 ms at the 99th percentile while the bot is busy',
  async ({ name, start }) => {
    const platform = await start(() => false, random(1));
    const app = await startChannelApp(platform.env, {
      ...(platform.azure && { azure: platform.azure }),
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
    for (let number = 0; number < WEBHOOKS; number += 1) {
      const webhook = platform.webhook(number % PEOPLE, `m${number}`, number);
      const begun = performance.now();
      // A platform posts again when a kept connection was closed under it.
      const posted = webhook(app.url).catch(() => webhook(app.url));
      posts.push(
        posted.then((response) => {
          expect(response.ok).toBe(true);
          times.push(performance.now() - begun);
        }),
      );
      await pause(20);
    }
    await Promise.all(posts);
    await app.stop();
    await platform.close();
    const sorted = times.toSorted((one, other) => one - other);
    const at = (share: number) => Math.round(sorted[Math.floor(sorted.length * share)] ?? 0);
    process.stdout.write(`${name}: acknowledged: median ${at(0.5)} ms, 99th percentile ${at(0.99)} ms\n`);
    expect(at(0.99)).toBeLessThan(250);
  },
  120_000,
);
