import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { BotFactory } from '../../src/application.ts';
import { SqliteDriver } from '../../src/storage/sqlite/sqliteDriver.ts';
import { countingBot } from '../support/countingBot.ts';
import { createConversations } from '../support/testConversations.ts';

let folder = '';
let now = 0;
const drivers: SqliteDriver[] = [];
const openDriver = () => {
  const driver = new SqliteDriver({ file: join(folder, 'sanad.db'), now: () => now });
  drivers.push(driver);
  return driver;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sanad-lease-'));
  now = 1_795_000_000_000;
});
afterEach(async () => {
  vi.useRealTimers();
  for (const one of drivers.splice(0)) await one.close();
  rmSync(folder, { recursive: true, force: true });
});

it('lets a worker that hung and was overtaken store nothing', async () => {
  let wake = () => {};
  const hung = new Promise<void>((resolve) => {
    wake = resolve;
  });
  let entered = false;
  const hanging: BotFactory = (storage) => {
    const counting = countingBot()(storage);
    return {
      ...counting,
      handler: async (context, turn) => {
        if (context.activity.type === 'message') {
          entered = true;
          await hung;
        }
        await counting.handler(context, turn);
      },
    };
  };
  const options = { leaseMs: 60_000, now: () => now };
  const slow = createConversations(openDriver(), hanging, options);
  await slow.say('web-1', 'a');
  await vi.waitUntil(() => entered);
  now += 120_000;
  const next = createConversations(openDriver(), countingBot(), options);
  await next.conversations.start();
  await vi.waitUntil(async () => (await next.texts('web-1')).length === 2);
  wake();
  await vi.waitUntil(() => slow.logged.some((line) => line.includes('turn.superseded')));
  await Promise.all([slow.conversations.stop(), next.conversations.stop()]);
  expect(await next.texts('web-1')).toEqual(['> a', '< 1 a']);
});

it('apologises instead of dying of a message that five workers in a row have died of', async () => {
  const one = createConversations(openDriver(), countingBot(), { now: () => now });
  await one.conversations.begin({ id: 'web-1', channel: 'web', shop: 'demo', user: { id: 'c' }, createdAt: '' });
  await vi.waitUntil(() => one.conversations.active === 0);
  await one.conversations.stop();
  await one.say('web-1', 'deadly');
  for (let death = 0; death < 5; death++) {
    expect(await drivers[0]?.claimLease('c:web-1', 'turn', `dead ${death}`, 1000)).toBeDefined();
    now += 2000;
  }
  const next = createConversations(openDriver(), countingBot(), { now: () => now });
  await next.conversations.start();
  await vi.waitUntil(async () => (await next.texts('web-1')).length === 2);
  await next.conversations.stop();
  expect(await next.texts('web-1')).toEqual(['> deadly', '< apology']);
});

it('forgets a conversation without work only after the grace time, and finds it again until then', async () => {
  const driver = openDriver();
  const one = createConversations(driver, countingBot(), { now: () => now });
  await one.say('web-1', 'a');
  await vi.waitUntil(async () => (await one.texts('web-1')).length === 2);
  await one.conversations.stop();
  const hints = async () => (await driver.ranked('work', 'conversations', { limit: 9 })).length;
  const restart = async () => {
    const next = createConversations(driver, countingBot(), { now: () => now });
    await next.conversations.start();
    await next.conversations.stop();
  };
  await restart();
  expect(await hints()).toBe(1);
  now += 61_000;
  await restart();
  expect(await hints()).toBe(0);
});

it('answers after a crash what was accepted before the clock was set back', async () => {
  const crashed = createConversations(openDriver(), countingBot(), { now: () => now });
  await crashed.conversations.stop();
  await crashed.say('web-1', 'a');
  now -= 3_600_000;
  const next = createConversations(openDriver(), countingBot(), { now: () => now });
  await next.conversations.start();
  await vi.waitUntil(async () => (await next.texts('web-1')).length === 2);
  await next.conversations.stop();
});

it('answers what a machine left whose clock ran ahead, and forgets it after the grace time', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const driver = openDriver();
  const next = createConversations(driver, countingBot(), { now: () => now });
  await next.conversations.start();
  const ahead = createConversations(driver, countingBot(), { now: () => now + 3_600_000 });
  await ahead.conversations.stop();
  await ahead.say('web-1', 'a');
  vi.advanceTimersByTime(15_000);
  await vi.waitUntil(async () => (await next.texts('web-1')).length === 2);
  const hints = () => driver.ranked('work', 'conversations', { limit: 9 });
  vi.advanceTimersByTime(15_000);
  await vi.waitUntil(async () => (await hints())[0]?.order === now);
  now += 61_000;
  vi.advanceTimersByTime(15_000);
  await vi.waitUntil(async () => (await hints()).length === 0);
  await next.conversations.stop();
});
