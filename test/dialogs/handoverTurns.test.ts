/** The whole bot on the real runtime: agents who answer and give back, hubs outside, failures, ratings, summaries. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createBot } from '../../dialogs/bot.ts';
import { summarize } from '../../dialogs/handover/conversationSummary.ts';
import { failureReplies } from '../../dialogs/handover/failureReplies.ts';
import { openSay } from '../../dialogs/locales/openSay.ts';
import type { ChannelActivity } from '../../src/channels/activity.ts';
import { type AgentSettings, DEFAULT_AGENT_SETTINGS, Handovers, shopDesks } from '../../src/handover/index.ts';
import { createLog } from '../../src/log.ts';
import { createOrders, createSampleSource } from '../../src/orders/index.ts';
import { type Driver, openDriver } from '../../src/storage/index.ts';
import { openAnswering } from '../support/answering.ts';
import { SCRIPT_NOW } from '../support/scripts.ts';
import { STORES, type Store } from '../support/stores.ts';
import { createConversations, type TestConversations } from '../support/testConversations.ts';

const SHOP = 'xiaomi-ma';
const SANAA = { id: 'sanaa', name: 'سناء' };
const say = openSay();
let store: Store;
let driver: Driver;
let runtime: TestConversations;
let handovers: Handovers;
let time: number;
let broken = false;

beforeEach(async () => {
  time = Date.parse(SCRIPT_NOW);
  broken = false;
  store = (await STORES[0]?.create()) as Store;
  driver = await openDriver(store.url);
});
afterEach(async () => {
  await runtime.conversations.stop();
  await handovers.stop();
  await driver.close();
  await store.remove();
});

function open(settings: Partial<AgentSettings> = {}): void {
  const { knowledge, answerer } = openAnswering();
  const log = createLog('silent');
  const now = () => time;
  const shops = new Map(
    [...shopDesks(knowledge.packs)].map(([shop, desk]) => [
      shop,
      { ...desk, settings: { ...DEFAULT_AGENT_SETTINGS, ...settings } },
    ]),
  );
  handovers = new Handovers({
    driver,
    conversations: () => runtime.conversations,
    shops,
    say,
    now,
    newId: randomUUID,
    log,
  });
  const source = createSampleSource({ shop: SHOP, file: 'knowledge/sample/orders.json', now, moving: false });
  const orders = createOrders({ sources: new Map([[SHOP, source]]), driver, now, log });
  const parts = { say, knowledge, answerer, orders, handovers };
  runtime = createConversations(
    driver,
    (storage) => {
      const bot = createBot(parts, storage);
      return {
        handler: async (context, turn) => {
          if (broken) throw new Error('out of order');
          await bot(context, turn);
        },
        apology: () => say('dialogs.failure'),
      };
    },
    {
      now,
      failure: (turn) => failureReplies(parts, turn),
      onCommitted: (record, kept) => handovers.onCommitted(record, kept),
    },
  );
}

/** Says something and gives back what was answered, texts only. */
async function says(text: string, more: Partial<ChannelActivity> = {}): Promise<string[]> {
  const { conversations } = runtime;
  const user = { id: 'customer' };
  await conversations.begin({ id: 'web-1', channel: 'web', shop: SHOP, user, createdAt: SCRIPT_NOW });
  await vi.waitUntil(() => conversations.active === 0);
  const before = await conversations.lastPosition('web-1');
  const activity = { type: 'message', text, channelId: 'web', conversation: { id: 'web-1' }, from: user, ...more };
  await conversations.accept({ conversation: 'web-1', messageId: randomUUID(), activity });
  await vi.waitUntil(() => conversations.active === 0);
  const entries = await conversations.read('web-1', { after: before, limit: 100 });
  return entries.flatMap(({ direction, activity: one }) =>
    direction === 'out' && one.type === 'message' && one.from?.role === 'bot' ? [one.text ?? ''] : [],
  );
}

const present = (capacity = 1) => handovers.presence({ ...SANAA, shops: [SHOP], state: 'present', capacity });
const becomes = (state: string) => vi.waitUntil(async () => (await handovers.get('web-1'))?.state === state);

it('an agent answers in between, and the bot goes on with the return check that was open', async () => {
  open();
  await present();
  await says('بغيت نرجع التيليفون 5261117836207719 hicham.b@example.ma');
  await says('بغيت نهضر مع شي واحد');
  await becomes('with_agent');
  const { number } = (await handovers.get('web-1')) ?? { number: -1 };
  const voice = { by: 'agent', agent: SANAA.id, name: SANAA.name, number } as const;
  await runtime.conversations.post('web-1', { type: 'message', text: 'salam' }, { messageId: 'm1', voice });
  expect(await says('شحال من نهار عندي باش نرجع؟')).toEqual([]);
  expect(await says('أكمل مع سند')).toEqual([]);
  await handovers.giveBack('web-1', SANAA);
  expect((await says('بدلت رأيي')).join('\n')).toContain(say('dialogs.return.ask.opened'));
});

it('the summary tells the agent what is wanted, what was said, the proved order and the decision', async () => {
  open();
  await present(0);
  await says('أريد إرجاع الهاتف 5261117836207719 hicham.b@example.ma');
  await says('لم يعجبني أو غيّرت رأيي');
  await says('نعم، فتحته ولم أستعمله');
  const summary = await summarize({ driver, conversations: runtime.conversations, say }, 'web-1');
  expect(summary?.order?.number).toBe('5261117836207719');
  expect(summary?.decision?.decision.decision).toBe('needs_human');
  expect(summary?.said.at(-1)).toBe('نعم، فتحته ولم أستعمله');
  expect(summary?.text).toContain(say('handover.summary.reason.needs_human'));
  expect(await summarize({ driver, conversations: runtime.conversations, say }, 'web-2')).toBeUndefined();
});

it('a failure of ours is said and brings a person, once', async () => {
  open();
  await present(0);
  broken = true;
  const replies = await says('سلام');
  expect(replies[0]).toBe(say('dialogs.failure'));
  expect(replies[1]).toContain(say('dialogs.handover.why.failure'));
  expect(await handovers.get('web-1')).toMatchObject({ state: 'waiting', reason: 'failure' });
  expect(await says('سلام')).toEqual([say('dialogs.failure')]);
});

it('outside the agents’ hours their own hours are told, and a message is left', async () => {
  open({ hours: [{ days: ['mon'], from: '09:00', to: '18:00' }] });
  const replies = await says('أريد موظفًا');
  expect(replies[0]).toContain('09:00');
  expect(replies[0]).toContain('23 نونبر 2026');
  expect((await handovers.get('web-1'))?.state).toBe('message_left');
});

it('within the agents’ hours a customer waits, also while nobody is signed in yet', async () => {
  open({ hours: [{ days: ['sun'], from: '09:00', to: '18:00' }] });
  await says('أريد موظفًا');
  expect((await handovers.get('web-1'))?.state).toBe('waiting');
});

it('a hub outside is told with the transcript, and what it reports counts only from the channel', async () => {
  open();
  await present(0);
  await says('كم يومًا لدي للإرجاع؟');
  await says('أريد موظفًا');
  const log = await runtime.conversations.read('web-1', { after: 0, limit: 100 });
  const initiate = log.find(({ activity }) => activity.name === 'handoff.initiate')?.activity;
  const content = initiate?.attachments?.[0]?.content as { activities: ChannelActivity[] };
  expect(initiate?.value).toMatchObject({ reason: 'asked', shop: SHOP });
  expect(content.activities.map(({ text }) => text)).toContain('كم يومًا لدي للإرجاع؟');
  const status = (state: string, hub: boolean) =>
    says('', { type: 'event', name: 'handoff.status', value: { state }, channelData: hub ? { sanad: { hub } } : {} });
  await status('accepted', false);
  expect((await handovers.get('web-1'))?.state).toBe('waiting');
  await status('accepted', true);
  expect((await handovers.get('web-1'))?.state).toBe('with_agent');
  expect(await says('كم يومًا لدي للإرجاع؟')).toEqual([]);
  time += 3_600_000;
  await handovers.sweep();
  await status('unheard of', true);
  expect((await handovers.get('web-1'))?.state).toBe('with_agent');
  await status('completed', true);
  expect((await says('كم يومًا لدي للإرجاع؟')).length).toBeGreaterThan(0);
});

it('an answer is asked about once, a rating is kept and counted once, and yes is never one', async () => {
  open();
  await says('كم يومًا لدي للإرجاع؟');
  await says('من يدفع مصاريف الإرجاع؟');
  const log = await runtime.conversations.read('web-1', { after: 0, limit: 100 });
  const asked = log.filter(({ activity }) =>
    activity.suggestedActions?.actions.some(({ title }) => title === say('feedback.answer.good')),
  );
  expect(asked.length).toBeLessThanOrEqual(1);
  expect(await says(say('feedback.answer.bad'))).toEqual([say('feedback.thanks.bad')]);
  await vi.waitUntil(async () => (await handovers.feedback.of(SHOP)).length > 0);
  await handovers.feedback.count('web-1');
  await handovers.feedback.countAll();
  expect(await handovers.feedback.of(SHOP)).toEqual([{ subject: 'answer', rating: 'bad', count: 1 }]);
  await says('بغيت نرجع التيليفون');
  expect((await says('نعم')).join()).not.toContain(say('feedback.thanks.good'));
  expect(await handovers.feedback.of(SHOP)).toHaveLength(1);
});

it('a handover is rated by button or in own words, for its agent', async () => {
  open();
  await present();
  await says('أريد موظفًا');
  await becomes('with_agent');
  await handovers.close('web-1', SANAA);
  expect(await says('كان ممتازًا شكرًا')).toEqual([say('feedback.thanks.good')]);
  await vi.waitUntil(async () => (await handovers.feedback.of(SHOP)).length > 0);
  expect(await handovers.feedback.of(SHOP)).toEqual([{ subject: 'handover', rating: 'good', count: 1 }]);
  const log = await runtime.conversations.read('web-1', { after: 0, limit: 100 });
  const event = log.find(({ activity }) => activity.name === 'sanad/feedback')?.activity;
  expect(event?.value).toEqual({ subject: 'handover', rating: 'good', agent: 'sanaa' });
});
