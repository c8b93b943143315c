import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ConsolePage, openConsolePage } from '../support/consolePage.ts';
import { type ConsoleSite, openConsoleSite } from '../support/consoleSite.ts';
import { seriousFaults } from '../support/seriousFaults.ts';
import { openPage, type WidgetPage } from '../support/widgetPage.ts';
import { openBrowser } from '../support/widgetSite.ts';

vi.setConfig({ testTimeout: 60_000 });

const PICTURES = process.env.PICTURES;

let site: ConsoleSite;
let browser: Browser;

beforeAll(async () => {
  [site, browser] = await Promise.all([openConsoleSite(), openBrowser()]);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

async function customer(shop: string, words: string): Promise<WidgetPage> {
  const widget = await openPage(browser, `${site.url}/shops/${shop}`);
  await widget.begin();
  await widget.ask('بغيت نهضر مع شي واحد');
  await widget.say(words);
  return widget;
}

async function agentAt(name: string, shop: string): Promise<ConsolePage> {
  await site.account(name, [shop], 'agent', 'هاجر');
  const console = await openConsolePage(browser, site.consoleUrl, { viewport: { width: 1280, height: 860 } });
  await console.enter(name);
  await console.liveState('live');
  return console;
}

async function picture({ page }: ConsolePage, name: string): Promise<void> {
  if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}.png` });
}

test('three customers are answered without the mouse: the longest wait first, quick replies, on to the next', async () => {
  const hajar = await agentAt('hajar', 'xiaomi-ma');
  const { page } = hajar;
  const customers = [
    await customer('xiaomi-ma', 'الأول: فين وصل طلبي؟'),
    await customer('xiaomi-ma', 'bonjour, le deuxième'),
    await customer('xiaomi-ma', 'الثالث: الشاشة مهرسة'),
  ];
  await hajar.showTab('mine');
  await expect.poll(() => hajar.rows.count(), { timeout: 10_000 }).toBe(3);
  await page.locator('body').press('u');
  await hajar.message('الأول: فين وصل طلبي؟');
  await page.keyboard.press('r');
  await page.keyboard.type('/');
  await page.locator('.quick button').first().waitFor();
  await page.keyboard.type('لحظة');
  expect(await seriousFaults(page, 'quick replies')).toEqual([]);
  await picture(hajar, 'quick-replies');
  await page.keyboard.press('Enter');
  await page.locator('#reply:focus').waitFor();
  expect(await hajar.reply.inputValue()).toBe('لحظة من فضلك، أراجع طلبك الآن.');
  await page.keyboard.press('Enter');
  await customers[0]?.theirs.filter({ hasText: 'لحظة من فضلك' }).waitFor();
  // Escape leaves the field, and single keys work again.
  await page.keyboard.press('Escape');
  await page.keyboard.press('u');
  await hajar.message('le deuxième');
  await page.keyboard.press('r');
  await page.keyboard.type('/');
  const first = page.locator('.quick button').first();
  await first.waitFor();
  expect(await first.innerText()).toContain('بالفرنسية');
  await page.keyboard.press('Escape');
  await page.locator('#reply:focus').waitFor();
  await page.keyboard.press('Alt+ArrowDown');
  await hajar.message('الثالث: الشاشة مهرسة');
  await page.keyboard.press('Alt+ArrowUp');
  await hajar.message('le deuxième');
  expect(await hajar.reply.inputValue()).toBe('/');
  expect(hajar.faults).toEqual([]);
  await hajar.signOut();
  for (const { context } of [hajar, ...customers]) await context.close();
});

test('rows tell how long a customer waits for an answer, and Latin words keep their order inside Arabic', async () => {
  const samia = await agentAt('samia', 'village-ma');
  const widget = await customer('village-ma', 'شريت Redmi Note 14 Pro+ 5G ومازال ما وصلش');
  await samia.showTab('mine');
  const row = samia.rows.first();
  await row.locator('time.wait').waitFor();
  expect(await row.locator('.preview').innerText()).toContain('Redmi Note 14 Pro+ 5G');
  await row.click();
  const message = await samia.message('Redmi Note');
  expect(await message.locator('.bubble bdi').first().innerText()).toBe('Redmi Note 14 Pro+ 5G');
  await samia.say('نعم، نتابعه الآن');
  await row.locator('.answered').waitFor();
  expect(await row.locator('time.wait').count()).toBe(0);
  await samia.showTab('all');
  await samia.page.locator('#search').fill('Redmi');
  await picture(samia, 'search');
  const [box, icon] = await Promise.all(
    ['#search', '.search .icon'].map((place) => samia.page.locator(place).first().boundingBox()),
  );
  // Wide enough to read what is searched for.
  expect(box?.width).toBeGreaterThan(250);
  expect((icon?.x ?? 0) - (box?.x ?? 0)).toBeGreaterThan(200);
  await samia.signOut();
  await samia.context.close();
  await widget.context.close();
});
