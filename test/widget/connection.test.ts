import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { repeatingBot } from '../support/repeatingBot.ts';
import { expectNoFaults, openPage, type WidgetPage } from '../support/widgetPage.ts';
import { openBrowser, openWidgetSite, type WidgetSite } from '../support/widgetSite.ts';

const THREE = ['الرسالة الأولى', 'الرسالة الثانية', 'الرسالة الثالثة'];
const EIGHT = Array.from({ length: 8 }, (_, index) => `رسالة ${index}`);

vi.setConfig({ testTimeout: 60_000 });

let site: WidgetSite;
let browser: Browser;
/** How far the server's clock is ahead. */
let ahead = 0;
/** Where the server's clock stands still, if it does. */
let stopped: number | undefined;

beforeAll(async () => {
  [site, browser] = await Promise.all([
    openWidgetSite({ bot: repeatingBot, now: () => (stopped ?? Date.now()) + ahead }),
    openBrowser(),
  ]);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

async function openedWidget(path = '/shops/xiaomi-ma'): Promise<WidgetPage> {
  const widget = await openPage(browser, site.url + path);
  await widget.open();
  return widget;
}

async function conversationOf(widget: WidgetPage): Promise<string> {
  const session = `JSON.parse(localStorage.getItem('sanad:xiaomi-ma:session') ?? '{}').conversation ?? ''`;
  return String(await widget.page.evaluate(session));
}

/** Presses "try again" and waits for the answer. Whoever is slow may find that the widget has tried by itself. */
async function pressRetry(widget: WidgetPage, answer: Locator): Promise<void> {
  const pressed = widget.notice.locator('button').click();
  await Promise.any([pressed, answer.waitFor()]);
  pressed.catch(() => undefined);
  await answer.waitFor();
}

/** The customer's messages and the bot's as the server has them, in its order. */
async function onServer(widget: WidgetPage): Promise<{ mine: string[]; theirs: string[] }> {
  const log = await site.app().application.conversations.read(await conversationOf(widget), { after: 0, limit: 500 });
  const texts = (direction: string) =>
    log.flatMap((entry) => (entry.direction === direction && entry.activity.text) || []);
  return { mine: texts('in'), theirs: texts('out') };
}

test('messages written without a network are kept, said to be waiting, and sent once and in order', async () => {
  const widget = await openedWidget();
  await widget.ask('سلام');
  await widget.context.setOffline(true);
  await widget.notice.waitFor();
  expect(await widget.notice.innerText()).toContain('لا يوجد اتصال');
  for (const text of THREE) await widget.say(text);
  expect(await widget.panel.locator('.pending').count()).toBe(3);
  await widget.context.setOffline(false);
  expect((await widget.saidAndStored(4)).slice(1)).toEqual(THREE);
  await widget.theirs.nth(3).waitFor();
  await widget.notice.waitFor({ state: 'hidden' });
  expect((await onServer(widget)).mine).toEqual(['سلام', ...THREE]);
  await widget.context.close();
});

test('a server that stops and starts again costs nothing: history stays, what was written is sent, answers come', async () => {
  const widget = await openedWidget();
  await widget.ask('سلام');
  await site.stop();
  for (const text of THREE) await widget.say(text);
  await widget.notice.waitFor();
  expect(await widget.notice.innerText()).toContain('تعذّر الاتصال');
  expect(await widget.theirs.count()).toBe(1);
  await site.start();
  await pressRetry(widget, widget.theirs.nth(3));
  expect(await widget.saidAndStored(4)).toEqual(['سلام', ...THREE]);
  const stored = await onServer(widget);
  expect(stored.mine).toEqual(['سلام', ...THREE]);
  expect(stored.theirs).toEqual(['سلام', ...THREE].map((text) => `رد: ${text}`));
  expect(await widget.theirs.locator('.bubble').allInnerTexts()).toEqual(stored.theirs);
  await widget.context.close();
});

test('a message whose confirmation was lost is sent again and stored once', async () => {
  const widget = await openedWidget();
  await widget.ask('سلام');
  let lost = 0;
  await widget.page.route('**/activities', async (route) => {
    if (route.request().method() !== 'POST' || lost > 0) return route.continue();
    lost += 1;
    await route.fetch();
    await route.abort();
  });
  await widget.say(THREE[0] ?? '');
  await widget.say(THREE[1] ?? '');
  await widget.theirs.nth(2).waitFor();
  expect(lost).toBe(1);
  expect((await onServer(widget)).mine).toEqual(['سلام', THREE[0], THREE[1]]);
  expect(await widget.saidAndStored(3)).toEqual(['سلام', THREE[0], THREE[1]]);
  await widget.context.close();
});

test('a closed tab takes nothing with it: the next page sends what was written, also with the panel closed', async () => {
  const widget = await openedWidget();
  await widget.ask('سلام');
  await widget.context.setOffline(true);
  for (const text of THREE) await widget.say(text);
  await widget.input.fill('لم أكمل بعد');
  await widget.page.close();
  await widget.context.setOffline(false);
  const next = await openPage(widget.context, `${site.url}/shops/xiaomi-ma`);
  await expect.poll(async () => (await onServer(next)).theirs.length).toBe(4);
  await next.panel.locator('..').locator('.badge:visible').waitFor();
  await next.open();
  expect(await next.saidAndStored(4)).toEqual(['سلام', ...THREE]);
  expect(await next.input.inputValue()).toBe('لم أكمل بعد');
  expect((await onServer(next)).mine).toEqual(['سلام', ...THREE]);
  await expectNoFaults(next);
  await widget.context.close();
});

test('two tabs show one conversation, and what both wrote offline is sent once and in order', async () => {
  const one = await openedWidget();
  await one.ask('سلام');
  const other = await openPage(one.context, `${site.url}/shops/xiaomi-ma`);
  await other.open();
  await other.theirs.first().waitFor();
  await one.context.setOffline(true);
  const written: string[] = [];
  for (const [index, tab] of [one, other, one, other].entries()) {
    await tab.say(`من لسان ${index}`);
    written.push(`من لسان ${index}`);
  }
  await expect.poll(() => one.panel.locator('.pending').count()).toBe(4);
  await expect.poll(() => other.panel.locator('.pending').count()).toBe(4);
  await one.context.setOffline(false);
  expect(await one.saidAndStored(5)).toEqual(['سلام', ...written]);
  expect(await other.saidAndStored(5)).toEqual(['سلام', ...written]);
  await other.theirs.nth(4).waitFor();
  expect((await onServer(one)).mine).toEqual(['سلام', ...written]);
  expect(await conversationOf(other)).toBe(await conversationOf(one));
  await one.context.close();
});

test('two tabs that begin at the same moment begin one conversation', async () => {
  const context = await browser.newContext();
  const tabs = await Promise.all([1, 2].map(() => openPage(context, `${site.url}/shops/xiaomi-ma`)));
  await Promise.all(tabs.map((tab) => tab.open()));
  await Promise.all(tabs.map((tab, index) => tab.say(`من ${index}`)));
  await Promise.all(tabs.map((tab) => tab.theirs.nth(1).waitFor()));
  const first = tabs[0] as WidgetPage;
  expect((await onServer(first)).mine.sort()).toEqual(['من 0', 'من 1']);
  await context.close();
});

test('a socket that the server drops comes back where it was', async () => {
  const widget = await openedWidget();
  await widget.ask('سلام');
  site.link.drop();
  await widget.ask(THREE[0] ?? '');
  site.link.drop();
  await widget.ask(THREE[1] ?? '');
  expect(await widget.theirs.locator('.bubble').allInnerTexts()).toEqual((await onServer(widget)).theirs);
  await widget.context.close();
});

test('where sockets do not get through, answers come by asking', async () => {
  const widget = await openPage(browser, 'about:blank');
  await widget.page.routeWebSocket(/stream/, (socket) => socket.close());
  await widget.page.goto(`${site.url}/shops/xiaomi-ma`);
  await widget.open();
  await widget.ask('سلام');
  await widget.ask(THREE[0] ?? '');
  expect(await widget.theirs.locator('.bubble').allInnerTexts()).toEqual(['رد: سلام', `رد: ${THREE[0]}`]);
  await widget.context.close();
});

test('more messages than are allowed at once wait their turn, and the customer is told', async () => {
  const widget = await openedWidget();
  await widget.ask('سلام');
  await widget.context.setOffline(true);
  const many = Array.from({ length: 28 }, (_, index) => `رسالة ${index}`);
  for (const text of many) await widget.say(text);
  // No new permits meanwhile, so that they are too many on a slow machine too.
  stopped = Date.now();
  await widget.context.setOffline(false);
  await expect
    .poll(() => widget.notice.innerText())
    .toContain('رسائل كثيرة')
    .finally(() => {
      stopped = undefined;
    });
  expect(await widget.saidAndStored(29)).toEqual(['سلام', ...many]);
  expect((await onServer(widget)).mine).toEqual(['سلام', ...many]);
  await widget.context.close();
});

test('a network that says it is back before anything gets through is tried again soon', async () => {
  const widget = await openedWidget();
  await widget.ask('سلام');
  await widget.context.setOffline(true);
  for (const text of EIGHT) await widget.say(text);
  let refused = 0;
  await widget.page.route('**/activities', (route) => {
    refused += 1;
    return route.abort();
  });
  await widget.context.setOffline(false);
  await expect.poll(() => refused).toBeGreaterThan(0);
  await widget.page.unroute('**/activities');
  const inTime = { timeout: 10_000 };
  await expect.poll(async () => (await onServer(widget)).mine, inTime).toEqual(['سلام', ...EIGHT]);
  await widget.context.close();
});

test('a message that the server refuses for good can be changed or taken back', async () => {
  const widget = await openPage(browser, 'about:blank');
  await widget.page.route('**/widget.json', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), maxTextLength: 20_000 } });
  });
  await widget.page.goto(`${site.url}/shops/xiaomi-ma`);
  await widget.open();
  await widget.say('سؤال '.repeat(1800).trimEnd());
  await widget.panel.locator('.refusal').waitFor();
  expect(await widget.panel.locator('.refusal p').innerText()).toContain('طويلة');
  await widget.ask('سلام');
  await widget.panel.locator('.refusal button').nth(1).click();
  expect((await widget.input.inputValue()).length).toBe(8999);
  expect(await widget.panel.locator('.refusal').count()).toBe(0);
  await widget.say('سؤال '.repeat(1801).trimEnd());
  await widget.panel.locator('.refusal button').nth(2).click();
  await expect.poll(() => widget.mine.count()).toBe(1);
  expect((await onServer(widget)).mine).toEqual(['سلام']);
  await widget.context.close();
});

test('a failing server is told in a clear sentence, and trying again is one press', async () => {
  const widget = await openedWidget();
  await widget.ask('سلام');
  await widget.page.route('**/activities', (route) => route.fulfill({ status: 503, body: 'down' }));
  await widget.say(THREE[0] ?? '');
  await expect.poll(() => widget.notice.innerText()).toContain('خلل في الخادم');
  await widget.page.unroute('**/activities');
  await pressRetry(widget, widget.theirs.nth(1));
  await widget.notice.waitFor({ state: 'hidden' });
  await widget.context.close();
});

test('an expired token is renewed without a word, in the same conversation', async () => {
  const widget = await openedWidget();
  await widget.ask('سلام');
  const before = await conversationOf(widget);
  ahead += 2 * 3600 * 1000;
  await widget.ask(THREE[0] ?? '');
  site.link.drop();
  await widget.ask(THREE[1] ?? '');
  expect(await conversationOf(widget)).toBe(before);
  expect((await onServer(widget)).mine).toEqual(['سلام', THREE[0], THREE[1]]);
  await widget.context.close();
});

test('a conversation that can no longer be reached is replaced, and the customer is told', async () => {
  const widget = await openedWidget();
  await widget.ask('سلام');
  const before = await conversationOf(widget);
  ahead += 40 * 24 * 3600 * 1000;
  await widget.say(THREE[0] ?? '');
  await expect.poll(() => widget.notice.innerText()).toContain('محادثة جديدة');
  await widget.theirs.first().waitFor();
  expect(await conversationOf(widget)).not.toBe(before);
  expect((await onServer(widget)).mine).toEqual([THREE[0]]);
  await widget.context.close();
});

test('a new answer shows on the launcher while the panel is closed, and is read when it opens', async () => {
  const widget = await openedWidget();
  await widget.ask('سلام');
  await widget.context.setOffline(true);
  await widget.say(THREE[0] ?? '');
  await widget.panel.locator('header .plain').nth(2).click();
  await widget.context.setOffline(false);
  await widget.page.locator('.badge:visible').waitFor();
  expect(await widget.page.locator('.badge').innerText()).toBe('1');
  expect(await widget.launcher.getAttribute('aria-label')).toContain('رسالة جديدة واحدة');
  await widget.open();
  await widget.theirs.nth(1).waitFor();
  await widget.panel.locator('header .plain').nth(2).click();
  await widget.page.locator('.badge').waitFor({ state: 'hidden' });
  await widget.context.close();
});
