import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Complaints, createComplaints } from '../../src/complaints/index.ts';
import { createLog } from '../../src/log.ts';
import { type Driver, openDriver } from '../../src/storage/index.ts';
import { activities, message, post, startConversation } from '../support/directLine.ts';
import { type HookServer, startHookServer } from '../support/hookServer.ts';
import { type MailServer, startMailServer } from '../support/mailServer.ts';
import { STORES, type Store } from '../support/stores.ts';
import { type Supervisor, supervise } from '../support/supervisor.ts';

/** Every place at which the way of a complaint can be cut. */
const PLACES = [
  ['number reserved, not told', 'reserved'],
  ['reply made, nothing stored', 'handled'],
  ['filing and reply stored, not a record yet', 'committed'],
  ['about to become a record', 'filing'],
  ['evidence copied, no record', 'evidence'],
  ['record and outbox stored, nothing sent', 'filed'],
  ['about to be sent', 'sending'],
  ['accepted by the receiver, not recorded (the one place where it may come twice)', 'accepted'],
  ['delivery recorded', 'recorded'],
] as const;
const FILED = PLACES.findIndex(([, place]) => place === 'filed');
const SHOP = 'xiaomi-ma';

for (const { name, create } of STORES) {
  describe(`a complaint on ${name}, the server killed and started again`, () => {
    let store: Store;
    let driver: Driver;
    let mail: MailServer;
    let hook: HookServer;
    let server: Supervisor;
    let complaints: Complaints;

    beforeAll(async () => {
      store = await create();
      mail = await startMailServer();
      hook = await startHookServer();
      const env = {
        STORAGE_URL: store.url,
        SMTP_URL: mail.url,
        COMPLAINTS_MAIL: `${SHOP}=desk@shop.example`,
        COMPLAINTS_WEBHOOKS: `${SHOP}=${hook.url}`,
        COMPLAINTS_WEBHOOK_SECRETS: `${SHOP}=a-secret-of-many-characters`,
      };
      server = await supervise(env, fileURLToPath(new URL('../support/complaintServer.ts', import.meta.url)));
      driver = await openDriver(store.url);
      complaints = createComplaints({ driver, now: Date.now, log: createLog('silent') });
    }, 30_000);
    afterAll(async () => {
      await server.stop();
      await Promise.all([mail.close(), hook.close()]);
      await driver.close();
      await store.remove();
    });

    for (const [what, place] of PLACES) {
      it(`is filed once, under the number that was told, and delivered: ${what}`, async () => {
        const before = server.restarts();
        const client = await startConversation(server.url, SHOP);
        await fetch(`${server.url}/test/arm`, { method: 'POST', body: JSON.stringify({ place }) });
        await post(client, message(`first ${place}`));
        await post(client, message(`second ${place}`));
        const told = await vi.waitUntil(
          async () => {
            const texts = (await activities(client))
              .filter(({ from }) => from?.role === 'bot')
              .map(({ text }) => text ?? '');
            return texts.length === 2 && texts;
          },
          { timeout: 20_000, interval: 50 },
        );
        const delivered = async () => {
          const all = (await Promise.all(told.map((number) => complaints.deliveries(SHOP, number)))).flat();
          return all.length === 4 && all.every(({ state }) => state === 'delivered');
        };
        await vi.waitUntil(delivered, { timeout: 20_000, interval: 50 });
        expect(server.restarts()).toBe(before + 1);
        const records = [];
        for await (const record of complaints.all(SHOP))
          if (record.conversation === client.conversationId) records.push(record);
        expect(records.map(({ number }) => number).sort()).toEqual([...told].sort());
        expect(records.map(({ fields }) => fields.description).sort()).toEqual([`first ${place}`, `second ${place}`]);
        for (const number of told) {
          const hooks = hook.received.filter(({ headers }) => headers['x-sanad-id'] === `${number}.filed`);
          const mails = mail.mails.filter(({ raw }) => raw.includes(`Message-ID: <${number}.filed@`));
          // Up to the outbox nothing has gone out; from then on each target may get what was in flight once more, marked.
          const most = PLACES.findIndex(([, one]) => one === place) <= FILED ? 1 : 2;
          for (const copies of [hooks.length, mails.length]) {
            expect(copies).toBeGreaterThanOrEqual(1);
            expect(copies).toBeLessThanOrEqual(most);
          }
          if (hooks.length === 2) expect(hooks[1]?.headers['x-sanad-again']).toBe('true');
          if (mails.length === 2) expect(mails[1]?.raw).toMatch(/^X-Sanad-Again: true/m);
        }
      }, 60_000);
    }
  });
}
