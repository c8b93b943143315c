import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openPage } from '../support/widgetPage.ts';
import { openBrowser, openWidgetSite, type WidgetSite } from '../support/widgetSite.ts';

vi.setConfig({ testTimeout: 60_000 });

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let site: WidgetSite;
let browser: Browser;

beforeAll(async () => {
  [site, browser] = await Promise.all([openWidgetSite(), openBrowser()]);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

/** What axe-core finds serious or critical on the page as it is now, widget included. */
async function serious(page: Page, without = '#none'): Promise<string[]> {
  await page.evaluate(AXE);
  const results = (await page.evaluate(`axe.run({ exclude: ['${without}'] })`)) as {
    violations: { id: string; impact: string; nodes: { target: unknown; failureSummary: string }[] }[];
  };
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`));
}

const LOOKS = ['ar', 'fr'].flatMap((language) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ language, colorScheme })),
);

test.each(LOOKS)('the widget in $language, $colorScheme: closed, open with an answer, and in trouble', async (look) => {
  const { language, colorScheme } = look;
  const address = `${site.url}/shops/xiaomi-ma?lang=${language}`;
  const widget = await openPage(browser, address, { colorScheme, reducedMotion: 'reduce' });
  await widget.launcher.waitFor();
  expect(await serious(widget.page)).toEqual([]);
  await widget.begin();
  expect(await serious(widget.page)).toEqual([]);
  await widget.ask('شحال عندي ديال الوقت باش نرجع المنتج؟ https://mi.com');
  await widget.panel.locator('header .plain').nth(1).click();
  await widget.context.setOffline(true);
  await widget.say('رسالة');
  await widget.panel.locator('.pending').waitFor();
  await widget.input.fill('س'.repeat(8001));
  expect(await serious(widget.page)).toEqual([]);
  await widget.context.close();
});

test.each(['xiaomi-ma', 'village-ma', 'maroc4products'])(
  'the colour of %s is readable in both themes',
  async (shop) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const viewport = { width: 360, height: 640 };
      const widget = await openPage(browser, `${site.url}/shops/${shop}`, {
        colorScheme,
        viewport,
        reducedMotion: 'reduce',
      });
      await widget.begin();
      await widget.ask('كيف تتعاملون مع بياناتي الشخصية؟');
      expect(await serious(widget.page)).toEqual([]);
      await widget.context.close();
    }
  },
);

test.each(LOOKS)('the pages in $language, $colorScheme', async ({ language, colorScheme }) => {
  const context = await browser.newContext({ colorScheme });
  const page = await context.newPage();
  for (const path of [
    '/',
    '/policies/xiaomi-ma',
    '/policies/village-ma',
    '/policies/maroc4products',
    '/webchat/xiaomi-ma',
  ]) {
    const quote = encodeURIComponent('سبعة (7) أيام');
    await page.goto(`${site.url}${path}?lang=${language}&quote=${quote}&version=old#8.1`);
    expect(await serious(page, '#webchat')).toEqual([]);
  }
  await context.close();
});
