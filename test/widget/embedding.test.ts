import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { expectNoFaults, openPage } from '../support/widgetPage.ts';
import { openBrowser, openWidgetSite, type WidgetSite } from '../support/widgetSite.ts';

vi.setConfig({ testTimeout: 40_000 });

let site: WidgetSite;
let browser: Browser;
let host: Server;
let hostUrl: string;

/** Pages of a shop on a server of its own, by path; `%` stands for the address of Sanad's server. */
const PAGES: Record<string, { csp?: string; body: string }> = {
  '/plain': { body: '<p>shop</p>' },
  '/strict': {
    csp: "default-src 'none'; script-src %; connect-src % ws%; img-src data:; require-trusted-types-for 'script'; trusted-types 'none'",
    body: '<script src="%/widget.js" data-shop="xiaomi-ma" async></script><p>shop</p>',
  },
  '/head': { body: '<script src="%/widget.js" data-shop="xiaomi-ma"></script>' },
  '/twice': {
    body: '<script src="%/widget.js" data-shop="xiaomi-ma" async></script><script src="%/widget.js" data-shop="village-ma" async></script>',
  },
  '/nameless': { body: '<script src="%/widget.js" async></script>' },
  '/unknown': { body: '<script src="%/widget.js" data-shop="nobody" async></script>' },
  '/loud': {
    body: `<style>* { color: red !important; font-size: 40px !important; direction: ltr; display: inline } button { border: 9px solid lime }</style>
      <script src="%/widget.js" data-shop="xiaomi-ma" async></script>`,
  },
  '/options': {
    body: '<script src="%/widget.js" data-shop="xiaomi-ma" data-lang="fr" data-theme="dark" data-side="left" async></script>',
  },
};

beforeAll(async () => {
  host = createServer((request, response) => {
    const page = PAGES[request.url ?? ''];
    const fill = (text: string) => text.replaceAll('ws%', site.url.replace('http', 'ws')).replaceAll('%', site.url);
    response.setHeader('content-type', 'text/html; charset=utf-8');
    if (page?.csp) response.setHeader('content-security-policy', fill(page.csp));
    response.writeHead(page ? 200 : 404);
    response.end(
      page && `<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,">${fill(page.body)}`,
    );
  });
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  hostUrl = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
  const env = { ALLOWED_ORIGINS: hostUrl };
  [site, browser] = await Promise.all([openWidgetSite({ env }), openBrowser()]);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await site?.close();
  host?.closeAllConnections();
  host?.close();
});

test('widget.js is one file of at most 25 KB gzip, with styles and words inside', () => {
  const size = gzipSync(readFileSync(site.widgetFile), { level: 9 }).length;
  expect(size).toBeLessThanOrEqual(25_000);
  expect(size).toBeGreaterThan(5000);
});

test('loading it costs less than 100 ms of script time, and all requests go to the one server', async () => {
  const widget = await openPage(browser, `${hostUrl}/plain`);
  const session = await widget.context.newCDPSession(widget.page);
  await session.send('Performance.enable');
  const scriptSeconds = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? Number.NaN;
  };
  const asked: string[] = [];
  widget.page.on('request', (request) => asked.push(request.url()));
  widget.page.on('websocket', (socket) => asked.push(socket.url().replace('ws', 'http')));
  const before = await scriptSeconds();
  const tag = `Object.assign(document.createElement('script'), { src: '${site.url}/widget.js' })`;
  await widget.page.evaluate(`{ const tag = ${tag}; tag.dataset.shop = 'xiaomi-ma'; document.body.append(tag); }`);
  await widget.launcher.waitFor();
  expect((await scriptSeconds()) - before).toBeLessThan(0.1);
  await widget.begin();
  await widget.ask('سلام');
  expect(asked.length).toBeGreaterThan(3);
  expect(asked.filter((url) => !url.startsWith(site.url))).toEqual([]);
  await widget.context.close();
});

test('it works under a strict Content-Security-Policy with Trusted Types', async () => {
  const widget = await openPage(browser, `${hostUrl}/strict`);
  await widget.begin();
  const answer = await widget.ask('من يدفع مصاريف الإرجاع؟');
  await answer.locator('.citation').first().waitFor();
  expect(await widget.launcher.evaluate((button) => button.clientWidth)).toBe(60);
  await expectNoFaults(widget);
  await widget.context.close();
});

test('it starts from the head of a page too, and defines one global', async () => {
  const plain = await openPage(browser, `${hostUrl}/plain`);
  const widget = await openPage(plain.context, `${hostUrl}/head`);
  await widget.launcher.waitFor();
  const globals = 'Object.getOwnPropertyNames(window)';
  const known = new Set((await plain.page.evaluate(globals)) as string[]);
  expect(((await widget.page.evaluate(globals)) as string[]).filter((name) => !known.has(name))).toEqual(['Sanad']);
  await widget.page.evaluate('Sanad.open()');
  await widget.panel.waitFor();
  await widget.page.evaluate('Sanad.close()');
  await widget.panel.waitFor({ state: 'hidden' });
  await plain.context.close();
});

test('two script tags start one widget', async () => {
  const widget = await openPage(browser, `${hostUrl}/twice`);
  await widget.launcher.waitFor();
  await widget.page.waitForLoadState('networkidle');
  expect(await widget.page.locator('sanad-widget').count()).toBe(1);
  await widget.context.close();
});

test.each([
  ['without a shop', '/nameless', 'data-shop'],
  ['of an unknown shop', '/unknown', 'nobody'],
])('a tag %s shows nothing, throws nothing, and tells the developer', async (_, path, told) => {
  const widget = await openPage(browser, hostUrl + path);
  await expect.poll(() => widget.faults.some((fault) => fault.includes('[sanad]') && fault.includes(told))).toBe(true);
  expect(await widget.page.locator('sanad-widget').count()).toBe(0);
  await widget.context.close();
});

test('a page that is not the shop’s shows nothing, and its developer reads why', async () => {
  const widget = await openPage(browser, `${hostUrl.replace('127.0.0.1', 'localhost')}/head`);
  await expect.poll(() => widget.faults.join()).toContain('add it to its origins');
  expect(await widget.page.locator('sanad-widget').count()).toBe(0);
  await widget.context.close();
});

test('the page’s styles stay outside', async () => {
  const widget = await openPage(browser, `${hostUrl}/loud`);
  await widget.begin();
  const style = await widget.theirs
    .first()
    .locator('.bubble')
    .evaluate((bubble) => {
      const { color, fontSize, direction } = (globalThis as unknown as StyleReader).getComputedStyle(bubble);
      return { color, fontSize, direction };
    });
  expect(style).toEqual({ color: 'rgb(27, 30, 34)', fontSize: '15px', direction: 'rtl' });
  await widget.context.close();
});

interface StyleReader {
  getComputedStyle(element: unknown): { color: string; fontSize: string; direction: string };
}

test('the tag may choose language, theme and side', async () => {
  const widget = await openPage(browser, `${hostUrl}/options`, { colorScheme: 'light' });
  await widget.open();
  const frame = widget.page.locator('.frame');
  expect(await frame.getAttribute('lang')).toBe('fr');
  expect(await frame.getAttribute('class')).toContain('theme-dark');
  expect((await widget.panel.boundingBox())?.x).toBeLessThan(40);
  await widget.context.close();
});
