/** The bot in a thread: says the same as in this one, and a thread that dies or hangs costs no more than its turn. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BotThreads } from '../../../dialogs/thread/botThreads.ts';
import { openThread } from '../../../dialogs/thread/openThread.ts';
import { COMPILED_FOLDER, KNOWLEDGE_FOLDER } from '../../../src/cli/folders.ts';
import { conversationRecords } from '../../../src/conversation/index.ts';
import { createLog } from '../../../src/log.ts';
import { createOrders } from '../../../src/orders/index.ts';
import { composeShopBot, type ShopBotOptions, shopKnowledge } from '../../../src/shopBot.ts';
import { type Driver, openDriver } from '../../../src/storage/index.ts';
import { openAnswering } from '../../support/answering.ts';
import { sampleSources } from '../../support/orderDesk.ts';
import { SCRIPT_NOW } from '../../support/scripts.ts';
import { createConversations, type TestConversations } from '../../support/testConversations.ts';

const now = () => Date.parse(SCRIPT_NOW);
const log = createLog('silent');
let folder: string;
let driver: Driver;
let runtime: TestConversations;
let stop: () => Promise<void>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sanad-threads-'));
  driver = await openDriver(`sqlite:${join(folder, 'sanad.db')}`);
});
afterEach(async () => {
  await runtime.conversations.stop();
  await stop();
  await driver.close();
  rmSync(folder, { recursive: true, force: true });
});

async function says(conversation: string, text: string): Promise<void> {
  await runtime.say(conversation, text);
  await vi.waitUntil(() => runtime.conversations.active === 0);
}

describe('the whole bot', () => {
  const shared = shopKnowledge(openAnswering().knowledge);

  function open(count: number): void {
    const threads = { count, root: KNOWLEDGE_FOLDER, cache: COMPILED_FOLDER, silentMs: 60_000 };
    const orders = createOrders({ sources: sampleSources(now), driver, now, log });
    let ended: ShopBotOptions['conversations'];
    runtime = createConversations(
      driver,
      (storage) => {
        const made = composeShopBot({
          shared,
          storage,
          driver,
          conversations: () => ended(),
          orders,
          threads,
          now,
          log,
        });
        stop = async () => {
          for (const service of made.bot.services ?? []) await service.stop();
          await orders.close();
        };
        return made.bot;
      },
      { now, turnTimeoutMs: 60_000 },
    );
    ended = () => runtime.conversations;
  }

  /** What the bot said and kept, without what differs from run to run. */
  async function talk(shop: string, ...texts: string[]) {
    const id = `web-${shop}`;
    const user = { id: 'customer' };
    await runtime.conversations.begin({ id, channel: 'web', shop, user, createdAt: SCRIPT_NOW });
    for (const text of texts) await says(id, text);
    const entries = await runtime.conversations.read(id, { after: 0, limit: 100 });
    const said = entries.map(({ direction, activity }) => {
      const { kind, citations } = activity.channelData?.sanad ?? {};
      const { text, type, name } = activity;
      return { direction, type, name, kind, citations, text: text?.replace(/\b[A-Z]{2}-[\d-]+/gu, '#') };
    });
    const kept: object[] = [];
    for await (const record of conversationRecords(driver, id, 'decisions'))
      kept.push({ ...(record as object), id: '', conversation: '' });
    const state = await driver.get(`c:${id}`, `bot:web/conversations/${id}/`);
    return {
      said,
      kept,
      handover: (await runtime.conversations.handover(id))?.value,
      state: JSON.stringify(state?.value).length,
    };
  }

  async function both(shop: string, ...texts: string[]) {
    open(1);
    const inThread = await talk(shop, ...texts);
    await runtime.conversations.stop();
    await stop();
    await driver.close();
    rmSync(join(folder, 'sanad.db'));
    driver = await openDriver(`sqlite:${join(folder, 'other.db')}`);
    open(0);
    return { inThread, here: await talk(shop, ...texts) };
  }

  it('answers from the policy and remembers what was asked before', async () => {
    const { inThread, here } = await both('village-ma', 'شحال من نهار عندي باش نرجع؟', 'وإلا كان مفتوح؟');
    expect(inThread).toEqual(here);
    expect(inThread.said.filter(({ citations }) => (citations as unknown[])?.length > 0)).toHaveLength(2);
  });

  it('finds orders by the server’s sources and keeps the decision', async () => {
    const texts = ['بغيت نرجع التيليفون 5261117836207719 hicham.b@example.ma', 'بدلت رأيي', 'لا ما فتحتوش', 'لا'];
    const { inThread, here } = await both('xiaomi-ma', ...texts);
    expect(inThread).toEqual(here);
    expect(inThread.kept).toHaveLength(1);
  });

  it('reserves the number of a complaint and calls a person where the store is', async () => {
    const complaint = ['بغيت ندير شكاية', 'التيليفون تهرس فالطريق', 'XM1', 'بغيت نهضر مع شي واحد'];
    const { inThread, here } = await both('xiaomi-ma', ...complaint);
    expect(inThread).toEqual(here);
    expect(inThread.handover).toMatchObject({ state: 'message_left' });
  });
});

describe('a thread', () => {
  let logged: string[];

  const FILE = new URL('../../support/wilfulThread.ts', import.meta.url);

  function open(silentMs = 60_000, cache = 'died', opened?: Worker): void {
    logged = [];
    const prove = async () => Promise.reject(Object.assign(new TypeError('gone'), { code: 'ECONNRESET' }));
    const verifiedOrders = async () => ({ status: 'found', orders: [] });
    const requestCode = async () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2500);
    const orders = { prove, requestCode, sendsCodes: false, verifiedOrders };
    runtime = createConversations(
      driver,
      (storage) => {
        const threads = new BotThreads({
          threads: 1,
          root: '',
          cache: join(folder, cache),
          file: FILE,
          opened,
          parts: { orders: orders as never },
          storage,
          silentMs,
          log: createLog('debug', (line) => logged.push(line)),
        });
        stop = () => threads.stop();
        return { handler: threads.handler, apology: () => 'sorry' };
      },
      { turnTimeoutMs: 20_000 },
    );
  }
  const answers = async (conversation: string) => (await runtime.texts(conversation)).filter((line) => line[0] === '<');

  it('that was opened before the server loaded is the one that answers', async () => {
    const thread = openThread({ root: '', cache: join(folder, 'died') }, FILE);
    const heard: unknown[] = [];
    thread.on('message', (message: { kind: string }) => heard.push(message.kind));
    open(60_000, 'died', thread);
    await says('web-1', 'hello');
    expect((await answers('web-1')).at(-1)).toBe('< heard hello');
    expect(heard).toContain('done');
  });

  it('that was opened before and has ended meanwhile is replaced', async () => {
    const thread = openThread({ root: '', cache: '' }, FILE);
    await thread.terminate();
    open(60_000, 'died', thread);
    await says('web-1', 'hello');
    expect((await answers('web-1')).at(-1)).toBe('< heard hello');
  });

  it('that dies gets a successor, which answers the turn', async () => {
    open();
    await says('web-1', 'once');
    expect((await answers('web-1')).at(-1)).toBe('< heard once');
    expect(logged.filter((line) => line.includes('bot.thread.lost'))).toHaveLength(1);
  });

  it('that dies twice over a turn costs that turn an apology, and no other turn anything', async () => {
    open();
    await says('web-1', 'hello');
    await Promise.all([runtime.say('web-1', 'die'), says('web-2', 'hello')]);
    await vi.waitUntil(async () => (await answers('web-1')).includes('< sorry'));
    await vi.waitUntil(async () => (await answers('web-2')).includes('< heard hello'));
    await says('web-1', 'still there?');
    expect((await answers('web-1')).at(-1)).toBe('< heard still there?');
  });

  it('that hangs is ended and replaced', async () => {
    open(1500);
    await Promise.all([runtime.say('web-1', 'hang'), says('web-2', 'hello')]);
    await vi.waitUntil(async () => (await answers('web-1')).includes('< sorry'));
    await says('web-2', 'again');
    expect((await answers('web-2')).at(-1)).toBe('< heard again');
  });

  it('that loads for longer than a thread may be silent is waited for', async () => {
    open(1000, 'slow');
    await says('web-1', 'hello');
    expect((await answers('web-1')).at(-1)).toBe('< heard hello');
    expect(logged.filter((line) => line.includes('bot.thread.lost'))).toEqual([]);
  });

  it('is not taken for silent when the server itself stood still', async () => {
    open(1000);
    await says('web-1', 'call orders requestCode late');
    expect((await answers('web-1')).at(-1)).toBe('< "timed-out"');
    expect(logged.filter((line) => line.includes('bot.thread.lost'))).toEqual([]);
  });

  it('is told of the server’s failures by name, code and place', async () => {
    open();
    await says('web-1', 'call orders prove');
    expect((await answers('web-1')).at(-1)).toBe('< sorry');
    const failed = runtime.logged.find((line) => line.includes('turn.failed')) ?? '{}';
    expect(JSON.parse(failed)).toMatchObject({ error: 'TypeError', code: 'ECONNRESET' });
    expect(failed).not.toContain('gone');
  });

  it('calls what dialogs may call and nothing else', async () => {
    open();
    await says('web-1', 'call orders verifiedOrders');
    expect((await answers('web-1')).at(-1)).toBe('< {"status":"found","orders":[]}');
    await says('web-1', 'call orders close');
    await says('web-1', 'call orders constructor');
    expect((await answers('web-1')).slice(-2)).toEqual(['< sorry', '< sorry']);
  });
});
