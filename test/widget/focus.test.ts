import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPage, type WidgetPage } from '../support/widgetPage.ts';
import { openBrowser, openWidgetSite, type WidgetSite } from '../support/widgetSite.ts';

let site: WidgetSite;
let browser: Browser;

beforeAll(async () => {
  [site, browser] = await Promise.all([openWidgetSite(), openBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

async function begun(): Promise<WidgetPage> {
  const widget = await openPage(browser, `${site.url}/shops/xiaomi-ma`);
  await widget.begin();
  return widget;
}

/** Answers what the customer sends with a fault, until it is unrouted. */
function failPosts(widget: WidgetPage, status: number, code: string): Promise<unknown> {
  const headers = { 'access-control-allow-origin': '*' };
  return widget.page.route('**/activities', (route) =>
    route.request().method() === 'POST'
      ? route.fulfill({ status, headers, json: { error: { code } } })
      : route.continue(),
  );
}

function expectFocusOnInput(widget: WidgetPage): Promise<void> {
  return expect.poll(() => widget.input.evaluate((input) => input.matches(':focus'))).toBe(true);
}

test('after trying again from the notice, the keyboard is in the box', async () => {
  const widget = await begun();
  await failPosts(widget, 500, 'Fault');
  await widget.say('سؤال');
  await widget.notice.locator('button').focus();
  await widget.page.unroute('**/activities');
  await widget.page.keyboard.press('Enter');
  await widget.notice.waitFor({ state: 'hidden' });
  await expectFocusOnInput(widget);
  await widget.context.close();
});

test.each([
  ['trying a refused message again', 0],
  ['taking a refused message back', 2],
])('after %s, the keyboard is in the box', async (_, button) => {
  const widget = await begun();
  await failPosts(widget, 400, 'MessageTooLong');
  await widget.say('مرفوضة');
  await widget.panel.locator('.refusal button').nth(button).focus();
  await widget.page.unroute('**/activities');
  await widget.page.keyboard.press('Enter');
  await widget.panel.locator('.refusal').waitFor({ state: 'detached' });
  await expectFocusOnInput(widget);
  await widget.context.close();
});

test.each([
  ['confirmed', 0],
  ['given up', 1],
])('after a new conversation is %s, the keyboard is in the box', async (_, choice) => {
  const widget = await begun();
  await widget.panel.locator('header .plain').nth(1).focus();
  await widget.page.keyboard.press('Enter');
  await widget.panel.locator('.choices button').nth(choice).focus();
  await widget.page.keyboard.press('Enter');
  await widget.panel.locator('.question').waitFor({ state: 'hidden' });
  await expectFocusOnInput(widget);
  await widget.context.close();
});

test('Escape gives the focus back to the shop’s own button that opened the panel, else to the launcher', async () => {
  const widget = await openPage(browser, `${site.url}/shops/xiaomi-ma`);
  await widget.launcher.waitFor();
  await widget.page.evaluate(`{
    const ask = Object.assign(document.createElement('button'), { id: 'shop-ask', onclick: () => Sanad.open() });
    document.body.prepend(ask);
  }`);
  for (const opener of [widget.page.locator('#shop-ask'), widget.launcher]) {
    await opener.focus();
    await widget.page.keyboard.press('Enter');
    await expectFocusOnInput(widget);
    await widget.page.keyboard.press('Escape');
    await expect.poll(() => opener.evaluate((button) => button.matches(':focus'))).toBe(true);
  }
  await widget.context.close();
});
