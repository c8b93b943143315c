import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ConsolePage, openConsolePage } from '../support/consolePage.ts';
import { type ConsoleSite, openConsoleSite } from '../support/consoleSite.ts';
import { seriousFaults } from '../support/seriousFaults.ts';
import { expectNoFaults, openPage, type WidgetPage } from '../support/widgetPage.ts';
import { openBrowser } from '../support/widgetSite.ts';

vi.setConfig({ testTimeout: 60_000 });

const SHOP = 'xiaomi-ma';
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

async function customer(...words: string[]): Promise<WidgetPage> {
  const widget = await openPage(browser, `${site.url}/shops/${SHOP}`);
  await widget.begin();
  for (const text of words) await widget.ask(text);
  return widget;
}

/** An agent at the list of what the bot speaks in; away, so that nothing is given to them by itself. */
async function agentAt(name: string, viewport = { width: 1280, height: 860 }): Promise<ConsolePage> {
  await site.account(name, [SHOP], 'agent', name === 'amal' ? 'أمل' : 'عمر');
  const console = await openConsolePage(browser, site.consoleUrl, { viewport });
  await console.enter(name);
  await console.liveState('live');
  await console.page.locator('.presence:visible').first().click();
  await console.showTab('all');
  await console.page.locator('.filters select').selectOption('bot');
  return console;
}

async function picture({ page }: ConsolePage, name: string): Promise<void> {
  if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}.png` });
}

test('an agent steps in where the bot speaks, by the keyboard; the bot is silent until it is given back', async () => {
  const widget = await customer('شحال عندي ديال الوقت باش نرجع التليفون؟');
  const amal = await agentAt('amal');
  await amal.page.locator('.row', { hasText: 'شحال عندي' }).click();
  await amal.message('أيام');
  expect(await seriousFaults(amal.page, 'where the bot speaks')).toEqual([]);
  await picture(amal, 'bot-speaks');
  await amal.page.locator('.thread-title').click();
  await amal.page.keyboard.press('a');
  expect(await amal.reply.count()).toBe(0);
  await amal.page.locator('#step_in:focus').waitFor();
  await amal.page.keyboard.press('Enter');
  await amal.reply.waitFor();
  await widget.theirs.filter({ hasText: 'بدلًا من سند' }).waitFor();
  const before = await widget.theirs.count();
  await widget.say('واش الإرجاع فابور؟');
  await amal.message('واش الإرجاع فابور؟');
  await amal.say('معك أمل، نعم في هذه الحالة.');
  await widget.theirs.filter({ hasText: 'معك أمل، نعم' }).waitFor();
  expect(await widget.theirs.count()).toBe(before + 1);
  await picture(amal, 'stepped-in');
  await amal.page.locator('#give_back').click();
  await widget.theirs.filter({ hasText: 'عدت إلى سند' }).waitFor();
  await widget.say('شكون كيخلص مصاريف الإرجاع؟');
  await expect.poll(() => widget.theirs.count(), { timeout: 10_000 }).toBe(before + 3);
  expect(amal.faults).toEqual([]);
  await expectNoFaults(widget);
  await amal.context.close();
  await widget.context.close();
});

test('one more than an agent is given at a time is taken only after they said that they want it', async () => {
  const { conversations } = site.app().application;
  for (let i = 1; i <= 5; i++) {
    const conversation = `web-question-${i}`;
    const user = { id: `u${i}` };
    const createdAt = new Date().toISOString();
    await conversations.begin({ id: conversation, channel: 'web', shop: SHOP, user, createdAt });
    const activity = {
      ...{ type: 'message', text: `سؤال رقم ${i} عن الضمان`, channelId: 'web', from: { ...user, role: 'user' } },
      ...{ recipient: { id: 'sanad' }, conversation: { id: conversation }, timestamp: createdAt },
    };
    await conversations.accept({ conversation, messageId: 'm', activity });
  }
  const omar = await agentAt('omar', { width: 390, height: 844 });
  const open = async (words: string) => {
    await omar.page.locator('.row', { hasText: words }).click();
    await omar.page.locator('#step_in').click();
  };
  for (let i = 1; i <= 4; i++) {
    await open(`سؤال رقم ${i}`);
    await omar.reply.waitFor();
    await omar.page.goto(`${site.consoleUrl}#/`);
    await omar.showTab('all');
  }
  await open('سؤال رقم 5');
  const sheet = omar.page.locator('dialog[open]');
  await sheet.waitFor();
  expect(await sheet.innerText()).toContain('عدد محادثاتك الآن 4');
  expect(await seriousFaults(omar.page, 'beyond the capacity')).toEqual([]);
  await picture(omar, 'at-capacity');
  await sheet.locator('.button', { hasText: 'إلغاء' }).click();
  expect(await omar.reply.count()).toBe(0);
  await omar.page.locator('#step_in').click();
  await sheet.locator('.primary').click();
  await omar.reply.waitFor();
  const { items } = await site.app().application.console!.parts.audit.page({ shops: [SHOP] }, { limit: 50 });
  expect(items.filter(({ action }) => action === 'capacity_exceeded')).toHaveLength(1);
  expect(items.filter(({ action }) => action === 'stepped_in')).toHaveLength(6);
  expect(omar.faults).toEqual([]);
  // A supervisor reads it in the log and goes from there to the conversation.
  await site.account('nadia', [SHOP], 'supervisor', 'نادية');
  const nadia = await openConsolePage(browser, `${site.consoleUrl}#/audit`);
  await nadia.enter('nadia');
  await nadia.page.locator('.deed', { hasText: 'عمر' }).locator('a', { hasText: 'تجاوز الطاقة' }).click();
  await nadia.message('سؤال رقم 5');
  await nadia.context.close();
  await omar.context.close();
});
