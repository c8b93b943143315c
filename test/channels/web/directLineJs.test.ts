import { readFileSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { ChannelActivity } from '../../../src/channels/activity.ts';
import type { Route } from '../../../src/channels/http.ts';
import { message, post, startConversation } from '../../support/directLine.ts';
import { freePort } from '../../support/redisServer.ts';
import { STORES, type Store } from '../../support/stores.ts';
import { startTestApp, type TestApp } from '../../support/testApp.ts';

/** What the page of this test keeps of the unmodified client. */
interface Client {
  got: ChannelActivity[];
  statuses: number[];
  posted: string[];
  say(text: string): void;
}
declare const window: { client: Client };

const library = readFileSync(
  new URL('../../../node_modules/botframework-directlinejs/dist/directline.js', import.meta.url),
);
const PAGE = `<!doctype html><script src="/directline.js"></script><script>
  const token = new URLSearchParams(location.search).get('token');
  const directLine = new DirectLine.DirectLine({ domain: location.origin + '/v3/directline', token });
  window.client = {
    got: [], statuses: [], posted: [],
    say: (text) => directLine.postActivity({ type: 'message', text, from: { id: 'x' } }).subscribe((id) => client.posted.push(id)),
  };
  directLine.connectionStatus$.subscribe((status) => client.statuses.push(status));
  directLine.activity$.subscribe((activity) => client.got.push(activity));
</script>`;
const pages: Route[] = [
  {
    method: 'GET',
    path: '/directline.js',
    handle: () => ({ status: 200, headers: { 'content-type': 'text/javascript' }, body: library }),
  },
  {
    method: 'GET',
    path: '/client',
    handle: () => ({ status: 200, headers: { 'content-type': 'text/html' }, body: PAGE }),
  },
];

const ONLINE = 2;
const EXPIRED_TOKEN = 3;
let now = 1_795_000_000_000;
let store: Store;
let app: TestApp;
let browser: Browser;
let page: Page;
let start: () => Promise<TestApp>;

beforeAll(async () => {
  store = await (STORES[0] as (typeof STORES)[number]).create();
  const port = String(await freePort());
  start = () => startTestApp({ now: () => now, pages, env: { PORT: port, STORAGE_URL: store.url } });
  app = await start();
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] }).catch((cause) => {
    throw new Error('this test needs a real Chromium: apt-get install -y chromium', { cause });
  });
  page = await browser.newPage();
}, 60_000);
afterAll(async () => {
  await browser.close();
  await app.stop();
  await store.remove();
});

const texts = () =>
  page.evaluate(() =>
    window.client.got.filter((one) => one.type === 'message').map((one) => `${one.from?.role} ${one.text}`),
  );
const saw = (count: number) =>
  vi.waitUntil(
    async () => {
      const found = await texts();
      return found.length >= count && found;
    },
    { timeout: 10_000, interval: 50 },
  );
const say = (text: string) => page.evaluate((words) => window.client.say(words), text);
const pass = async (ms: number) => {
  now += ms;
  await page.clock.fastForward(ms);
};

it('serves the unmodified botframework-directlinejs through a whole conversation in Chromium', async () => {
  const conversation = await startConversation(app.url);
  await page.clock.install();
  await page.goto(`${app.url}/client?token=${conversation.token}`);
  await say('سلام');
  expect(await saw(2)).toEqual(['user سلام', 'bot سلام']);
  expect(await page.evaluate(() => window.client.statuses.at(-1))).toBe(ONLINE);
  expect(await page.evaluate(() => window.client.posted[0] === window.client.got[0]?.id)).toBe(true);

  // The server goes away and comes back; a message is answered before the client has noticed.
  await app.stop();
  app = await start();
  await post(conversation, message('from another tab'));
  const reconnected = page.waitForResponse((response) => /\/conversations\/[^/]+\?watermark=\d+/.test(response.url()));
  await vi.waitUntil(
    async () => {
      await pass(1000);
      return Promise.race([
        reconnected.then(() => true),
        new Promise<false>((resolve) => setImmediate(() => resolve(false))),
      ]);
    },
    { timeout: 20_000, interval: 20 },
  );
  await say('بعد العودة');
  expect(await saw(6)).toEqual([
    'user سلام',
    'bot سلام',
    'user from another tab',
    'bot from another tab',
    'user بعد العودة',
    'bot بعد العودة',
  ]);
  expect(new Set(await page.evaluate(() => window.client.got.map((one) => one.id))).size).toBe(6);

  // The client refreshes its token every quarter of an hour, so that it outlives the first one.
  for (let quarter = 0; quarter < 5; quarter++) {
    const refreshed = page.waitForResponse((response) => response.url().endsWith('/tokens/refresh'));
    await pass(15 * 60_000);
    expect((await refreshed).status()).toBe(200);
  }
  await say('بعد ساعة');
  expect((await saw(8)).slice(6)).toEqual(['user بعد ساعة', 'bot بعد ساعة']);

  // A page that slept too long is told that its token has expired.
  now += 3 * 3_600_000;
  await say('متأخر');
  await vi.waitUntil(async () => (await page.evaluate(() => window.client.statuses.at(-1))) === EXPIRED_TOKEN);
  expect(await texts()).toHaveLength(8);
}, 90_000);
