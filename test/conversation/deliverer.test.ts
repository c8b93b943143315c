import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Driver, openDriver } from '../../src/storage/index.ts';
import { countingBot } from '../support/countingBot.ts';
import { platformChannel } from '../support/platformChannel.ts';
import { type PlatformServer, startPlatform } from '../support/platformServer.ts';
import { STORES, type Store } from '../support/stores.ts';
import { createConversations, type TestConversations } from '../support/testConversations.ts';

for (const { name, create } of STORES) {
  describe(`delivery to a platform on ${name}`, () => {
    let store: Store;
    let driver: Driver;
    let platform: PlatformServer;
    let one: TestConversations;

    beforeEach(async () => {
      store = await create();
      driver = await openDriver(store.url);
      platform = await startPlatform();
      one = createConversations(driver, countingBot(), { channels: [platformChannel(platform.url)] });
    });
    afterEach(async () => {
      await one.conversations.stop();
      await driver.close();
      await platform.close();
      await store.remove();
    });

    const states = async () =>
      (await one.conversations.transcript('platform-1', { limit: 100 })).flatMap((entry) => entry.delivery ?? []);
    const settled = (count: number) =>
      vi.waitUntil(async () => (await states()).filter((one) => one.state !== 'queued').length === count, {
        timeout: 8000,
      });

    it('hands over replies in order and notes them as sent', async () => {
      for (const text of ['a', 'b', 'c']) await one.say('platform-1', text);
      await settled(3);
      expect(platform.received.map((got) => got.text)).toEqual(['1 a', '2 b', '3 c']);
      expect(await states()).toEqual([{ state: 'sent' }, { state: 'sent' }, { state: 'sent' }]);
    });

    it('tries again after "slow down", under the same id and not as a repeat', async () => {
      platform.answers.push(429, 429);
      await one.say('platform-1', 'a');
      await settled(1);
      expect(platform.received).toMatchObject([{ text: '1 a', attempt: 3, again: false }]);
    });

    it('gives a message up that the platform refuses for good, says why, and delivers the next', async () => {
      platform.answers.push(400);
      await one.say('platform-1', 'a');
      await one.say('platform-1', 'b');
      await settled(2);
      expect(platform.received.map((got) => got.text)).toEqual(['2 b']);
      expect(await states()).toEqual([{ state: 'failed', code: 'Status400' }, { state: 'sent' }]);
    });

    it('sends again and marks it when no answer came, because the platform may have it already', async () => {
      platform.answers.push(0);
      await one.say('platform-1', 'a');
      await settled(1);
      expect(platform.received.map(({ attempt, again }) => ({ attempt, again }))).toEqual([
        { attempt: 1, again: false },
        { attempt: 2, again: true },
      ]);
      expect(new Set(platform.received.map((got) => got.id)).size).toBe(1);
      expect(await states()).toEqual([{ state: 'sent', again: true }]);
      expect(one.logged.join()).toContain('delivery.again');
    });

    it('does not mark a send that never left: there was nobody to take it', async () => {
      const { port } = new URL(platform.url);
      await platform.close();
      await one.say('platform-1', 'a');
      await vi.waitUntil(() => one.logged.join().includes('delivery.failed'));
      platform = await startPlatform(Number(port));
      await settled(1);
      expect(platform.received).toMatchObject([{ text: '1 a', again: false }]);
      expect(await states()).toEqual([{ state: 'sent' }]);
      expect(one.logged.join()).not.toContain('delivery.again');
    });

    it('counts a send as made that the platform tells of, though it gave no answer', async () => {
      const tells = { ...platformChannel(platform.url), reconcileMs: 5000 };
      const two = createConversations(driver, countingBot(), { channels: [tells] });
      platform.answers.push(0);
      await two.say('platform-2', 'a');
      await vi.waitUntil(() => platform.received.length === 1);
      const deliveryId = platform.received[0]?.id ?? '';
      await two.conversations.report('platform-2', { platformId: 'p1', state: 'delivered', deliveryId });
      const state = async () => (await two.conversations.transcript('platform-2', { limit: 9 })).at(-1)?.delivery;
      await vi.waitUntil(async () => (await state())?.state === 'delivered', { timeout: 4000 });
      await two.conversations.stop();
      expect(await state()).toEqual({ state: 'delivered' });
      expect(platform.received).toHaveLength(1);
    });

    const tells = (reconcileMs: number) => ({ ...platformChannel(platform.url), reconcileMs });
    /** A next process, which gives the platform a minute: it must not send, but wait. */
    const expectToWait = async (conversation: string) => {
      const second = createConversations(driver, countingBot(), { channels: [tells(60_000)], leaseMs: 500 });
      await second.conversations.start();
      type Progress = { sending?: { notBefore: number } } | undefined;
      const waitsUntil = async () =>
        ((await driver.get(`c:${conversation}`, 'delivery'))?.value as Progress)?.sending?.notBefore ?? 0;
      await vi.waitUntil(async () => (await waitsUntil()) > Date.now() + 30_000, { timeout: 8000 });
      await second.conversations.stop();
      expect(platform.received).toHaveLength(1);
    };

    it('gives the platform time anew when the process died while it was waiting', async () => {
      const mortal = await openDriver(store.url);
      platform.answers.push(0);
      const first = createConversations(mortal, countingBot(), { channels: [tells(1500)], leaseMs: 500 });
      await first.say('platform-4', 'a');
      const waits = async () =>
        JSON.stringify((await driver.get('c:platform-4', 'delivery')) ?? {}).includes('settledBy');
      await vi.waitUntil(waits, { timeout: 8000 });
      await mortal.close();
      await expectToWait('platform-4');
    });

    it('gives the platform time to tell of a second attempt too, when the process died over it', async () => {
      const mortal = await openDriver(store.url);
      let sends = 0;
      const onStep = (step: string) => {
        sends += step === 'sending' ? 1 : 0;
        if (sends < 2) return;
        // As good as dead: it comes no further, and renews no lease.
        return mortal.close().then(() => new Promise<void>(() => undefined));
      };
      platform.answers.push(0);
      const first = createConversations(mortal, countingBot(), { channels: [tells(50)], leaseMs: 500, onStep });
      await first.say('platform-3', 'a');
      await vi.waitUntil(() => sends === 2, { timeout: 8000 });
      await expectToWait('platform-3');
    });

    it('notes what the platform reports later, in whatever order it comes', async () => {
      await one.say('platform-1', 'a');
      await settled(1);
      await one.conversations.report('platform-1', { platformId: 'p1', state: 'read' });
      await one.conversations.report('platform-1', { platformId: 'p1', state: 'delivered' });
      await one.conversations.report('platform-1', { platformId: 'unknown', state: 'failed' });
      expect(await states()).toEqual([{ state: 'read' }]);
    });

    it('leaves customers of a mailbox channel to fetch, and notes how far they have come', async () => {
      await one.say('web-1', 'a');
      await vi.waitUntil(async () => (await one.texts('web-1')).length === 2);
      const state = async () => (await one.conversations.transcript('web-1', { limit: 9 })).at(-1)?.delivery?.state;
      const last = await one.conversations.lastPosition('web-1');
      expect(await state()).toBe('queued');
      for (const mark of ['sent', 'delivered', 'read'] as const) {
        one.conversations.mark('web-1', mark, last);
        expect(await state()).toBe(mark);
      }
      await one.conversations.stop();
      expect((await driver.get('c:web-1', 'mailbox'))?.value).toEqual({ sent: last, delivered: last, read: last });
      expect(platform.received).toEqual([]);
    });
  });
}

it('sends nothing again when the store fails just after the platform has answered', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sanad-locked-'));
  const file = join(folder, 'sanad.db');
  const driver = await openDriver(`sqlite:${file}`);
  const platform = await startPlatform();
  const other = new DatabaseSync(file);
  let locked = false;
  const onStep = (step: string) => {
    if (step !== 'sent' || locked) return;
    locked = true;
    other.exec('BEGIN IMMEDIATE');
    // The store waits some seconds for the lock, gives up, and only then does this come to its turn.
    setTimeout(() => other.exec('ROLLBACK'), 100);
  };
  const one = createConversations(driver, countingBot(), { channels: [platformChannel(platform.url)], onStep });
  await one.say('platform-1', 'a');
  const state = async () => (await one.conversations.transcript('platform-1', { limit: 9 })).at(-1)?.delivery;
  await vi.waitUntil(async () => (await state())?.state === 'sent', { timeout: 30_000 });
  await one.conversations.stop();
  await driver.close();
  other.close();
  await platform.close();
  rmSync(folder, { recursive: true, force: true });
  expect(one.logged.join()).toContain('work.failed');
  expect(platform.received).toHaveLength(1);
}, 60_000);
