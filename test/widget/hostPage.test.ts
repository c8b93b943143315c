import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectNoFaults, openPage, type WidgetPage } from '../support/widgetPage.ts';
import { openBrowser, openWidgetSite, type WidgetSite } from '../support/widgetSite.ts';

let site: WidgetSite;
let browser: Browser;
let host: Server;
let hostUrl: string;

/** What shops' pages do to everything on them, by path. */
const PAGES: Record<string, string> = {
  '/plain': '',
  '/undefined-gone': '<style>:not(:defined) { display: none !important }</style>',
  '/undefined-hidden': '<style>:not(:defined) { visibility: hidden }</style>',
  '/everything': `<style>* {
    letter-spacing: 3px !important; word-spacing: 9px; text-transform: uppercase; white-space: nowrap; text-indent: 2em;
    font-style: italic; line-height: 3; opacity: 0.1 !important; --sans: monospace
  }</style>`,
  '/shortcuts': `<input id="search"><script>
    for (const type of ['keydown', 'keypress', 'keyup', 'input', 'paste']) {
      document.addEventListener(type, (event) => {
        if (/^(INPUT|TEXTAREA)$/.test(event.target.tagName)) return;
        document.title += ' ' + type;
        if (event.key !== '/' && event.key !== ' ') return;
        event.preventDefault();
        document.getElementById('search').focus();
      });
    }</script>`,
};

beforeAll(async () => {
  host = createServer((request, response) => {
    const page = PAGES[request.url ?? ''];
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.writeHead(page === undefined ? 404 : 200);
    response.end(
      `<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,"><body>${page}
        <script src="${site.url}/widget.js" data-shop="xiaomi-ma" async></script></body></html>`,
    );
  });
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  hostUrl = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
  [site, browser] = await Promise.all([openWidgetSite({ env: { ALLOWED_ORIGINS: hostUrl } }), openBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
  host?.closeAllConnections();
  host?.close();
});

test.each(['/undefined-gone', '/undefined-hidden'])('a page that hides unknown elements shows it: %s', async (path) => {
  const widget = await openPage(browser, hostUrl + path);
  await widget.begin();
  expect(await widget.input.isVisible()).toBe(true);
  await widget.context.close();
});

test('rules of the page for everything are not inherited', async () => {
  const styles = async (path: string) => {
    const widget = await openPage(browser, hostUrl + path);
    await widget.begin();
    const found = await widget.page.evaluate(`(() => {
      const host = document.querySelector('sanad-widget');
      const inside = getComputedStyle(host.shadowRoot.querySelector('.theirs .bubble'));
      const names = ['letterSpacing', 'wordSpacing', 'textTransform', 'whiteSpace', 'textIndent', 'fontStyle',
        'lineHeight', 'fontFamily'];
      return [getComputedStyle(host).opacity, ...names.map((name) => inside[name])];
    })()`);
    await widget.context.close();
    return found;
  };
  expect(await styles('/everything')).toEqual(await styles('/plain'));
});

/** Puts another page in the place of this one, as navigation without a reload does, and runs the script again. */
function navigate(widget: WidgetPage, how: 'body' | 'content'): Promise<void> {
  return widget.page.evaluate(`(() => {
    const body = ${how === 'body'} ? document.createElement('body') : document.body;
    body.innerHTML = '<p>another page</p><sanad-widget></sanad-widget>';
    if (body !== document.body) document.body.replaceWith(body);
    const tag = Object.assign(document.createElement('script'), { src: '${site.url}/widget.js' });
    tag.dataset.shop = 'xiaomi-ma';
    body.append(tag);
  })()`);
}

test.each([
  ['body', { width: 1200, height: 800 }],
  ['body', { width: 360, height: 640 }],
  ['content', { width: 1200, height: 800 }],
] as const)('navigation that replaces the %s of the page keeps the conversation, in %o', async (how, viewport) => {
  const widget = await openPage(browser, `${hostUrl}/plain`, { viewport });
  await widget.begin();
  await widget.ask('سلام');
  await widget.input.fill('مسودة');
  await navigate(widget, how);
  await widget.mine.waitFor();
  expect(await widget.input.inputValue()).toBe('مسودة');
  expect(await widget.page.locator('sanad-widget').count()).toBe(1);
  expect(await widget.panel.evaluate((panel) => panel.matches(':modal'))).toBe(viewport.width < 600);
  await widget.ask('شكرا');
  await expectNoFaults(widget);
  await widget.context.close();
});

test('the shop’s own button brings back what the page has removed', async () => {
  const widget = await openPage(browser, `${hostUrl}/plain`);
  await widget.launcher.waitFor();
  await widget.page.evaluate(`document.querySelector('sanad-widget').remove()`);
  await widget.page.evaluate('Sanad.open()');
  await widget.panel.waitFor();
  await widget.context.close();
});

test('what is typed into the widget does not reach the shortcuts of the page', async () => {
  const widget = await openPage(browser, `${hostUrl}/shortcuts`);
  await widget.begin();
  await widget.input.pressSequentially('a/b cd');
  expect(await widget.input.inputValue()).toBe('a/b cd');
  expect(await widget.page.title()).toBe('Shop');
  await widget.input.press('Tab');
  await expect.poll(() => widget.panel.locator('.send').evaluate((button) => button.matches(':focus'))).toBe(true);
  await widget.page.keyboard.press('Escape');
  await widget.panel.waitFor({ state: 'hidden' });
  await widget.context.close();
});
