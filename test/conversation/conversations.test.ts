import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BotFactory } from '../../src/application.ts';
import type { ConversationsOptions, TurnHandler } from '../../src/conversation/index.ts';
import { type Driver, openDriver } from '../../src/storage/index.ts';
import { countingBot } from '../support/countingBot.ts';
import { STORES, type Store } from '../support/stores.ts';
import { createConversations, type TestConversations } from '../support/testConversations.ts';

const answering =
  (handler: TurnHandler): BotFactory =>
  () => ({ handler, apology: () => 'apology' });

/** A promise that the test settles. */
function gate() {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

for (const { name, create } of STORES) {
  describe(`conversations on ${name}`, () => {
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

    /** One more process on the store. */
    const process = async (bot: BotFactory = countingBot(), options: Partial<ConversationsOptions> = {}) => {
      const driver = await openDriver(store.url);
      drivers.push(driver);
      const one = createConversations(driver, bot, options);
      running.push(one);
      return one;
    };
    const answers = (one: TestConversations, conversation: string, count: number) =>
      vi.waitUntil(async () => {
        const found = (await one.texts(conversation)).filter((text) => text.startsWith('<'));
        return found.length >= count && found;
      });

    it('answers each message in order, with state kept between turns', async () => {
      const one = await process();
      for (const text of ['a', 'b', 'c']) await one.say('web-1', text);
      expect(await answers(one, 'web-1', 3)).toEqual(['< 1 a', '< 2 b', '< 3 c']);
    });

    it('knows what another process has said and kept meanwhile', async () => {
      const [one, other] = [await process(), await process()];
      for (const [at, each] of [one, other, other, one, one].entries()) {
        await each.say('web-1', `${at}`);
        await answers(each, 'web-1', at + 1);
        await vi.waitUntil(() => each.conversations.active === 0);
      }
      expect(await answers(one, 'web-1', 5)).toEqual(['< 1 0', '< 2 1', '< 3 2', '< 4 3', '< 5 4']);
    });

    it('knows nothing of a conversation that was erased and begins again under its old name', async () => {
      const one = await process();
      for (const text of ['a', 'b']) await one.say('web-1', text);
      await answers(one, 'web-1', 2);
      await vi.waitUntil(() => one.conversations.active === 0);
      await drivers[0]?.drop('c:web-1');
      await one.say('web-1', 'new');
      expect(await answers(one, 'web-1', 1)).toEqual(['< 1 new']);
      await vi.waitUntil(() => one.conversations.active === 0);
      expect(await one.texts('web-1')).toEqual(['> new', '< 1 new']);
    });

    it('tells the bot once who is there, before the first message', async () => {
      const types: string[] = [];
      const one = await process(answering(async (context) => void types.push(context.activity.type)));
      await one.say('web-1', 'a');
      await vi.waitUntil(() => types.length === 2);
      expect(types).toEqual(['conversationUpdate', 'message']);
    });

    it('takes the same message once, and tells the sender the same id again', async () => {
      const one = await process();
      const first = await one.say('web-1', 'a', 'same');
      const repeats = await Promise.all([one.say('web-1', 'a', 'same'), one.say('web-1', 'a', 'same')]);
      expect(first.status).toBe('accepted');
      for (const repeat of repeats) expect(repeat).toEqual({ status: 'repeat', id: first.id });
      await one.say('web-1', 'b');
      expect(await answers(one, 'web-1', 2)).toEqual(['< 1 a', '< 2 b']);
    });

    it('joins several short messages into one turn, whose reply names them all', async () => {
      const one = await process(countingBot(), { burst: { waitMs: 1500, maxMs: 10_000 } });
      const ids = [];
      for (const text of ['سلام', 'شريت تيليفون', 'نقدر نرجعو؟']) ids.push((await one.say('web-1', text)).id);
      expect(await answers(one, 'web-1', 1)).toEqual(['< 1 سلام|شريت تيليفون|نقدر نرجعو؟']);
      const reply = (await one.conversations.read('web-1', { after: 0, limit: 10 })).at(-1)?.activity;
      expect(reply?.channelData?.sanad?.answers).toEqual(ids);
      expect(reply?.replyToId).toBe(ids.at(-1));
      expect((await one.turns('web-1')).at(-1)).toMatchObject({
        status: 'answered',
        messages: ids,
        replies: [reply?.id],
      });
    });

    it('keeps state and replies of a failed turn to itself, apologises once and goes on', async () => {
      const bot: BotFactory = (storage) => {
        const counting = countingBot()(storage);
        return {
          apology: () => 'apology',
          handler: async (context, turn) => {
            await counting.handler(context, turn);
            if (context.activity.text === 'secret text') throw new Error(`cannot read ${context.activity.text}`);
          },
        };
      };
      const one = await process(bot);
      for (const text of ['a', 'secret text', 'c']) await one.say('web-1', text);
      expect(await answers(one, 'web-1', 3)).toEqual(['< 1 a', '< apology', '< 2 c']);
      expect((await one.turns('web-1')).map((turn) => turn.status)).toEqual([
        'silent',
        'answered',
        'failed',
        'answered',
      ]);
      expect(one.logged.join()).toContain('turn.failed');
      expect(one.logged.join()).not.toContain('secret');
    });

    it('apologises when a turn takes too long, and lets its late reply fall', async () => {
      const { passed, open } = gate();
      let late: Promise<unknown> | undefined;
      const slow = answering(async (context) => {
        if (context.activity.type !== 'message') return;
        await passed;
        late = context.sendActivity('too late');
        await late;
      });
      const one = await process(slow, { turnTimeoutMs: 50 });
      await one.say('web-1', 'a');
      expect(await answers(one, 'web-1', 1)).toEqual(['< apology']);
      open();
      await vi.waitUntil(() => late !== undefined);
      await expect(late).rejects.toThrow('has ended');
      expect(await one.texts('web-1')).toEqual(['> a', '< apology']);
    });

    it('lets no policy statement without a citation out', async () => {
      const uncited = answering(async (context) => {
        if (context.activity.type !== 'message') return;
        await context.sendActivity({
          type: 'message',
          text: 'rule',
          channelData: { sanad: { kind: 'policy', citations: [] } },
        });
      });
      const one = await process(uncited);
      await one.say('web-1', 'a');
      expect(await answers(one, 'web-1', 1)).toEqual(['< apology']);
    });

    it('stays out while an agent holds the conversation, and comes back after', async () => {
      let held = true;
      const one = await process(countingBot(), { heldByAgent: () => held });
      await one.say('web-1', 'to the agent');
      await vi.waitUntil(async () => (await one.turns('web-1')).length === 2);
      held = false;
      await one.say('web-1', 'to the bot');
      expect(await answers(one, 'web-1', 1)).toEqual(['< 1 to the bot']);
      expect((await one.turns('web-1')).map((turn) => turn.status)).toEqual(['relayed', 'relayed', 'answered']);
    });

    it('answers once and in order what two processes accept for one conversation', async () => {
      const both = [await process(), await process()];
      const texts = Array.from({ length: 20 }, (_, i) => `text ${i}`);
      for (const [i, text] of texts.entries()) await both[i % 2]?.say('web-1', text);
      expect(await answers(both[0] as TestConversations, 'web-1', 20)).toEqual(
        texts.map((text, i) => `< ${i + 1} ${text}`),
      );
    });

    it('tells watchers in every process of news and of typing', async () => {
      const typing = answering(async (context) => {
        if (context.activity.type !== 'message') return;
        await context.sendActivity({ type: 'typing' });
        await context.sendActivity('b');
      });
      const both = [await process(typing), await process(typing)] as const;
      const heard: string[] = [];
      const leave = await both[1].conversations.watch('web-1', (news) => heard.push(news));
      await both[0].say('web-1', 'a');
      await vi.waitUntil(() => heard.length >= 1 || name === 'sqlite');
      if (name === 'sqlite') await both[0].conversations.watch('web-1', (news) => heard.push(news));
      await both[0].say('web-1', 'again');
      await vi.waitUntil(() => heard.includes('typing') && heard.includes('log'));
      await leave();
      expect((await both[0].texts('web-1')).filter((text) => text === '< b').length).toBeGreaterThan(0);
    });

    it('waits for the running turn when it stops, and leaves the rest to the next start', async () => {
      const { passed, open } = gate();
      let begun = false;
      const bot: BotFactory = (storage) => {
        const counting = countingBot()(storage);
        const handler: TurnHandler = async (context, turn) => {
          if (context.activity.type === 'message') begun = true;
          if (context.activity.text === 'a') await passed;
          await counting.handler(context, turn);
        };
        return { ...counting, handler };
      };
      const first = await process(bot);
      await first.say('web-1', 'a');
      await vi.waitUntil(() => begun);
      await first.say('web-1', 'b');
      const stopped = first.conversations.stop();
      open();
      await stopped;
      expect(await first.texts('web-1')).toEqual(['> a', '> b', '< 1 a']);
      const second = await process();
      await second.conversations.start();
      expect(await answers(second, 'web-1', 2)).toEqual(['< 1 a', '< 2 b']);
    });

    it('keeps nothing of idle conversations in memory', async () => {
      const one = await process();
      for (let i = 0; i < 50; i++) await one.say(`web-${i}`, 'a');
      for (let i = 0; i < 50; i++) await answers(one, `web-${i}`, 1);
      await vi.waitUntil(() => one.conversations.active === 0);
    });
  });
}
