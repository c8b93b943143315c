import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openDriver } from '../../src/storage/index.ts';
import { audit } from '../support/audit.ts';
import { message, persistent, post, startConversation } from '../support/directLine.ts';
import { type PlatformServer, startPlatform } from '../support/platformServer.ts';
import { STORES, type Store } from '../support/stores.ts';
import { type Supervisor, supervise } from '../support/supervisor.ts';

/** Every place at which the way of a message can be cut, by the step of design.md section 4 that it lies in. */
const PLACES = [
  ['1 channel: decoded, not claimed', 'received'],
  ['2 inbox: stored, sender not answered', 'stored'],
  ['3 turn: lease taken, state loaded', 'leased'],
  ['4 understand', 'understood'],
  ['5 dialog: state changed', 'dialog'],
  ['6 decide: reply sent into the turn', 'decided'],
  ['7 outbox: reply made, not stored', 'handled'],
  ['7 outbox: reply stored, not delivered', 'committed'],
] as const;

for (const { name, create } of STORES) {
  describe(`a server killed on ${name} and started again`, () => {
    let store: Store;
    let platform: PlatformServer;
    let server: Supervisor;

    beforeAll(async () => {
      store = await create();
      platform = await startPlatform();
      server = await supervise({ STORAGE_URL: store.url, PLATFORM_URL: platform.url });
    }, 30_000);
    afterAll(async () => {
      await server.stop();
      await platform.close();
      await store.remove();
    });

    const arm = (place: string, conversation: string) =>
      fetch(`${server.url}/test/arm`, { method: 'POST', body: JSON.stringify({ place, conversation }) });

    const auditWhenDone = async (conversation: string, accepted: string[], turns: number) => {
      const driver = await openDriver(store.url);
      const range = () => driver.range(`c:${conversation}`, 'turns', { limit: 100 });
      await vi.waitUntil(async () => (await range()).length >= turns, { timeout: 20_000, interval: 50 });
      const done = await audit(driver, conversation, accepted);
      await driver.close();
      return done;
    };

    for (const [what, place] of PLACES) {
      it(`answers every accepted message once and in order, killed at: ${what}`, async () => {
        const before = server.restarts();
        const client = await startConversation(server.url);
        const accepted = [await post(client, message('first'))];
        await arm(place, client.conversationId);
        for (const text of ['second', 'third']) accepted.push(await post(client, message(text)));
        const result = await auditWhenDone(client.conversationId, accepted, 4);
        expect(result).toEqual({ accepted: 3, turns: 4, lost: 0, doubled: 0, disordered: 0 });
        await vi.waitUntil(() => server.restarts() > before);
      }, 40_000);
    }

    for (const [what, place, copies] of [
      ['7 outbox: replies stored, not delivered', 'committed', 1],
      ['7 outbox: about to send', 'sending', 1],
      ['7 outbox: sent, not recorded (the one place where a platform may get it twice)', 'sent', 2],
    ] as const) {
      it(`delivers every reply to a platform in order, killed at: ${what}`, async () => {
        const address = place;
        const conversation = `platform-${address}`;
        const send = (id: string, text: string) =>
          persistent(() =>
            fetch(`${server.url}/test/platform`, { method: 'POST', body: JSON.stringify({ address, id, text }) }),
          );
        await arm(place, conversation);
        const replies = [await send('1', 'first'), await send('2', 'second'), await send('2', 'second')];
        const accepted = await Promise.all(replies.map(async (reply) => ((await reply.json()) as { id: string }).id));
        const mine = () => platform.received.filter((one) => one.conversation === conversation);
        await vi.waitUntil(() => mine().some((one) => one.text === '2 second'), { timeout: 20_000 });
        expect(mine().map((one) => one.text)).toEqual([...Array.from({ length: copies }, () => '1 first'), '2 second']);
        expect(new Set(mine().map((one) => one.id)).size).toBe(2);
        expect(mine().filter((one) => one.again && one.text === '1 first')).toHaveLength(place === 'committed' ? 0 : 1);
        const result = await auditWhenDone(conversation, [...new Set(accepted)], 3);
        expect(result).toMatchObject({ accepted: 2, lost: 0, doubled: 0, disordered: 0 });
      }, 40_000);
    }
  });
}
