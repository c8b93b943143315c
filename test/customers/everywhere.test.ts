import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createComplaints } from '../../src/complaints/index.ts';
import { Eraser, exportCustomer, Retention } from '../../src/customers/index.ts';
import { FileStore } from '../../src/files/index.ts';
import { FeedbackCounts } from '../../src/handover/index.ts';
import { createLog } from '../../src/log.ts';
import { UNANSWERED, UnansweredQuestions } from '../../src/reports/index.ts';
import { writeNote } from '../../src/server/console/notes.ts';
import type { Driver } from '../../src/storage/index.ts';
import { startChannelApp } from '../support/channelApp.ts';
import { conversationOf } from '../support/conversationOf.ts';
import { DESK_NOW } from '../support/orderDesk.ts';
import type { GraphServer } from '../support/platforms/graphServer.ts';
import { incoming, postWebhook, startWhatsApp, WHATSAPP, webhook, whatsappEnv } from '../support/platforms/whatsapp.ts';
import { shopBot } from '../support/shopBot.ts';
import { STORES, type Store } from '../support/stores.ts';
import type { TestApp } from '../support/testApp.ts';

const SHOP = 'xiaomi-ma';
const PHONE = '212600000015';
const QUESTION = 'واش كتبيعو حتى القهوة السوداء؟';
const NOTE = 'زبون غاضب جدا';
/** Where parts of the program note conversations, beside what lies in the conversation itself. */
const PLACES = [`unanswered:${SHOP}`, 'desk', 'feedback', 'conversations', 'records', 'work'];

for (const { name, create } of STORES) {
  describe(`a customer of a messaging channel on ${name}, who asked, rated, complained and waited for a person`, () => {
    let store: Store;
    let graph: GraphServer;
    let app: TestApp;
    let driver: Driver;
    let conversation: string;
    const log = createLog('silent');

    beforeEach(async () => {
      store = await create();
      graph = await startWhatsApp();
      const now = () => DESK_NOW;
      const env = { ...whatsappEnv(graph, SHOP), STORAGE_URL: store.url };
      app = await startChannelApp(env, { now, bot: shopBot(now) });
      driver = app.application.driver;
      for (const text of ['أريد تقديم شكوى: الهاتف لا يشحن', 'بغيت تصليحه', 'نعم', 'بغيت نهضر مع شي واحد', 'نعم'])
        await say(text);
      conversation = (await conversationOf(app, 'whatsapp', `${WHATSAPP.account}/${PHONE}`)) ?? '';
      await passThroughTheRest(driver, conversation);
      await app.application.conversations.resolve(['whatsapp-another-name', conversation]);
    }, 30_000);
    afterEach(async () => {
      await app.stop();
      await graph.close();
      await store.remove();
    });

    const say = async (text: string) => {
      const before = graph.shown.length;
      const timestamp = String(Math.floor(DESK_NOW / 1000));
      const message = incoming({ type: 'text', text: { body: text } }, { timestamp }, { phone: PHONE });
      await postWebhook(app.url, webhook({ messages: [message] }, { phone: PHONE }));
      await vi.waitUntil(() => graph.shown.length > before, { timeout: 10_000, interval: 20 });
    };
    const parts = (now = DESK_NOW) => {
      const complaints = createComplaints({ driver, now: () => now, log, files: new FileStore(driver) });
      return { driver, complaints, now: () => now };
    };
    const named = async () => {
      const found = await Promise.all(PLACES.map((place) => contentOf(driver, place)));
      return PLACES.filter((_, at) => found[at]?.includes(conversation));
    };

    it('is given out with all of it', async () => {
      const given = await exportCustomer({ shop: SHOP, phone: `+${PHONE}` }, parts());
      expect(given.conversations.map(({ id }) => id)).toEqual([conversation]);
      expect(given.complaints).toHaveLength(1);
      const [one] = given.conversations;
      expect(one?.documents).toMatchObject({ contact: { address: expect.anything() }, handover: { shop: SHOP } });
      expect(one?.lists).toMatchObject({ unanswered: [{ question: QUESTION }], feedback: [{ rating: 'bad' }] });
      expect(JSON.stringify(one?.lists.notes)).toContain(NOTE);
    });

    it.each(['erase', 'retention'] as const)('leaves nothing anywhere: %s', async (way) => {
      expect(await named()).toEqual(PLACES);
      expect(await driver.get('alias:whatsapp-another-name', 'conversation')).toBeDefined();
      if (way === 'erase') await new Eraser(parts()).erase({ shop: SHOP, phone: `+${PHONE}` }, 'Sara');
      else {
        const days = new Map([[SHOP, 30]]);
        await new Retention({ ...parts(DESK_NOW + 31 * 86_400_000), days, log }).work();
      }
      expect(await named()).toEqual([]);
      expect(await contentOf(driver, `unanswered:${SHOP}`)).not.toContain(QUESTION);
      expect(await driver.get('alias:whatsapp-another-name', 'conversation')).toBeUndefined();
      const left = await driver.names(`c:${conversation}`);
      expect(left.documents.filter((key) => !key.startsWith('claim:'))).toEqual([]);
      expect([...left.lists, ...left.indexes]).toEqual([]);
      // What others said, and the numbers that are of nobody, stay.
      expect(await contentOf(driver, `unanswered:${SHOP}`)).toContain('سؤال زبون آخر');
      expect(await new FeedbackCounts(driver, Date.now).of(SHOP)).toEqual([
        { subject: 'answer', rating: 'bad', count: 1 },
      ]);
      await unanswered(driver).sweep();
      expect(await named()).toEqual([]);
    });

    it('may write again afterwards, and begins anew', async () => {
      await new Eraser(parts()).erase({ shop: SHOP, phone: `+${PHONE}` }, 'Sara');
      await say('شنو هي مدة الإرجاع؟');
      expect(await app.application.conversations.find(conversation)).toBeDefined();
    });
  });
}

/** What the console and turns leave behind: a question nobody answers, a rating, a note. */
async function passThroughTheRest(driver: Driver, conversation: string): Promise<void> {
  const about = { shop: SHOP, at: new Date(DESK_NOW).toISOString() };
  const asked = (question: string) => ({ list: UNANSWERED, value: { question, reason: 'nothing', ...about } });
  const rated = { list: 'feedback', value: { subject: 'answer', rating: 'bad', ...about } };
  const ranks = [UNANSWERED, 'feedback'].map((index) => ({ index, member: conversation, order: DESK_NOW }));
  await driver.commit({ partition: 'records', ranks });
  await driver.commit({ partition: `c:${conversation}`, appends: [asked(QUESTION), rated] });
  await driver.commit({ partition: 'c:web-other', appends: [asked('سؤال زبون آخر')] });
  for (const one of [conversation, 'web-other']) await unanswered(driver).count(one);
  await new FeedbackCounts(driver, () => DESK_NOW).count(conversation);
  await writeNote(driver, conversation, { id: 'n1', text: NOTE, by: 'Ali', at: about.at } as never);
}

function unanswered(driver: Driver): UnansweredQuestions {
  return new UnansweredQuestions({ driver, now: () => DESK_NOW, log: createLog('silent') });
}

/** Everything of a partition as text: documents, lists, indexes. */
async function contentOf(driver: Driver, partition: string): Promise<string> {
  const { documents, lists, indexes } = await driver.names(partition);
  const all = await Promise.all([
    ...documents.map(async (key) => [key, await driver.get(partition, key)]),
    ...lists.map((list) => driver.range(partition, list, { limit: 500 })),
    ...indexes.map((index) => driver.ranked(partition, index, { limit: 500 })),
  ]);
  return JSON.stringify(all);
}
