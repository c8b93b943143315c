/** An agent's words beside the bot's: stored once, never under an old number, and never together with a late bot. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BotFactory } from '../../src/application.ts';
import {
  type ConversationsOptions,
  HandoverMovedError,
  UnknownConversationError,
} from '../../src/conversation/index.ts';
import { type Driver, openDriver } from '../../src/storage/index.ts';
import { countingBot } from '../support/countingBot.ts';
import { platformChannel } from '../support/platformChannel.ts';
import { startPlatform } from '../support/platformServer.ts';
import { STORES, type Store } from '../support/stores.ts';
import { createConversations, type TestConversations } from '../support/testConversations.ts';

const AGENT = { by: 'agent', agent: 'a1', name: 'سناء' } as const;

for (const { name, create } of STORES) {
  describe(`messages outside a turn on ${name}`, () => {
    let store: Store;
    const drivers: Driver[] = [];
    const running: TestConversations[] = [];

    beforeEach(async () => {
      store = await create();
    });
    afterEach(async () => {
      for (const one of running.splice(0)) await one.conversations.stop();
      for (const one of drivers.splice(0)) await one.close();
      await store.remove();
    });

    const process = async (bot: BotFactory = countingBot(), options: Partial<ConversationsOptions> = {}) => {
      const driver = await openDriver(store.url);
      drivers.push(driver);
      const one = createConversations(driver, bot, options);
      running.push(one);
      return one;
    };
    const turns = (one: TestConversations, conversation: string, count: number) =>
      vi.waitUntil(async () => (await one.turns(conversation)).length >= count);
    const hold = async ({ conversations }: TestConversations, conversation: string, state = 'with_agent') => {
      const { value, version } = await conversations.handover(conversation);
      const number = (value?.number ?? 0) + 1;
      const say = [{ type: 'message', text: `${state} ${number}` }];
      expect(await conversations.changeHandover(conversation, { expect: version, value: { number, state }, say })).toBe(
        true,
      );
      return number;
    };

    it('are stored once by their id, and carry who says them under which number', async () => {
      const one = await process();
      await one.say('web-1', 'a');
      await turns(one, 'web-1', 2);
      const number = await hold(one, 'web-1');
      const voice = { ...AGENT, number };
      const post = () =>
        one.conversations.post('web-1', { type: 'message', text: 'salam' }, { messageId: 'm1', voice });
      const [first, ...others] = await Promise.all([post(), post(), post()]);
      const again = await post();
      expect([first, ...others].filter(({ status }) => status === 'posted')).toHaveLength(1);
      expect(again).toEqual({ status: 'repeat', id: first?.id });
      expect(await one.texts('web-1')).toEqual(['> a', '< 1 a', '< with_agent 1', '< salam']);
      const entry = (await one.conversations.read('web-1', { after: 0, limit: 99 })).at(-1);
      expect(entry?.activity).toMatchObject({
        from: { id: 'agent:a1', name: 'سناء', role: 'agent' },
        channelData: { sanad: { kind: 'agent', voice: { by: 'agent', number: 1 } } },
      });
    });

    it('are refused under an old number, and in a conversation that nobody began', async () => {
      const one = await process();
      await one.say('web-1', 'a');
      const old = await hold(one, 'web-1');
      await hold(one, 'web-1', 'bot');
      const post = (conversation: string) =>
        one.conversations.post(
          conversation,
          { type: 'message', text: 'late' },
          { messageId: 'm1', voice: { ...AGENT, number: old } },
        );
      await expect(post('web-1')).rejects.toThrow(HandoverMovedError);
      await expect(post('web-2')).rejects.toThrow(UnknownConversationError);
      expect((await one.texts('web-1')).join()).not.toContain('late');
    });

    it('let one of two change who speaks', async () => {
      const both = [await process(), await process()];
      await both[0]?.say('web-1', 'a');
      const changes = both.map((one, i) =>
        one.conversations.changeHandover('web-1', { expect: 0, value: { number: 1, state: `s${i}` } }),
      );
      expect((await Promise.all(changes)).filter(Boolean)).toHaveLength(1);
    });

    it('drop what a bot had begun to say before an agent took over, and leave the message to the agent', async () => {
      let inside = () => {};
      let times = 0;
      const reached = new Promise<void>((resolve) => {
        inside = resolve;
      });
      let open = () => {};
      const passed = new Promise<void>((resolve) => {
        open = resolve;
      });
      const slow: BotFactory = (storage) => {
        const bot = countingBot()(storage);
        return {
          ...bot,
          handler: async (context, turn) => {
            await bot.handler(context, turn);
            if (context.activity.type !== 'message') return;
            turn.record('kept', {});
            times += 1;
            inside();
            await passed;
          },
        };
      };
      const one = await process(slow);
      await one.say('web-1', 'help');
      await reached;
      await hold(one, 'web-1');
      open();
      await turns(one, 'web-1', 2);
      expect(await one.texts('web-1')).toEqual(['> help', '< with_agent 1']);
      expect((await one.turns('web-1')).map(({ status }) => status)).toEqual(['silent', 'relayed']);
      expect(await drivers[0]?.range('c:web-1', 'kept', { limit: 9 })).toEqual([]);
      expect(times).toBe(1);
      await hold(one, 'web-1', 'bot');
      await one.say('web-1', 'again');
      await turns(one, 'web-1', 3);
      expect((await one.texts('web-1')).at(-1)).toBe('< 1 again');
    });

    it('reach the platform of a channel that is called', async () => {
      const platform = await startPlatform();
      const one = await process(countingBot(), { channels: [platformChannel(platform.url)] });
      await one.say('platform-1', 'a');
      await turns(one, 'platform-1', 2);
      const number = await hold(one, 'platform-1');
      const voice = { ...AGENT, number };
      await one.conversations.post('platform-1', { type: 'message', text: 'salam' }, { messageId: 'm1', voice });
      const states = await vi.waitUntil(async () => {
        const entries = await one.conversations.transcript('platform-1', { limit: 99 });
        const ours = entries.filter(({ direction }) => direction === 'out').map(({ delivery }) => delivery?.state);
        return ours.every((state) => state === 'sent') && ours;
      });
      expect(states).toHaveLength(3);
      await platform.close();
    });

    it('and turns move a conversation up in its shop’s list, page by page, and in its customer’s', async () => {
      let time = Date.UTC(2026, 10, 23);
      const one = await process(countingBot(), { now: () => time });
      for (const id of ['web-1', 'web-2', 'web-3']) {
        await one.say(id, 'a');
        await turns(one, id, 2);
      }
      time += 120_000;
      await one.say('web-1', 'b');
      await turns(one, 'web-1', 3);
      const ids = (page: { items: readonly { id: string }[] } | undefined) => page?.items.map(({ id }) => id);
      const first = await vi.waitUntil(async () => {
        const page = await one.conversations.list('demo', { limit: 2 });
        return page.items[0]?.id === 'web-1' && page;
      });
      const second = await one.conversations.list('demo', { limit: 2, ...(first.next && { after: first.next }) });
      expect([...(ids(first) ?? []), ...(ids(second) ?? [])].sort()).toEqual(['web-1', 'web-2', 'web-3']);
      expect(first.items[0]?.lastAt).toBe(time);
      expect(second.next).toBeUndefined();
      expect(ids(await one.conversations.list('other', { limit: 9 }))).toEqual([]);
      const customer = { channel: 'web', user: { id: 'customer' } };
      expect(ids(await one.conversations.listOf(customer, { limit: 9 }))?.sort()).toEqual(['web-1', 'web-2', 'web-3']);
    });
  });
}
