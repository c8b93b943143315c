import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { conversationRecords, partitionOf } from '../../src/conversation/index.ts';
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

test('its own thumbs beside an answer are read as a rating, once for each answer', async () => {
  const page = await browser.newPage({ locale: 'ar-MA' });
  await page.goto(`${site.url}/webchat/xiaomi-ma`);
  const place = page.locator('#webchat');
  await place.getByText('أنا سند').first().waitFor();
  const input = place.getByRole('textbox');
  await input.fill('من يدفع مصاريف الإرجاع؟');
  await input.press('Enter');
  const thumbs = place.locator('.webchat__thumb-button');
  await thumbs.first().waitFor();
  expect(await thumbs.count()).toBe(2);
  await thumbs.nth(1).click();
  const { driver, conversations } = site.app().application;
  const { items } = await conversations.list('xiaomi-ma', { limit: 1 });
  const conversation = items[0]?.id ?? '';
  const ratings = async () => {
    const found: unknown[] = [];
    for await (const one of conversationRecords(driver, conversation, 'feedback')) found.push(one);
    return found;
  };
  await expect.poll(ratings).toMatchObject([{ subject: 'answer', rating: 'bad', shop: 'xiaomi-ma' }]);
  const turns = async () => (await driver.range(partitionOf(conversation), 'turns', { limit: 50 })).length;
  const before = await turns();
  await thumbs.first().click();
  await expect.poll(turns).toBe(before + 1);
  expect(await ratings()).toHaveLength(1);
  await page.close();
});
