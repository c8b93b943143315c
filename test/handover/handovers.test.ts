/** From the queue to an agent and back, in one process and in two, on every store. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { platformHolder } from '../../src/channels/platformHolder.ts';
import type { AgentSettings } from '../../src/handover/index.ts';
import { type Driver, openDriver } from '../../src/storage/index.ts';
import { createDesk, type DeskOptions, type TestDesk } from '../support/handoverDesk.ts';
import { STORES, type Store } from '../support/stores.ts';

const SANAA = { id: 'sanaa', name: 'سناء' };
const OMAR = { id: 'omar', name: 'عمر' };

for (const { name, create } of STORES) {
  describe(`handovers on ${name}`, () => {
    let store: Store;
    let time = Date.UTC(2026, 10, 23, 10);
    const drivers: Driver[] = [];
    const running: TestDesk[] = [];

    beforeEach(async () => {
      time = Date.UTC(2026, 10, 23, 10);
      store = await create();
    });
    afterEach(async () => {
      for (const one of running.splice(0)) await one.stop();
      for (const one of drivers.splice(0)) await one.close();
      await store.remove();
    });

    const open = async (settings: Partial<AgentSettings> = {}, more: Partial<DeskOptions> = {}) => {
      const driver = await openDriver(store.url);
      drivers.push(driver);
      const one = createDesk(driver, { now: () => time, settings, ...more });
      running.push(one);
      return one;
    };
    const present = (desk: TestDesk, agent: { id: string; name: string }, capacity = 1, shops = ['demo']) =>
      desk.handovers.presence({ ...agent, shops, state: 'present', capacity });
    const says = async (desk: TestDesk, conversation: string, text: string) => {
      const before = (await desk.turns(conversation)).length;
      const first = (await desk.conversations.find(conversation)) ? 1 : 2;
      await desk.say(conversation, text);
      await vi.waitUntil(async () => (await desk.turns(conversation)).length >= before + first);
      await vi.waitUntil(() => desk.conversations.active === 0);
    };
    const state = async (desk: TestDesk, conversation: string) => {
      const handover = await desk.handovers.get(conversation);
      return [handover?.state, handover?.agent?.id].filter(Boolean).join(' ');
    };
    const becomes = (desk: TestDesk, conversation: string, expected: string) =>
      vi.waitUntil(async () => (await state(desk, conversation)) === expected);

    it.each([0, 1, 2, 3, 4, 5, 6])('look again for who asks %d steps after the last look has ended', async (steps) => {
      const desk = await open();
      const driver = drivers.at(-1) as Driver;
      const claims = vi.spyOn(driver, 'claimLease');
      const release = driver.releaseLease.bind(driver);
      let again: Promise<void> | undefined;
      driver.releaseLease = (...lease) => {
        const released = release(...lease);
        void released.then(async () => {
          for (let step = 0; step < steps; step++) await undefined;
          again ??= desk.handovers.route();
        });
        return released;
      };
      await desk.handovers.route();
      await vi.waitUntil(() => again !== undefined);
      await again;
      expect(claims.mock.calls.filter(([, lease]) => lease === 'route').length).toBe(2);
    });

    it('give who asks to a present agent with room, once, and the bot is silent until it is given back', async () => {
      const desk = await open();
      await present(desk, SANAA);
      await says(desk, 'web-1', 'human');
      await becomes(desk, 'web-1', 'with_agent sanaa');
      await says(desk, 'web-1', 'human');
      await says(desk, 'web-1', 'hello?');
      const { number } = (await desk.handovers.get('web-1')) ?? { number: -1 };
      const voice = { by: 'agent', agent: SANAA.id, name: SANAA.name, number } as const;
      await desk.conversations.post('web-1', { type: 'message', text: 'salam' }, { messageId: 'm1', voice });
      expect((await desk.handovers.giveBack('web-1', OMAR)).status).toBe('refused');
      expect((await desk.handovers.giveBack('web-1', SANAA)).status).toBe('done');
      await says(desk, 'web-1', 'thanks');
      const texts = await desk.texts('web-1');
      expect(texts.filter((text) => text.startsWith('< bot'))).toEqual(['< bot: started waiting', '< bot: thanks']);
      expect(texts.filter((text) => text.includes('سناء'))).toHaveLength(2);
      expect(await desk.handovers.held('sanaa')).toEqual([]);
      const events = (await desk.conversations.read('web-1', { after: 0, limit: 99 })).flatMap(({ activity }) =>
        activity.type === 'event' ? [(activity.value as { state: string }).state] : [],
      );
      expect(events).toEqual(['accepted', 'completed']);
    });

    it('leave a message when nobody is there, and an agent who comes finds it', async () => {
      const desk = await open();
      await says(desk, 'web-1', 'human');
      expect(await state(desk, 'web-1')).toBe('message_left');
      await says(desk, 'web-1', 'still me');
      expect((await desk.texts('web-1')).at(-1)).toBe('< bot: still me');
      await vi.waitUntil(async () => (await desk.handovers.left('demo')).length === 1);
      await present(desk, SANAA);
      expect(await state(desk, 'web-1')).toBe('message_left');
      await desk.handovers.claim('web-1', SANAA);
      expect(await state(desk, 'web-1')).toBe('with_agent sanaa');
      expect(await desk.handovers.left('demo')).toEqual([]);
    });

    it('queue by priority and then by time, tell the place, and drain the queue as agents come free', async () => {
      const desk = await open();
      await present(desk, SANAA);
      for (const [id, text] of [
        ['web-1', 'human'],
        ['web-2', 'human silent_policy'],
        ['web-3', 'human'],
        ['web-4', 'human anger'],
      ] as const) {
        time += 1000;
        await says(desk, id, text);
        if (id === 'web-1') await becomes(desk, id, 'with_agent sanaa');
      }
      const queue = await vi.waitUntil(async () => {
        const entries = await desk.handovers.queue('demo');
        return entries.length === 3 && entries;
      });
      expect(queue.map(({ conversation, position }) => `${position} ${conversation}`)).toEqual([
        '1 web-4',
        '2 web-3',
        '3 web-2',
      ]);
      expect(await desk.handovers.position('web-3', 'demo')).toEqual({ position: 2 });
      expect((await desk.handovers.outlook('demo', 1)).position).toBe(3);
      await desk.handovers.close('web-1', SANAA);
      expect(await state(desk, 'web-4')).toBe('with_agent sanaa');
      await present(desk, OMAR, 2);
      expect([await state(desk, 'web-3'), await state(desk, 'web-2')]).toEqual(['with_agent omar', 'with_agent omar']);
    });

    it('give to the least busy, not to the away, and never those of another shop', async () => {
      const desk = await open({}, { shops: ['demo', 'other'] });
      await present(desk, SANAA, 3);
      await present(desk, OMAR, 3);
      await present(desk, { id: 'far', name: 'F' }, 9, ['other']);
      await desk.handovers.presence({ id: 'away', name: 'A', shops: ['demo'], state: 'away', capacity: 9 });
      for (const id of ['web-1', 'web-2', 'web-3', 'web-4']) {
        time += 1000;
        await says(desk, id, 'human');
        await vi.waitUntil(async () => (await state(desk, id)).startsWith('with_agent'));
      }
      // The desk is brought up to the conversations a moment later.
      const held = () => Promise.all(['sanaa', 'omar'].map(async (id) => (await desk.handovers.held(id)).length));
      await vi.waitUntil(async () => (await held()).reduce((one, other) => one + other) === 4);
      expect(await held()).toEqual([2, 2]);
    });

    it('put the customers of an agent who dropped out before all others, also when the process has died', async () => {
      const desk = await open({}, { presenceMs: 60_000 });
      await present(desk, SANAA, 2);
      await says(desk, 'web-1', 'human');
      await becomes(desk, 'web-1', 'with_agent sanaa');
      await says(desk, 'web-2', 'human');
      await becomes(desk, 'web-2', 'with_agent sanaa');
      await says(desk, 'web-3', 'human anger');
      await desk.stop();
      time += 61_000;
      const next = await open();
      await next.handovers.sweep();
      const queue = await next.handovers.queue('demo');
      expect(
        queue
          .map(({ conversation }) => conversation)
          .slice(0, 2)
          .sort(),
      ).toEqual(['web-1', 'web-2']);
      expect(queue.at(-1)?.conversation).toBe('web-3');
      await present(next, OMAR, 2);
      expect((await next.handovers.held('omar')).sort()).toEqual(['web-1', 'web-2']);
    });

    it('leave with a person who answers on the platform itself what they hold, without a desk of ours', async () => {
      const desk = await open();
      await present(desk, SANAA, 0);
      await says(desk, 'web-1', 'human');
      await vi.waitUntil(async () => (await desk.handovers.queue('demo')).length === 1);
      await platformHolder(desk.conversations, 'P', () => time)('web-1', 'human');
      time += 3_600_000;
      await desk.handovers.sweep();
      expect(await state(desk, 'web-1')).toBe('with_agent platform');
      expect(await desk.handovers.queue('demo')).toEqual([]);
    });

    it('hand a conversation on, let a supervisor take it over, and keep everybody else out', async () => {
      const desk = await open();
      await present(desk, SANAA);
      await says(desk, 'web-1', 'human');
      await becomes(desk, 'web-1', 'with_agent sanaa');
      expect(await desk.handovers.claim('web-1', OMAR)).toMatchObject({ status: 'refused', code: 'held_by_other' });
      expect(await desk.handovers.transfer('web-1', SANAA, 'omar')).toMatchObject({ code: 'agent_absent' });
      await present(desk, OMAR);
      expect(await desk.handovers.transfer('web-1', OMAR, 'sanaa')).toMatchObject({ code: 'not_yours' });
      expect((await desk.handovers.transfer('web-1', SANAA, 'omar')).status).toBe('done');
      expect(await state(desk, 'web-1')).toBe('with_agent omar');
      expect((await desk.handovers.takeOver('web-1', SANAA)).status).toBe('done');
      expect(await desk.handovers.held('omar')).toEqual([]);
      expect(await desk.handovers.claim('web-9', SANAA)).toMatchObject({ code: 'unknown_conversation' });
    });

    it('let an agent step in where the bot speaks: its running turn is dropped, and it is silent until given back', async () => {
      let meanwhile: (() => Promise<unknown>) | undefined;
      const onStep = async (step: string) => {
        if (step !== 'handled' || !meanwhile) return;
        const act = meanwhile;
        meanwhile = undefined;
        await act();
      };
      const desk = await open({}, { conversations: { onStep } });
      await present(desk, SANAA);
      await says(desk, 'web-1', 'hi');
      meanwhile = async () => {
        const outcome = await desk.handovers.claim('web-1', SANAA);
        expect(outcome).toMatchObject({ status: 'done', from: 'bot', handover: { reason: 'stepped_in', number: 1 } });
      };
      await says(desk, 'web-1', 'a question');
      await says(desk, 'web-1', 'human');
      await says(desk, 'web-1', 'bot');
      expect(await state(desk, 'web-1')).toBe('with_agent sanaa');
      expect(await desk.handovers.held('sanaa')).toEqual(['web-1']);
      const texts = await desk.texts('web-1');
      expect(texts.filter((text) => text.startsWith('< bot'))).toEqual(['< bot: hi']);
      expect(texts.filter((text) => text.includes('سناء'))).toHaveLength(1);
      await says(desk, 'web-2', 'human');
      expect(await state(desk, 'web-2')).toBe('waiting');
      await desk.handovers.giveBack('web-1', SANAA);
      await becomes(desk, 'web-2', 'with_agent sanaa');
      await says(desk, 'web-1', 'thanks');
      expect((await desk.texts('web-1')).at(-1)).toBe('< bot: thanks');
    });

    it('let an agent step in again after the end, and an agent of many who step in at once', async () => {
      const both = [await open(), await open()] as const;
      await says(both[0], 'web-1', 'hi');
      const claims = await Promise.all(
        Array.from({ length: 10 }, (_, i) =>
          (both[i % 2] as TestDesk).handovers.claim('web-1', { id: `agent-${i}`, name: `${i}` }),
        ),
      );
      expect(claims.filter(({ status }) => status === 'done')).toHaveLength(1);
      const owner = (await both[0].handovers.get('web-1'))?.agent ?? { id: '', name: '' };
      expect(await both[1].handovers.held(owner.id)).toEqual(['web-1']);
      await both[1].handovers.close('web-1', owner);
      expect(await both[0].handovers.claim('web-1', OMAR)).toMatchObject({ status: 'done', from: 'closed' });
      expect(await state(both[1], 'web-1')).toBe('with_agent omar');
    });

    it('give nobody more than their capacity by hand, in two processes at once, unless that is asked for', async () => {
      const both = [await open(), await open()] as const;
      await present(both[0], SANAA, 2);
      await present(both[0], OMAR, 3);
      for (let i = 0; i < 5; i++) await says(both[0], `web-${i}`, 'hi');
      const claims = await Promise.all(
        Array.from({ length: 5 }, (_, i) => (both[i % 2] as TestDesk).handovers.claim(`web-${i}`, SANAA)),
      );
      expect(claims.filter(({ status }) => status === 'done')).toHaveLength(2);
      const refused = claims.findIndex(({ status }) => status === 'refused');
      expect(claims[refused]).toMatchObject({ code: 'at_capacity', load: { holds: 2, capacity: 2 } });
      expect(await state(both[0], `web-${refused}`)).toBe('');
      const over = await both[1].handovers.claim(`web-${refused}`, SANAA, { override: true });
      expect(over).toMatchObject({ status: 'done', overCapacity: true });
      // What is held already is no more than before.
      expect((await both[0].handovers.claim(`web-${refused}`, SANAA)).status).toBe('done');
      expect((await both[0].handovers.held('sanaa')).length).toBe(3);
      const other = claims.findLastIndex(({ status }) => status === 'refused');
      await both[0].handovers.claim(`web-${other}`, OMAR);
      const transfer = (options = {}) => both[1].handovers.transfer(`web-${other}`, OMAR, 'sanaa', options);
      expect(await transfer()).toMatchObject({ code: 'at_capacity', load: { holds: 3, capacity: 2 } });
      expect(await transfer({ override: true })).toMatchObject({ status: 'done', overCapacity: true });
    });

    it('say honestly that nobody came in time, and leave a message', async () => {
      const desk = await open({ waitMinutes: 10 });
      await present(desk, SANAA, 0);
      await says(desk, 'web-1', 'human');
      await vi.waitUntil(async () => (await desk.handovers.queue('demo')).length === 1);
      time += 9 * 60_000;
      await desk.handovers.sweep();
      expect(await state(desk, 'web-1')).toBe('waiting');
      time += 2 * 60_000;
      await desk.handovers.sweep();
      await desk.handovers.sweep();
      expect(await state(desk, 'web-1')).toBe('message_left');
      expect((await desk.texts('web-1')).filter((text) => text.includes('الوقت المحدد'))).toHaveLength(1);
      expect(await desk.handovers.queue('demo')).toEqual([]);
    });

    it('can be called off while nobody has answered, and no longer after', async () => {
      const desk = await open();
      await present(desk, SANAA);
      await says(desk, 'web-1', 'human');
      await becomes(desk, 'web-1', 'with_agent sanaa');
      await says(desk, 'web-1', 'bot please');
      expect((await desk.texts('web-1')).at(-1)).toBe('< bot: called off');
      await vi.waitUntil(async () => (await desk.handovers.held('sanaa')).length === 0);
      await says(desk, 'web-1', 'human');
      await vi.waitUntil(async () => (await desk.handovers.get('web-1'))?.state === 'with_agent');
      const { number } = (await desk.handovers.get('web-1')) ?? { number: -1 };
      const voice = { by: 'agent', agent: 'sanaa', name: 'S', number } as const;
      await desk.conversations.post('web-1', { type: 'message', text: 'salam' }, { messageId: 'm1', voice });
      await says(desk, 'web-1', 'bot please');
      expect(await state(desk, 'web-1')).toBe('with_agent sanaa');
      expect((await desk.texts('web-1')).at(-1)).toBe('> bot please');
    });

    it('give to one of many who claim at once in two processes', async () => {
      const both = [await open(), await open()] as const;
      await both[0].handovers.presence({ ...SANAA, shops: ['demo'], state: 'present', capacity: 0 });
      await says(both[0], 'web-1', 'human');
      const claims = Array.from({ length: 20 }, (_, i) =>
        (both[i % 2] as TestDesk).handovers.claim('web-1', { id: `agent-${i}`, name: `${i}` }),
      );
      const outcomes = await Promise.all(claims);
      expect(outcomes.filter(({ status }) => status === 'done')).toHaveLength(1);
      const owner = (await both[1].handovers.get('web-1'))?.agent?.id ?? '';
      expect(await both[1].handovers.held(owner)).toEqual(['web-1']);
    });

    it('tell the usual wait only when enough waits have been measured', async () => {
      const desk = await open();
      for (let i = 0; i < 10; i++) {
        await present(desk, SANAA, 0);
        expect((await desk.handovers.outlook('demo')).minutes).toBeUndefined();
        await says(desk, `web-${i}`, 'human');
        await vi.waitUntil(async () => (await desk.handovers.queue('demo')).length === 1);
        time += 150_000;
        await desk.handovers.claim(`web-${i}`, SANAA, { override: true });
      }
      expect((await desk.handovers.outlook('demo')).minutes).toBe(3);
      time += 8 * 86_400_000;
      expect((await desk.handovers.outlook('demo')).minutes).toBeUndefined();
    });
  });
}
