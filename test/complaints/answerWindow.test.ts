/** An answer on a platform that takes messages only for a day after the customer's last one. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type * as wire from '../../src/console/api/wire.ts';
import { startWhatsAppRun } from '../channels/contract/whatsappRun.ts';
import { type ChannelDesk, openChannelDesk } from '../support/channelDesk.ts';
import type { AgentClient } from '../support/consoleDesk.ts';
import { DESK_NOW } from '../support/orderDesk.ts';

const DAY_MS = 86_400_000;
const WAIT = { timeout: 20_000, interval: 50 };
const NUMBER = /VM-\d{3}-\d{3}-\d{3}/u;

describe('an answer to a complaint that was filed on WhatsApp', () => {
  let now = DESK_NOW;
  let desk: ChannelDesk;
  beforeEach(async () => {
    now = DESK_NOW;
    desk = await openChannelDesk(startWhatsAppRun, { shop: 'village-ma', now: () => now, person: '212611111111' });
  });
  afterEach(() => desk.run.stop());

  const say = (text: string) => desk.answerTo(() => desk.run.say(text));
  const file = async () => {
    await say('بغيت ندير شكاية على الطلب VIL-20999، وصلني الطاجين مكسر');
    return NUMBER.exec((await say('نعم')).text)?.[0] ?? '';
  };
  const shown = async (agent: AgentClient, number: string) =>
    (await agent.read<wire.ComplaintDetail>(`/complaints/${number}`)).deliveries ?? [];
  const waitFor = (agent: AgentClient, number: string, states: readonly string[]) =>
    vi.waitUntil(async () => {
      const [one] = await shown(agent, number);
      return one !== undefined && states.includes(one.state) && one;
    }, WAIT);
  const seen = async (words: string) => (await desk.run.seen()).filter(({ text }) => text.includes(words));

  it('is said in that conversation, and the console shows how far it came', async () => {
    const number = await file();
    const agent = await desk.agent('ali');
    await agent.send(`/complaints/${number}/answer`, { text: 'سنرسل طاجينًا جديدًا' });
    const delivery = await waitFor(agent, number, ['sent', 'delivered', 'read']);
    expect(delivery.to).toBe('customer_chat');
    expect(await seen('سنرسل طاجينًا جديدًا')).toHaveLength(1);
  }, 60_000);

  it('is held back while the window is closed, shown as held, and said when the customer writes again', async () => {
    const number = await file();
    now += DAY_MS + 60_000;
    const agent = await desk.agent('ali');
    await agent.send(`/complaints/${number}/answer`, { text: 'سنرسل طاجينًا جديدًا' });
    await waitFor(agent, number, ['held']);
    expect(await seen('سنرسل طاجينًا جديدًا')).toHaveLength(0);
    await say('سلام');
    await waitFor(agent, number, ['sent', 'delivered', 'read']);
    expect(await seen('سنرسل طاجينًا جديدًا')).toHaveLength(1);
  }, 60_000);
});
