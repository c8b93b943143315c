import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ConsolePage, openConsolePage } from '../support/consolePage.ts';
import { type ConsoleSite, openConsoleSite } from '../support/consoleSite.ts';
import { openPage } from '../support/widgetPage.ts';
import { openBrowser } from '../support/widgetSite.ts';

vi.setConfig({ testTimeout: 60_000 });

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
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

/** What axe-core finds serious or critical on the page as it is now. */
async function serious({ page }: ConsolePage, where: string): Promise<string[]> {
  // The page's policy lets no foreign script in, so this one comes as the browser's own.
  const results = (await page.evaluate(`${AXE}; axe.run()`)) as {
    violations: { id: string; impact: string; nodes: { target: unknown; failureSummary: string }[] }[];
  };
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${where}: ${id} ${target}: ${failureSummary}`),
    );
}

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
    found.push(...(await serious(console, 'sign in')));
    await console.enter('salma');
    await console.showTab('all');
    await console.rows.first().waitFor();
    found.push(...(await serious(console, 'list')));
    await console.open();
    const conversation = new URL(console.page.url()).hash;
    await console.page.locator('.citations summary').first().click();
    found.push(...(await serious(console, 'conversation')));
    for (const hash of [`${conversation}/about`, ...pages]) {
      await console.page.goto(`${site.consoleUrl}${hash}`);
      await console.page.locator('[id=main]').first().waitFor({ state: 'attached' });
      await console.page.getByText(/جارٍ التحميل|Chargement/).waitFor({ state: 'hidden' });
      found.push(...(await serious(console, hash)));
    }
    await console.page.locator('body').press('?');
    await console.page.locator('dialog[open]').waitFor();
    found.push(...(await serious(console, 'help')));
    expect(found).toEqual([]);
    await console.context.close();
  },
);
