import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Complaints, createComplaints } from '../../src/complaints/index.ts';
import { CLAIMS_KEPT_MS, ERASURES, Eraser, exportCustomer, Retention } from '../../src/customers/index.ts';
import { FileStore, storedFile } from '../../src/files/index.ts';
import { createLog } from '../../src/log.ts';
import { openDriver } from '../../src/storage/index.ts';
import { activities, type ClientConversation, message, post, startConversation } from '../support/directLine.ts';
import { filingBot } from '../support/filingBot.ts';
import { STORES, type Store } from '../support/stores.ts';
import { startTestApp, type TestApp } from '../support/testApp.ts';

const SHOP = 'xiaomi-ma';
const DAY = 86_400_000;
const NOW = Date.parse('2026-11-23T10:00:00Z');
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

for (const { name, create } of STORES) {
  describe(`a customer's data on ${name}`, () => {
    let store: Store;
    let app: TestApp;
    let complaints: Complaints;
    let now = NOW;
    let logged: string[] = [];
    const log = createLog('debug', (line) => logged.push(line));
    beforeEach(async () => {
      store = await create();
      now = NOW;
      logged = [];
      app = await startTestApp({
        env: { STORAGE_URL: store.url },
        shops: [{ id: SHOP, name: 'Xiaomi', origins: [] }],
        now: () => now,
        log,
        bot: (_storage, driver) => {
          complaints = createComplaints({ driver, now: () => now, log, files: new FileStore(driver), shops: [SHOP] });
          return filingBot(complaints, SHOP);
        },
      });
    });
    afterEach(async () => {
      await app.stop();
      await store.remove();
    });

    const replies = async (client: ClientConversation, count: number) =>
      vi.waitUntil(async () => {
        const texts = (await activities(client))
          .filter(({ from }) => from?.role === 'bot')
          .map(({ text }) => text ?? '');
        return texts.length >= count && texts;
      });
    /** A customer who complains with a photo; gives the number. */
    const complain = async (text: string) => {
      const client = await startConversation(app.url, SHOP);
      const form = new FormData();
      const activity = { type: 'message', text, channelData: { clientActivityID: text } };
      form.append('activity', new Blob([JSON.stringify(activity)], { type: 'application/vnd.microsoft.activity' }));
      form.append('file', new Blob([new Uint8Array(PNG)], { type: 'image/png' }), 'secret name.png');
      const headers = { authorization: `Bearer ${client.token}` };
      await fetch(`${app.url}/v3/directline/conversations/${client.conversationId}/upload`, {
        method: 'POST',
        headers,
        body: form,
      });
      const [number = ''] = await replies(client, 1);
      await vi.waitUntil(async () => complaints.get(SHOP, number));
      const customer = (await app.application.conversations.find(client.conversationId))?.user.id ?? '';
      return { client, number, customer };
    };
    const eraser = () => new Eraser({ driver: app.application.driver, complaints, now: () => now });

    it('is given out whole: transcript, filings, complaint, evidence, uploads', async () => {
      const one = await complain('الهاتف مكسور');
      await complain('شيء آخر');
      const { driver } = app.application;
      const parts = { driver, complaints, now: () => now };
      const given = await exportCustomer({ shop: SHOP, customer: `web:${one.customer}` }, parts);
      expect(given.conversations.map(({ id }) => id)).toEqual([one.client.conversationId]);
      expect(JSON.stringify(given.conversations[0]?.lists.log)).toContain('الهاتف مكسور');
      expect(given.conversations[0]?.lists.complaints).toMatchObject([{ number: one.number }]);
      expect(given.complaints).toMatchObject([{ number: one.number, files: [{ base64: PNG.toString('base64') }] }]);
      expect(given.files).toMatchObject([{ type: 'image/png', base64: PNG.toString('base64') }]);
      expect(JSON.stringify(given)).not.toContain('شيء آخر');
      expect((await exportCustomer({ shop: SHOP, customer: one.customer }, parts)).conversations).toHaveLength(1);
      expect((await exportCustomer({ shop: SHOP, email: ' A@example.com' }, parts)).complaints).toHaveLength(2);
      for (const ask of [
        { email: 'b@example.com' },
        { email: '' },
        { phone: '' },
        { phone: '0612345678' },
        { customer: 'x' },
      ]) {
        const nothing = await exportCustomer({ shop: SHOP, ...ask } as Parameters<typeof exportCustomer>[0], parts);
        expect(nothing).toMatchObject({ conversations: [], complaints: [], files: [] });
      }
    });

    it('is given out and deleted with the files that no message names', async () => {
      const one = await complain('الهاتف مكسور');
      const { driver } = app.application;
      const file = storedFile({ conversation: one.client.conversationId, name: 'lost.png', content: PNG });
      const id = 'A'.repeat(22);
      await new FileStore(driver).keep(id, file);
      const ask = { shop: SHOP, customer: `web:${one.customer}` };
      const given = await exportCustomer(ask, { driver, complaints, now: () => now });
      expect(given.files.map(({ name }) => name)).toEqual(['secret name.png', 'lost.png']);
      await eraser().erase(ask, 'Sara');
      expect(await driver.get(`file:${id}`, 'file')).toBeUndefined();
      expect(await new FileStore(driver).of(one.client.conversationId)).toEqual([]);
    });

    it('is deleted everywhere, with a record that says nothing of whom; others stay', async () => {
      const one = await complain('الهاتف مكسور');
      const other = await complain('شيء آخر');
      const record = await eraser().erase({ shop: SHOP, customer: `web:${one.customer}` }, 'Sara');
      expect(record).toMatchObject({
        shop: SHOP,
        by: 'Sara',
        asked: 'customer',
        conversations: 1,
        complaints: 1,
        files: 2,
      });
      const { driver } = app.application;
      const notes = await driver.range(ERASURES.partition, ERASURES.list, { limit: 9 });
      expect(notes.map(({ value }) => value)).toEqual([record]);
      expect(JSON.stringify(notes)).not.toContain(one.customer);
      expect(await complaints.get(SHOP, one.number)).toBeUndefined();
      expect((await complaints.list(SHOP, { limit: 9 })).items.map(({ number }) => number)).toEqual([other.number]);
      const left = await driver.names(`c:${one.client.conversationId}`);
      expect(left.documents.every((key) => key.startsWith('claim:'))).toBe(true);
      expect(left.lists).toEqual([]);
      for (const partition of [`evidence:${one.number}`, `customer:web:${one.customer}`, `uploads:${one.customer}`]) {
        expect(await driver.names(partition)).toMatchObject({ documents: [], lists: [] });
      }
      expect(JSON.stringify(await driver.ranked('conversations', SHOP, { limit: 9 }))).not.toContain(
        one.client.conversationId,
      );
      expect(await post(other.client, message('still there'))).toBeDefined();
      await replies(other.client, 2);
    });

    it('does not come back: neither by a look at what was filed, nor by a repeated message, whose id goes a week later', async () => {
      const one = await complain('الهاتف مكسور');
      const { conversations, driver } = app.application;
      const conversation = one.client.conversationId;
      await complaints.erase(SHOP, one.number);
      complaints.wake(conversation);
      await complaints.work();
      expect(await complaints.get(SHOP, one.number)).toBeUndefined();
      await eraser().erase({ shop: SHOP, customer: one.customer }, 'Sara');
      const activity = { type: 'message', text: 'x', from: { id: one.customer }, conversation: { id: conversation } };
      expect(await conversations.accept({ conversation, messageId: 'الهاتف مكسور', activity })).toMatchObject({
        status: 'repeat',
      });
      now += CLAIMS_KEPT_MS;
      await eraser().purgeClaims();
      expect(await driver.names(`c:${conversation}`)).toMatchObject({ documents: [], lists: [] });
      expect(await driver.ranked(ERASURES.partition, ERASURES.claims, { limit: 9 })).toEqual([]);
    });

    it('is deleted when a shop keeps it no longer; an open complaint and its evidence stay until it is closed', async () => {
      const open = await complain('مفتوحة');
      const closed = await complain('مغلقة');
      await complaints.close(SHOP, closed.number, { by: 'Sara' });
      const { driver } = app.application;
      const retention = new Retention({ driver, complaints, days: new Map([[SHOP, 30]]), now: () => now, log });
      now = NOW + 29 * DAY;
      await retention.work();
      expect(await app.application.conversations.find(open.client.conversationId)).toBeDefined();
      now = NOW + 31 * DAY;
      const fresh = await complain('جديدة');
      await retention.work();
      expect(await app.application.conversations.find(open.client.conversationId)).toBeUndefined();
      expect(await app.application.conversations.find(fresh.client.conversationId)).toBeDefined();
      const left = (await complaints.list(SHOP, { limit: 9 })).items.map(({ number }) => number);
      expect(left.sort()).toEqual([open.number, fresh.number].sort());
      expect((await complaints.evidence(SHOP, open.number, '1'))?.content.equals(PNG)).toBe(true);
      const notes = await driver.range(ERASURES.partition, ERASURES.list, { limit: 9 });
      expect(notes.map(({ value }) => value)).toMatchObject([
        { by: 'clock', asked: 'retention', conversations: 2, complaints: 1 },
      ]);
    });

    it('stays out of the log, from the first message to the last deletion', async () => {
      const one = await complain('الهاتف مكسور');
      await complaints.answer(SHOP, one.number, { by: 'Sara', text: 'جواب سري' });
      await eraser().erase({ shop: SHOP, email: 'a@example.com' }, 'Sara');
      const all = logged.join('');
      expect(all).toContain('complaint.filed');
      for (const secret of ['الهاتف', 'a@example.com', 'سلمى', 'secret name', 'جواب', one.client.token]) {
        expect(all).not.toContain(secret);
      }
    });
  });
}

it('is not given out by a store that has none', async () => {
  const driver = await openDriver('sqlite::memory:');
  const complaints = createComplaints({ driver, now: () => NOW, log: createLog('silent') });
  const given = await exportCustomer({ shop: SHOP, phone: '+212612345678' }, { driver, complaints, now: () => NOW });
  expect(given).toEqual({ shop: SHOP, at: new Date(NOW).toISOString(), conversations: [], complaints: [], files: [] });
  await driver.close();
});
