import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openConsolePage } from '../support/consolePage.ts';
import { type ConsoleSite, openConsoleSite } from '../support/consoleSite.ts';
import { openBrowser } from '../support/widgetSite.ts';

vi.setConfig({ testTimeout: 40_000 });

const SHOP = 'xiaomi-ma';
const HIT = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>';

let site: ConsoleSite;
let browser: Browser;

beforeAll(async () => {
  [site, browser] = await Promise.all([openConsoleSite(), openBrowser()]);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

/** A customer who writes to the web channel as a program would, with a name, words and files of their choosing. */
async function hostileCustomer(): Promise<string> {
  const begun = await fetch(`${site.url}/v3/directline/tokens/generate?shop=${SHOP}`, { method: 'POST' }).catch(
    () => undefined,
  );
  const token = begun?.ok ? ((await begun.json()) as { token: string }).token : '';
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const opened = await fetch(`${site.url}/v3/directline/conversations?shop=${SHOP}`, { method: 'POST', headers });
  const { conversationId, token: own } = (await opened.json()) as { conversationId: string; token: string };
  const address = `${site.url}/v3/directline/conversations/${conversationId}`;
  const authorization = `Bearer ${own}`;
  const from = { id: 'dl_hostile', name: `Eve ${HIT}` };
  const say = (text: string) =>
    fetch(`${address}/activities`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify({ type: 'message', from, text }),
    });
  const form = new FormData();
  const pixel = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  form.append('file', new Blob([pixel], { type: 'image/png' }), '"><img src=x onerror=window.hit=1>.png');
  await say(
    `${HIT} javascript:window.hit=1 [x](javascript:window.hit=1) https://example.com/"onmouseover="window.hit=1`,
  );
  await fetch(`${address}/upload?userId=dl_hostile`, { method: 'POST', headers: { authorization }, body: form });
  await say('بغيت نهضر مع شي واحد');
  return conversationId;
}

test('markup in a customer’s name, words and file names stays text, and links lead to pages only', async () => {
  await site.account('salma', [SHOP]);
  const console = await openConsolePage(browser, site.consoleUrl);
  await console.enter('salma');
  await hostileCustomer();
  await console.showTab('all');
  await console.rows.first().click();
  await console.message('javascript:window.hit=1');
  await console.page.locator('.transcript .files').first().waitFor();
  expect(await console.page.evaluate('window.hit')).toBeUndefined();
  expect(await console.page.locator('.desk script, .desk [onerror], .desk img:not(.files img)').count()).toBe(0);
  const links = await console.page.locator('.desk a').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
  expect(links.filter((href) => !/^(#|https?:|mailto:|tel:)/.test(href ?? ''))).toEqual([]);
  expect(console.faults).toEqual([]);
  await console.context.close();
});

test('the page is served with a policy that runs no script and no style but its own', async () => {
  const reply = await fetch(site.consoleUrl);
  const policy = reply.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');
  expect(policy).toContain("frame-ancestors 'none'");
  const page = await reply.text();
  expect(page).not.toMatch(/<style|<script(?![^>]*src=)|\sstyle=|\son\w+=/);
});

test('the first view needs less than 60 KB of script', async () => {
  const page = await (await fetch(site.consoleUrl)).text();
  const scripts = [...page.matchAll(/src="([^"]+\.js)"/g)].map(([, path]) => path ?? '');
  let bytes = 0;
  for (const path of scripts) {
    const reply = await fetch(new URL(path, site.url), { headers: { 'accept-encoding': 'gzip' } });
    expect(reply.headers.get('content-encoding')).toBe('gzip');
    const { gzipSync } = await import('node:zlib');
    bytes += gzipSync(Buffer.from(await reply.arrayBuffer()), { level: 9 }).length;
  }
  expect(scripts.length).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(60_000);
});
