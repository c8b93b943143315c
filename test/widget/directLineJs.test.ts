import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Route } from '../../src/channels/http.ts';
import { repeatingBot } from '../support/repeatingBot.ts';
import { openBrowser, openWidgetSite, type WidgetSite } from '../support/widgetSite.ts';

vi.setConfig({ testTimeout: 60_000 });

let site: WidgetSite;
let browser: Browser;
/** How far the server's clock is ahead. */
let ahead = 0;

const file = (path: string, type: string, body: string): Route => ({
  method: 'GET',
  path,
  handle: () => ({ status: 200, headers: { 'content-type': type }, body }),
});

beforeAll(async () => {
  const client = readFileSync(
    createRequire(import.meta.url).resolve('botframework-directlinejs/dist/directline.js'),
    'utf8',
  );
  const pages = [
    file('/directline.js', 'text/javascript', client),
    file('/client', 'text/html', '<!doctype html><script src="/directline.js"></script>'),
  ];
  const now = () => Date.now() + ahead;
  [site, browser] = await Promise.all([openWidgetSite({ bot: repeatingBot, pages, now }), openBrowser()]);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

interface Started {
  readonly resume: string;
}

/** Starts the unmodified client on a page of its own; what it receives is kept in the page. Also what the server said. */
async function startClient(): Promise<[Page, Started]> {
  const page = await browser.newPage();
  await page.clock.install();
  await page.goto(`${site.url}/client`);
  const started = page.waitForResponse('**/v3/directline/conversations');
  await page.evaluate(`(async () => {
    const domain = location.origin + '/v3/directline';
    const { token } = await (await fetch(domain + '/tokens/generate?shop=xiaomi-ma', { method: 'POST' })).json();
    window.received = [];
    window.statuses = [];
    window.client = new DirectLine.DirectLine({ domain, token });
    client.connectionStatus$.subscribe((status) => statuses.push(status));
    client.activity$.subscribe((activity) => received.push(activity));
  })()`);
  return [page, (await (await started).json()) as Started];
}

function say(page: Page, text: string): Promise<unknown> {
  const activity = JSON.stringify({ type: 'message', from: { id: 'me' }, text });
  return page.evaluate(`new Promise((resolve, reject) => client.postActivity(${activity}).subscribe(resolve, reject))`);
}

async function texts(page: Page): Promise<string[]> {
  return (await page.evaluate(`received.filter(({ type }) => type === 'message').map(({ text }) => text)`)) as string[];
}

/**
 * The texts as a page reads them: each id once. After `reconnect` the client keeps a socket for every status it has
 * passed through, with any server, so one message reaches it several times; pages such as Web Chat go by the id.
 */
async function textsOnce(page: Page): Promise<string[]> {
  const byId = `new Map(received.filter(({ type }) => type === 'message').map(({ id, text }) => [id, text]))`;
  return (await page.evaluate(`[...${byId}.values()]`)) as string[];
}

const exchange = (text: string) => [text, `رد: ${text}`];

test('the unmodified botframework-directlinejs starts, is answered, resumes after a drop, and refreshes its token', async () => {
  const [page] = await startClient();
  await say(page, 'أول');
  await expect.poll(() => texts(page)).toEqual(exchange('أول'));
  expect(await page.evaluate('statuses.at(-1)')).toBe(2);

  site.link.drop();
  await say(page, 'ثان');
  await page.clock.fastForward(16_000);
  await expect.poll(() => texts(page)).toEqual([...exchange('أول'), ...exchange('ثان')]);
  site.link.drop();
  await page.clock.fastForward(16_000);
  await say(page, 'ثالث');
  await expect.poll(() => texts(page)).toEqual(['أول', 'ثان', 'ثالث'].flatMap(exchange));

  const refreshed = page.waitForResponse('**/tokens/refresh');
  await page.clock.fastForward(15 * 60_000);
  const { token } = (await (await refreshed).json()) as { token: string };
  const posted = page.waitForRequest('**/activities');
  await say(page, 'رابع');
  expect((await posted).headers().authorization).toBe(`Bearer ${token}`);
  await expect.poll(() => texts(page)).toEqual(['أول', 'ثان', 'ثالث', 'رابع'].flatMap(exchange));
  await page.close();
});

test('with an expired token it says so, and goes on where it was with a fresh one', async () => {
  const [page, start] = await startClient();
  await say(page, 'أول');
  await expect.poll(() => texts(page)).toEqual(exchange('أول'));
  ahead += 2 * 3600 * 1000;
  expect(await say(page, 'ضائع')).toBe('retry');
  expect(await page.evaluate('statuses.at(-1)')).toBe(3);

  await page.evaluate(`(async () => {
    const domain = location.origin + '/v3/directline';
    const body = JSON.stringify({ resume: '${start.resume}' });
    const { token, conversationId } = await (await fetch(domain + '/tokens/resume', { method: 'POST', body })).json();
    const headers = { authorization: 'Bearer ' + token };
    const again = await fetch(domain + '/conversations/' + conversationId + '?watermark=' + client.watermark, { headers });
    client.reconnect(await again.json());
  })()`);
  await expect.poll(() => page.evaluate('statuses.at(-1)')).toBe(2);
  site.link.drop();
  await page.clock.fastForward(16_000);
  await say(page, 'ثان');
  await expect.poll(() => textsOnce(page)).toEqual(['أول', 'ثان'].flatMap(exchange));
  await page.close();
});
