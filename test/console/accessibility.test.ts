import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openConsolePage } from '../support/consolePage.ts';
import { type ConsoleSite, openConsoleSite } from '../support/consoleSite.ts';
import { seriousFaults } from '../support/seriousFaults.ts';
import { openPage } from '../support/widgetPage.ts';
import { openBrowser } from '../support/widgetSite.ts';

vi.setConfig({ testTimeout: 60_000 });

const SHOPS = ['xiaomi-ma', 'village-ma'];

let site: ConsoleSite;
let browser: Browser;

beforeAll(async () => {
  [site, browser] = await Promise.all([openConsoleSite(), openBrowser()]);
  await site.account('salma', SHOPS, 'supervisor');
  const widget = await openPage(browser, `${site.url}/shops/xiaomi-ma`);
  await widget.begin();
  await widget.ask('شحال عندي ديال الوقت باش نرجع التليفون؟ https://mi.com');
  await widget.ask('بغيت نهضر مع شي واحد');
  await widget.context.close();
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

/** Pages of one shape for every language and width are looked at in one of each. */
const OTHER_PAGES = ['#/complaints', '#/unanswered', '#/feedback', '#/agents', '#/audit', '#/me'];

const LOOKS = (['ar', 'fr'] as const).flatMap((language) => [
  { language, colorScheme: 'light' as const, width: 390, pages: language === 'ar' ? OTHER_PAGES : [] },
  { language, colorScheme: 'dark' as const, width: 1440, pages: language === 'fr' ? OTHER_PAGES : [] },
]);

test.each(LOOKS)(
  'the console in $language, $colorScheme, at a width of $width',
  async ({ language, colorScheme, width, pages }) => {
    const viewport = { width, height: 860 };
    const console = await openConsolePage(browser, site.consoleUrl, { language, colorScheme, viewport });
    const found: string[] = [];
    await console.page.locator('input[type=email]').waitFor();
    found.push(...(await seriousFaults(console.page, 'sign in')));
    await console.enter('salma');
    await console.showTab('all');
    await console.rows.first().waitFor();
    found.push(...(await seriousFaults(console.page, 'list')));
    await console.open();
    const conversation = new URL(console.page.url()).hash;
    await console.page.locator('.citations summary').first().click();
    found.push(...(await seriousFaults(console.page, 'conversation')));
    for (const hash of [`${conversation}/about`, ...pages]) {
      await console.page.goto(`${site.consoleUrl}${hash}`);
      await console.page.locator('[id=main]').first().waitFor({ state: 'attached' });
      await console.page.getByText(/جارٍ التحميل|Chargement/).waitFor({ state: 'hidden' });
      found.push(...(await seriousFaults(console.page, hash)));
    }
    await console.page.locator('body').press('?');
    await console.page.locator('dialog[open]').waitFor();
    found.push(...(await seriousFaults(console.page, 'help')));
    expect(found).toEqual([]);
    await console.context.close();
  },
);
