import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openSay } from '../../dialogs/locales/openSay.ts';
import { readChannelSettings } from '../../src/channels/channelSettings.ts';
import { openChannels } from '../../src/channels/openChannels.ts';
import { openKnowledge } from '../../src/cli/knowledgeFolder.ts';
import { FILINGS } from '../../src/complaints/index.ts';
import { readConfig } from '../../src/config.ts';
import { partitionOf } from '../../src/conversation/index.ts';
import { decide, openCalendar, type ReturnRules } from '../../src/returns/index.ts';
import { type ConsolePage, openConsolePage } from '../support/consolePage.ts';
import { type ConsoleSite, openConsoleSite } from '../support/consoleSite.ts';
import { filing } from '../support/filing.ts';
import type { GraphServer } from '../support/platforms/graphServer.ts';
import { incoming, postWebhook, startWhatsApp, textOf, webhook, whatsappEnv } from '../support/platforms/whatsapp.ts';
import { seriousFaults } from '../support/seriousFaults.ts';
import { openPage, type WidgetPage } from '../support/widgetPage.ts';
import { openBrowser } from '../support/widgetSite.ts';

vi.setConfig({ testTimeout: 60_000 });

const SHOP = 'xiaomi-ma';
const PICTURES = process.env.PICTURES;

let site: ConsoleSite;
let browser: Browser;
let whatsapp: GraphServer;
/** How far the server's clock is from the browser's. */
let ahead = 0;

beforeAll(async () => {
  whatsapp = await startWhatsApp();
  const env = whatsappEnv(whatsapp, SHOP);
  const config = readConfig(env);
  const settings = readChannelSettings(config, [SHOP]);
  const channels = { openChannels: openingOf(settings, config), env, now: () => Date.now() + ahead };
  [site, browser] = await Promise.all([openConsoleSite(channels), openBrowser()]);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await site?.close();
  await whatsapp?.close();
});

type Opening = NonNullable<NonNullable<Parameters<typeof openConsoleSite>[0]>['openChannels']>;

function openingOf(settings: ReturnType<typeof readChannelSettings>, config: ReturnType<typeof readConfig>): Opening {
  return (grounds) => openChannels(settings, config, openSay(), grounds);
}

async function at(name: string): Promise<ConsolePage> {
  const console = await openConsolePage(browser, site.consoleUrl, { viewport: { width: 1366, height: 900 } });
  await console.enter(name);
  await console.liveState('live');
  return console;
}

async function picture({ page }: ConsolePage, name: string): Promise<void> {
  if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}.png` });
}

async function withCustomer(console: ConsolePage): Promise<WidgetPage> {
  const widget = await openPage(browser, `${site.url}/shops/${SHOP}`);
  await widget.begin();
  await widget.say('بغيت نهضر مع شي واحد');
  await console.showTab('mine');
  await console.open();
  await console.reply.waitFor();
  return widget;
}

async function leave(...pages: (ConsolePage | WidgetPage)[]): Promise<void> {
  for (const page of pages) {
    if ('faults' in page) expect(page.faults).toEqual([]);
    await page.context.close();
  }
}

const idOf = ({ page }: ConsolePage) => decodeURIComponent(page.url().split('#/c/')[1]?.split('/')[0] ?? '');

test('a file reaches the customer, who is seen typing; then a colleague holds the conversation, then a supervisor', async () => {
  await site.account('amal', [SHOP], 'agent', 'أمل');
  const amal = await at('amal');
  const widget = await withCustomer(amal);
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  await amal.page
    .locator('.composer input[type=file]')
    .setInputFiles({ name: 'bon.png', mimeType: 'image/png', buffer: png });
  await amal.page.locator('.parts li', { hasText: 'bon.png' }).waitFor();
  await amal.say('هذا هو الوصل');
  const theirs = widget.theirs.filter({ hasText: 'هذا هو الوصل' });
  await theirs.locator('a', { hasText: 'bon.png' }).waitFor();
  expect(await amal.page.locator('.transcript .by-agent img').count()).toBe(1);
  await widget.panel.locator('textarea').pressSequentially('شكرا', { delay: 20 });
  await expect.poll(() => amal.page.locator('.transcript .typing').innerText()).not.toBe('');

  await site.account('omar', [SHOP], 'agent', 'عمر');
  await site.account('nadia', [SHOP], 'supervisor', 'نادية');
  const omar = await at('omar');
  const id = idOf(amal);
  await amal.page.locator('#transfer').click();
  await amal.page.locator('.choices button', { hasText: 'عمر' }).click();
  await amal.page.locator('.holder-bar', { hasText: 'عمر' }).waitFor();
  await omar.showTab('mine');
  await omar.open();
  await omar.message('هذا هو الوصل');
  await omar.say('معك عمر');
  await widget.theirs.filter({ hasText: 'معك عمر' }).waitFor();
  const nadia = await at('nadia');
  await nadia.page.goto(`${site.consoleUrl}#/c/${encodeURIComponent(id)}`);
  await nadia.page.locator('#claim').click();
  await nadia.reply.waitFor();
  await omar.page.locator('.holder-bar', { hasText: 'نادية' }).waitFor();
  expect(await omar.reply.count()).toBe(0);
  await nadia.say('معك نادية');
  await widget.theirs.filter({ hasText: 'معك نادية' }).waitFor();
  await picture(nadia, 'taken-over');
  for (const page of [omar, amal, nadia]) await page.signOut();
  await leave(amal, omar, nadia, widget);
});

test('WhatsApp: no free text after a day, a note always; a refused reply is shown and sent again once', async () => {
  ahead = -25 * 3600_000;
  const long = String(Math.floor((Date.now() + ahead) / 1000));
  await postWebhook(site.url, webhook({ messages: [incoming(textOf('بغيت نهضر مع شي واحد'), { timestamp: long })] }));
  await expect.poll(() => whatsapp.shown.length, { timeout: 10_000 }).toBeGreaterThan(0);
  ahead = 0;
  await site.account('sami', [SHOP], 'agent', 'سامي');
  const sami = await at('sami');
  await sami.page.locator('.row', { hasText: 'Amina' }).first().click();
  await sami.page.locator('#claim').click();
  await sami.page.locator('.window.over').waitFor();
  expect(await sami.reply.count()).toBe(0);
  await picture(sami, 'window-over');
  await sami.page.locator('.kinds button').nth(1).click();
  await sami.page.locator('#note').fill('لم يعد');
  await sami.page.locator('#note').press('Enter');
  await sami.page.locator('.transcript .note').waitFor();
  await sami.page.locator('.kinds button').first().click();
  await postWebhook(site.url, webhook({ messages: [incoming(textOf('واش كاين شي جديد؟'))] }));
  await sami.reply.waitFor();
  const before = whatsapp.shown.length;
  whatsapp.troubles.push({ status: 400, code: 131026 });
  await sami.say('نعم، وصل طلبك');
  const failed = sami.page.locator('.by-agent .delivery.failed');
  await failed.waitFor();
  await picture(sami, 'refused');
  expect(whatsapp.shown.length).toBe(before);
  await failed.locator('button').click();
  await failed.locator('button').waitFor({ state: 'detached' });
  await expect.poll(() => whatsapp.shown.length).toBe(before + 1);
  expect(JSON.stringify(whatsapp.shown.at(-1)?.message)).toContain('نعم، وصل طلبك');
  const said = sami.page.locator('.transcript .by-agent', { hasText: 'نعم، وصل طلبك' });
  await expect.poll(() => said.count()).toBe(2);
  await said.last().locator('.delivery.sent, .delivery.delivered, .delivery.read').waitFor();
  await picture(sami, 'resent');
  await sami.signOut();
  await leave(sami);
});

test('a complaint and the decision behind it are read in words, assigned, answered and closed', async () => {
  await site.account('salma', [SHOP], 'agent', 'سلمى');
  const salma = await at('salma');
  const widget = await withCustomer(salma);
  const conversation = idOf(salma);
  const number = (await site.complaints()?.reserve({ shop: SHOP, conversation, draft: 'd', kind: 'complaint' })) ?? '';
  const appends = [
    { list: FILINGS, value: filing({ number, conversation, filedAt: new Date().toISOString() }) },
    { list: 'decisions', value: decision() },
  ];
  await site.app().application.driver.commit({ partition: partitionOf(conversation), appends });
  site.complaints()?.wake(conversation);
  await salma.page.goto(`${site.consoleUrl}#/complaints`);
  await salma.page.locator('.row', { hasText: number }).click();
  const pane = salma.page.locator('.case-body');
  await pane.locator('select').selectOption({ index: 1 });
  await salma.page.locator('.tag.case[data-state=assigned]').first().waitFor();
  await pane.locator('#case-answer').fill('سنستبدل لك الهاتف');
  await pane.locator('.primary').click();
  await salma.page.locator('.thread-head .tag.case[data-state=answered]').waitFor();
  expect(await pane.locator('.history').innerText()).toContain('سنستبدل لك الهاتف');
  await picture(salma, 'complaint');
  await pane.locator('.composer-foot .button').click();
  await salma.page.locator('.thread-head .tag.case[data-state=closed]').waitFor();
  expect(await pane.locator('#case-answer').count()).toBe(0);

  await salma.page.locator('.thread-head a.button').click();
  // At a glance: the outcome, the clause's own words, what is missing; the rest is folded, and opened by keyboard.
  const card = salma.page.locator('.decision').first();
  expect(await card.locator('.tag.outcome').innerText()).toBe('تنقص معلومات');
  expect(await card.locator('.deciding blockquote').innerText()).not.toBe('');
  expect(await card.locator('.facts').innerText()).toContain('استُعمل المنتج');
  expect(await card.locator('.path ol').isVisible()).toBe(false);
  await card.scrollIntoViewIfNeeded();
  await picture(salma, 'decision-folded');
  await card.locator('.path > summary').press('Enter');
  expect(await card.locator('.path ol > li').count()).toBe(3);
  expect(await card.locator('.apart-steps').isVisible()).toBe(false);
  await card.locator('.apart > summary').press('Enter');
  expect(await card.locator('.apart-steps > li').count()).toBeGreaterThan(10);
  const path = await card.locator('.path').innerText();
  expect(path).not.toMatch(/[a-z]{3}/);
  const cited = salma.page.locator('.decision .path .citations').last();
  await cited.locator('summary').click();
  expect(await cited.locator('blockquote').first().innerText()).not.toBe('');
  expect(await seriousFaults(salma.page, 'decision')).toEqual([]);
  await salma.page.locator('.decision').scrollIntoViewIfNeeded();
  await picture(salma, 'decision');
  await salma.signOut();
  await leave(salma, widget);
});

/** What the rules say about a phone that was opened, as the return check keeps it. */
function decision() {
  const rules = openKnowledge().packs.find((pack) => pack.shop.id === SHOP)?.returns as ReturnRules;
  const order = {
    placedAt: '2026-11-10T18:51:00Z',
    confirmedAt: '2026-11-10T19:04:00Z',
    deliveredAt: '2026-11-15T17:22:00Z',
  };
  const now = Date.parse('2026-11-18T10:00:00Z');
  const answers = { opened: true, sealed: false };
  const said = decide(rules, { reason: 'change_of_mind', order, answers }, now, openCalendar(rules.holidays));
  return { id: 'd1', at: new Date(now).toISOString(), decision: said };
}
