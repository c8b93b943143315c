import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPage, WidgetPage } from '../support/widgetPage.ts';
import { openBrowser, openWidgetSite, type WidgetSite } from '../support/widgetSite.ts';

const DAY = 24 * 3600 * 1000;

let site: WidgetSite;
let browser: Browser;
/** The server's clock never goes back, so the test that moves it is the last. */
let ahead = 0;

beforeAll(async () => {
  [site, browser] = await Promise.all([openWidgetSite({ now: () => Date.now() + ahead }), openBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

test('a message of one’s own is read out once, not again when it is on its way and when it has arrived', async () => {
  const widget = await openPage(browser, `${site.url}/shops/xiaomi-ma`);
  await widget.begin();
  await widget.page.evaluate(`{
    window.added = [];
    const log = document.querySelector('sanad-widget').shadowRoot.querySelector('[role=log]');
    const note = ({ addedNodes }) => added.push(...[...addedNodes].map(({ textContent }) => textContent));
    new MutationObserver((changes) => changes.forEach(note)).observe(log, { childList: true, subtree: true });
  }`);
  await widget.context.setOffline(true);
  await widget.say('كلمة أولى');
  await widget.say('كلمة ثانية');
  await widget.panel.locator('.pending').nth(1).waitFor();
  await widget.context.setOffline(false);
  expect(await widget.saidAndStored(2)).toEqual(['كلمة أولى', 'كلمة ثانية']);
  const added = (await widget.page.evaluate('added')) as string[];
  for (const word of ['أولى', 'ثانية']) expect(added.filter((text) => text.includes(`كلمة ${word}`))).toHaveLength(1);
  expect(await widget.panel.locator('.pending').count()).toBe(0);
  await widget.context.close();
});

test('older messages come in above the one that is read, which stays where it stands', async () => {
  const widget = await openPage(browser, `${site.url}/shops/xiaomi-ma`, { viewport: { width: 360, height: 640 } });
  await widget.begin();
  for (const word of ['واحد', 'اثنان', 'ثلاثة', 'أربعة', 'خمسة']) await widget.ask(`رسالة ${word}`);
  await widget.context.addInitScript(`{
    const name = 'sanad:xiaomi-ma:transcript';
    const kept = JSON.parse(localStorage[name]);
    localStorage[name] = JSON.stringify({ ...kept, messages: kept.messages.slice(-6), cut: true });
  }`);
  await widget.page.reload();
  await widget.begin();
  const before = await widget.mine.count();
  const older = widget.panel.locator('.older');
  await older.focus();
  const log = widget.panel.locator('div.log');
  await log.evaluate((element) => element.scrollTo(0, 0));
  const first = widget.panel.locator('.message').first();
  const read = widget.panel.locator(`[data-id="${await first.getAttribute('data-id')}"]`);
  const place = (await read.boundingBox())?.y ?? Number.NaN;
  await widget.page.keyboard.press('Enter');
  await older.waitFor({ state: 'hidden' });
  expect(await widget.mine.count()).toBeGreaterThan(before);
  expect((await read.boundingBox())?.y).toBeCloseTo(place, -1);
  expect(await log.evaluate((element) => element.matches(':focus'))).toBe(true);
  await widget.context.close();
});

test('after midnight, yesterday is no longer called today', async () => {
  const context = await browser.newContext({ locale: 'ar-MA', timezoneId: 'UTC' });
  const widget = new WidgetPage(await context.newPage());
  await widget.page.clock.install();
  await widget.page.goto(`${site.url}/shops/xiaomi-ma`);
  await widget.begin();
  ahead = DAY;
  await widget.page.clock.setSystemTime(Date.now() + ahead);
  await widget.say('صباح الخير');
  await expect.poll(() => widget.panel.locator('.day').allInnerTexts()).toEqual(['أمس', 'اليوم']);
  await context.close();
});
