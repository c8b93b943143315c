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

async function heightOf(widget: WidgetPage, selector: string): Promise<number> {
  return (await widget.panel.locator(selector).boundingBox())?.height ?? 0;
}

/** Whether all of it is in the window and in the panel, so that it can be seen and pressed. */
async function isReachable(widget: WidgetPage, selector: string): Promise<boolean> {
  const box = await widget.panel.locator(selector).boundingBox();
  const height = widget.page.viewportSize()?.height ?? 0;
  return box !== null && box.y >= 0 && box.y + box.height <= height;
}

test.each([
  [320, 256],
  [640, 180],
  [740, 150],
])('with a long draft in %i x %i, messages are to be read, and what is written to be sent', async (width, height) => {
  // The panel rises into its place; parts are to be measured where they stay.
  const still = { viewport: { width, height }, reducedMotion: 'reduce' } as const;
  const widget = await openPage(browser, `${site.url}/shops/xiaomi-ma`, still);
  await widget.begin();
  await widget.input.fill('سطر أول\nسطر ثان\nسطر ثالث\nسطر رابع');
  expect(await heightOf(widget, '.log')).toBeGreaterThan(height / 3);
  for (const part of ['.send', 'textarea', '.language'])
    expect([part, await isReachable(widget, part)]).toEqual([part, true]);
  await widget.panel.locator('header .plain').nth(1).click();
  expect(await isReachable(widget, '.send')).toBe(true);
  await widget.context.close();
});

test('zooming in with two fingers leaves the sheet as large as it was', async () => {
  const phone = { viewport: { width: 360, height: 700 }, isMobile: true, hasTouch: true };
  const widget = await openPage(browser, `${site.url}/shops/xiaomi-ma`, phone);
  await widget.begin();
  const height = () => widget.panel.evaluate((panel) => panel.clientHeight);
  const before = await height();
  const session = await widget.context.newCDPSession(widget.page);
  await session.send('Emulation.setPageScaleFactor', { pageScaleFactor: 3 });
  await expect.poll(() => widget.page.evaluate('visualViewport.height < 300')).toBe(true);
  await widget.page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
  expect(await height()).toBe(before);
  expect(await widget.panel.getAttribute('class')).toBe('panel');
  await widget.context.close();
});
