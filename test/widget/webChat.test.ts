import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openBrowser, openWidgetSite, type WidgetSite } from '../support/widgetSite.ts';

vi.setConfig({ testTimeout: 60_000 });

let site: WidgetSite;
let browser: Browser;

beforeAll(async () => {
  [site, browser] = await Promise.all([openWidgetSite(), openBrowser()]);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

test('the unmodified botframework-webchat shows an answer with its citations, which lead to the clauses', async () => {
  const page = await browser.newPage({ locale: 'ar-MA' });
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.text().includes('Content Security Policy') && faults.push(message.text()));
  await page.goto(`${site.url}/webchat/xiaomi-ma`);
  const place = page.locator('#webchat');
  await place.getByText('أنا سند').first().waitFor();
  const input = place.getByRole('textbox');
  await input.fill('من يدفع مصاريف الإرجاع؟');
  await input.press('Enter');
  const clause = place.locator(`a[href="${site.url}/policies/xiaomi-ma#10.4"]`);
  await clause.first().waitFor();
  expect(await place.innerText()).toContain('10.4');
  const [policy] = await Promise.all([page.context().waitForEvent('page'), clause.last().click()]);
  await policy.waitForLoadState();
  expect(await policy.locator('.clause:target').getAttribute('id')).toBe('10.4');
  expect(faults).toEqual([]);
  await page.close();
});
