/** The shop's answer reaches the customer: in the conversation it was filed in, and by e-mail. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openSay } from '../../dialogs/locales/openSay.ts';
import { type Complaints, createComplaints, openTargets } from '../../src/complaints/index.ts';
import { createLog } from '../../src/log.ts';
import { type Driver, openDriver } from '../../src/storage/index.ts';
import { activities, type ClientConversation, message, post, startConversation } from '../support/directLine.ts';
import { type MailServer, startMailServer } from '../support/mailServer.ts';
import { STORES, type Store } from '../support/stores.ts';
import { type Supervisor, supervise } from '../support/supervisor.ts';

const SHOP = 'xiaomi-ma';
const WAIT = { timeout: 20_000, interval: 50 };
/** Where sending the answer is cut; only between acceptance and note may a mail come twice, marked. */
const PLACES = [
  ['about to be sent', 'sending'],
  ['accepted, not recorded', 'accepted'],
  ['recorded', 'recorded'],
] as const;

for (const { name, create } of STORES) {
  describe(`an answer to a complaint on ${name}`, () => {
    let store: Store;
    let driver: Driver;
    let mail: MailServer;
    let server: Supervisor;
    let complaints: Complaints;
    let close: () => void;

    beforeAll(async () => {
      store = await create();
      mail = await startMailServer();
      const env = { STORAGE_URL: store.url, SMTP_URL: mail.url };
      server = await supervise(env, fileURLToPath(new URL('../support/complaintServer.ts', import.meta.url)));
      driver = await openDriver(store.url);
      // What the command does beside a running server: it notes what is to be sent, and sends nothing itself.
      const settings = { mail: [], webhooks: new Map(), webhookSecrets: new Map(), smtpUrl: mail.url, from: 'a@b.ma' };
      const desk = openTargets(settings, { say: openSay(), shopName: (shop) => shop }, { now: Date.now });
      close = desk.close;
      const customers = desk.customers([SHOP]);
      complaints = createComplaints({ driver, now: Date.now, log: createLog('silent'), customers });
    }, 30_000);
    afterAll(async () => {
      close();
      await server.stop();
      await mail.close();
      await driver.close();
      await store.remove();
    });

    const texts = async (client: ClientConversation) =>
      (await activities(client)).filter(({ from }) => from?.role === 'bot').map(({ text = '' }) => text);
    const filed = async () => {
      const client = await startConversation(server.url, SHOP);
      await post(client, message('وصلني الهاتف مكسورًا'));
      const number = await vi.waitUntil(async () => (await texts(client))[0], WAIT);
      await vi.waitUntil(() => complaints.get(SHOP, number), WAIT);
      return { client, number };
    };
    const answers = async (number: string) =>
      (await complaints.deliveries(SHOP, number)).filter(({ notice }) => notice === 'answer');
    const settled = (number: string, count: number) =>
      vi.waitUntil(async () => {
        const all = await answers(number);
        return all.length === count && all.every(({ state }) => state === 'delivered' || state === 'failed') && all;
      }, WAIT);
    const mailsOf = (id: string) => mail.mails.filter(({ raw }) => raw.includes(`Message-ID: <${id}@`));
    const said = async (client: ClientConversation, words: string) =>
      (await texts(client)).filter((text) => text.includes(words));

    for (const [what, place] of PLACES) {
      it(`is said once in the conversation and mailed, though the server is killed: ${what}`, async () => {
        const { client, number } = await filed();
        const before = server.restarts();
        await fetch(`${server.url}/test/arm`, { method: 'POST', body: JSON.stringify({ place }) });
        await complaints.answer(SHOP, number, { by: 'Ali', text: `سنستبدل الهاتف ${place}` });
        await vi.waitUntil(() => server.restarts() === before + 1, WAIT);
        expect((await settled(number, 2)).map(({ state }) => state)).toEqual(['delivered', 'delivered']);
        const told = await said(client, `سنستبدل الهاتف ${place}`);
        expect(told).toHaveLength(1);
        expect(told[0]).toContain(number);
        const mails = mailsOf(`${number}.answer-1`);
        expect(mails.length).toBeGreaterThanOrEqual(1);
        expect(mails.length).toBeLessThanOrEqual(2);
        if (mails.length === 2) expect(mails[1]?.raw).toMatch(/^X-Sanad-Again: true/m);
        expect(mails[0]?.to).toEqual(['a@example.com']);
      }, 60_000);
    }

    it('is followed by a second one, and sending again repeats nothing that arrived', async () => {
      const { client, number } = await filed();
      await complaints.answer(SHOP, number, { by: 'Ali', text: 'الجواب الأول' });
      await settled(number, 2);
      await complaints.answer(SHOP, number, { by: 'Ali', text: 'الجواب الثاني' });
      await settled(number, 4);
      expect(await complaints.resend(SHOP, number, { by: 'Ali' })).toEqual({ status: 'no_target' });
      expect(await said(client, 'الجواب الأول')).toHaveLength(1);
      expect(await said(client, 'الجواب الثاني')).toHaveLength(1);
      expect(mailsOf(`${number}.answer-1`)).toHaveLength(1);
      expect(mailsOf(`${number}.answer-2`)).toHaveLength(1);
    }, 60_000);

    it('that the mail server refuses for good is shown as failed, and arrives when it is sent again', async () => {
      const { client, number } = await filed();
      mail.refuse({ code: 550 });
      await complaints.answer(SHOP, number, { by: 'Ali', text: 'جواب مرفوض' });
      const states = Object.fromEntries((await settled(number, 2)).map((one) => [one.target, one]));
      expect(states['customer-mail']).toMatchObject({ state: 'failed', code: 'Smtp550' });
      expect(states.conversation).toMatchObject({ state: 'delivered' });
      mail.refuse(undefined);
      expect(await complaints.resend(SHOP, number, { by: 'Ali' })).toEqual({ status: 'queued', deliveries: 1 });
      await vi.waitUntil(async () => (await answers(number)).every(({ state }) => state === 'delivered'), WAIT);
      expect(mailsOf(`${number}.answer-1`)).toHaveLength(1);
      expect(await said(client, 'جواب مرفوض')).toHaveLength(1);
    }, 60_000);
  });
}
