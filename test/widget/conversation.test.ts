import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { expectNoFaults, openPage } from '../support/widgetPage.ts';
import { openBrowser, openWidgetSite, type WidgetSite } from '../support/widgetSite.ts';

const QUESTION = 'شحال عندي ديال الوقت باش نرجع المنتج؟';

vi.setConfig({ testTimeout: 40_000 });

let site: WidgetSite;
let browser: Browser;

beforeAll(async () => {
  [site, browser] = await Promise.all([openWidgetSite(), openBrowser()]);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

describe.each([
  ['a small phone', { width: 360, height: 640 }],
  ['a tablet', { width: 768, height: 1024 }],
  ['a desktop', { width: 1280, height: 800 }],
])('on %s', (_, viewport) => {
  test('a customer asks, reads the clause, opens it, and finds the conversation again after a reload', async () => {
    const widget = await openPage(browser, `${site.url}/shops/xiaomi-ma`, { viewport });
    await widget.begin();
    const answer = await widget.ask(QUESTION);

    const card = answer.locator('.citation').first();
    expect(await card.locator('.clause').innerText()).toContain('8.1');
    const quote = (await card.locator('blockquote').first().innerText()).trim();
    const [policy] = await Promise.all([widget.context.waitForEvent('page'), card.locator('a.clause').click()]);
    await policy.waitForLoadState();
    expect(decodeURIComponent(new URL(policy.url()).pathname + new URL(policy.url()).hash)).toBe(
      '/policies/xiaomi-ma#8.1',
    );
    expect(await policy.locator('.clause:target').getAttribute('id')).toBe('8.1');
    expect((await policy.locator('.clause:target mark').allInnerTexts()).join(' ')).toContain(quote);
    expect(await policy.locator('.notice').count()).toBe(0);
    await policy.close();

    const said = await widget.panel.locator('.bubble').allInnerTexts();
    await widget.page.reload();
    await widget.open();
    await widget.theirs.nth(1).waitFor();
    expect(await widget.panel.locator('.bubble').allInnerTexts()).toEqual(said);
    await expectNoFaults(widget);
    await widget.context.close();
  });

  test('nothing is wider than the screen, and everything to press is at least 44 px high', async () => {
    const widget = await openPage(browser, `${site.url}/shops/xiaomi-ma`, { viewport });
    await widget.begin();
    await widget.ask(`${'طويلة'.repeat(80)} https://example.com/${'a'.repeat(200)}`);
    const log = await widget.panel.locator('.log').evaluate((box) => [box.scrollWidth, box.clientWidth]);
    expect(log[0]).toBeLessThanOrEqual(log[1] ?? 0);
    for (const target of await widget.panel.locator('button:visible, textarea, a.clause').all()) {
      expect((await target.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    }
    await widget.context.close();
  });
});

test('buttons are offered with the welcome, say their words when pressed, and go', async () => {
  const widget = await openPage(browser, `${site.url}/shops/village-ma`);
  await widget.begin();
  const title = await widget.replies.first().innerText();
  await widget.replies.first().click();
  await widget.theirs.nth(1).waitFor();
  expect(await widget.mine.locator('.bubble').allInnerTexts()).toEqual([title]);
  expect(await widget.replies.count()).toBe(0);
  await widget.context.close();
});

test('the keyboard is enough: open, ask, go to the clause, leave by Escape', async () => {
  const widget = await openPage(browser, `${site.url}/shops/xiaomi-ma`, { viewport: { width: 1280, height: 800 } });
  const { page } = widget;
  const focused = () =>
    page.evaluate(
      `(() => { const { activeElement } = document.querySelector('sanad-widget').shadowRoot ?? {}; return activeElement?.className || activeElement?.localName; })()`,
    );
  await widget.launcher.waitFor();
  for (let presses = 0; presses < 20 && (await focused()) !== 'launcher'; presses++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await widget.theirs.first().waitFor();
  expect(await focused()).toBe('textarea');
  await page.keyboard.type(QUESTION);
  await page.keyboard.press('Enter');
  await widget.theirs.nth(1).waitFor();
  expect(await focused()).toBe('textarea');
  const order: unknown[] = [];
  for (let presses = 0; presses < 12 && order.at(-1) !== 'clause'; presses++) {
    await page.keyboard.press('Shift+Tab');
    order.push(await focused());
  }
  expect(order.at(-1)).toBe('clause');
  const [policy] = await Promise.all([widget.context.waitForEvent('page'), page.keyboard.press('Enter')]);
  await policy.close();
  await page.keyboard.press('Escape');
  await widget.panel.waitFor({ state: 'hidden' });
  expect(await focused()).toBe('launcher');
  expect(await widget.launcher.getAttribute('aria-expanded')).toBe('false');
  await widget.context.close();
});

test('on a phone the sheet keeps the focus inside', async () => {
  const widget = await openPage(browser, `${site.url}/shops/xiaomi-ma`, { viewport: { width: 360, height: 640 } });
  await widget.begin();
  const inside = `!!document.querySelector('sanad-widget').shadowRoot?.activeElement?.closest('dialog') || document.activeElement === document.body`;
  for (let presses = 0; presses < 14; presses++) {
    await widget.page.keyboard.press('Tab');
    expect(await widget.page.evaluate(inside)).toBe(true);
  }
  await widget.page.keyboard.press('Escape');
  await widget.panel.waitFor({ state: 'hidden' });
  await widget.context.close();
});

test('the messages are a named log that is read out politely', async () => {
  const widget = await openPage(browser, `${site.url}/shops/xiaomi-ma`);
  await widget.begin();
  const live = widget.panel.locator('[role=log]');
  await expect.poll(() => live.getAttribute('aria-live')).toBe('polite');
  expect(await live.getAttribute('aria-label')).not.toBe('');
  await widget.context.close();
});

test('numbers, order ids and Latin words keep their order in Arabic lines; links are safe', async () => {
  const widget = await openPage(browser, `${site.url}/shops/xiaomi-ma`);
  await widget.begin();
  await widget.say(
    'رقم طلبي A-12/77 وهاتفي 0661 23 45 67 <img src=x onerror=alert(1)> javascript:alert(1) https://mi.com/ma-ar/.',
  );
  const bubble = widget.mine.locator('.bubble').first();
  expect(await bubble.locator('bdi').allInnerTexts()).toContain('A-12/77');
  const links = await bubble
    .locator('a')
    .evaluateAll((all) => all.map((one) => [one.getAttribute('href'), one.getAttribute('rel')]));
  expect(links).toEqual([
    ['tel:0661234567', 'noopener noreferrer'],
    ['https://mi.com/ma-ar/', 'noopener noreferrer'],
  ]);
  expect(await bubble.locator('img').count()).toBe(0);
  expect(await bubble.innerText()).toContain('<img src=x onerror=alert(1)>');
  await widget.context.close();
});

test('a long message is folded and can be unfolded', async () => {
  const widget = await openPage(browser, `${site.url}/shops/xiaomi-ma`);
  await widget.begin();
  await widget.say('كلام كثير '.repeat(120));
  const unfold = widget.mine.locator('.unfold');
  const folded = await widget.mine.locator('.folded').evaluate((box) => box.clientHeight);
  await unfold.click();
  expect(await unfold.getAttribute('aria-expanded')).toBe('true');
  expect(await widget.mine.locator('.folded').evaluate((box) => box.clientHeight)).toBeGreaterThan(folded);
  await widget.context.close();
});

test('a message over the limit is explained and not sent; nothing of it is lost', async () => {
  const widget = await openPage(browser, `${site.url}/shops/xiaomi-ma`);
  await widget.begin();
  await widget.say('س'.repeat(8003));
  expect(await widget.panel.locator('.note.wrong').innerText()).toContain('3');
  expect(await widget.mine.count()).toBe(0);
  await widget.page.reload();
  await widget.open();
  expect((await widget.input.inputValue()).length).toBe(8003);
  await widget.context.close();
});

test('the words change to French and back, and the choice is kept', async () => {
  const widget = await openPage(browser, `${site.url}/shops/xiaomi-ma`);
  await widget.begin();
  expect(await widget.panel.getAttribute('aria-label')).toContain('شاومي المغرب');
  await widget.panel.locator('.language').click();
  expect(await widget.panel.getAttribute('aria-label')).toBe('Conversation avec Xiaomi Maroc');
  expect(await widget.panel.evaluate((panel) => panel.matches(':dir(ltr)'))).toBe(true);
  expect(await widget.theirs.first().locator('p').first().getAttribute('dir')).toBe('rtl');
  await widget.page.reload();
  await widget.launcher.waitFor();
  expect(await widget.launcher.getAttribute('aria-label')).toContain('Discuter avec Xiaomi Maroc');
  await widget.context.close();
});

test('a new conversation begins when the customer confirms, and the old one is gone from the device', async () => {
  const widget = await openPage(browser, `${site.url}/shops/xiaomi-ma`);
  await widget.begin();
  await widget.ask('شكرا');
  await widget.panel.locator('header .plain').nth(1).click();
  await widget.panel.locator('.question .strong').click();
  await expect.poll(() => widget.mine.count()).toBe(0);
  await widget.theirs.first().waitFor();
  expect(await widget.theirs.count()).toBe(1);
  await expectNoFaults(widget);
  await widget.context.close();
});
