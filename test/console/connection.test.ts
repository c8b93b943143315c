import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ConsolePage, openConsolePage } from '../support/consolePage.ts';
import { type ConsoleSite, openConsoleSite } from '../support/consoleSite.ts';
import { openPage, type WidgetPage } from '../support/widgetPage.ts';
import { openBrowser } from '../support/widgetSite.ts';

vi.setConfig({ testTimeout: 60_000 });

let site: ConsoleSite;
let browser: Browser;

beforeAll(async () => {
  [site, browser] = await Promise.all([openConsoleSite(), openBrowser()]);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

interface Both {
  readonly console: ConsolePage;
  readonly widget: WidgetPage;
}

/** A conversation that an agent holds; the agent's line can be cut by `site.link`, the customer's is the same one. */
async function held(agent: string, shop: string, prepare?: (console: ConsolePage) => Promise<void>): Promise<Both> {
  await site.account(agent, [shop]);
  const console = await openConsolePage(browser, site.consoleUrl);
  await prepare?.(console);
  await console.enter(agent);
  const widget = await openPage(browser, `${site.url}/shops/${shop}`);
  await widget.begin();
  await widget.say('بغيت نهضر مع شي واحد');
  await console.showTab('mine');
  await console.open();
  await console.reply.waitFor();
  return { console, widget };
}

/** What agents said in the conversation, as the server has it. */
async function agentSaid({ console }: Both): Promise<string[]> {
  const id = decodeURIComponent(console.page.url().split('#/c/')[1] ?? '');
  const log = await site.app().application.conversations.read(id, { after: 0, limit: 500 });
  return log.flatMap(({ activity }) => (activity.from?.role === 'agent' && activity.text) || []);
}

async function shownToAgent({ console }: Both, by: 'agent' | 'customer'): Promise<string[]> {
  return console.page.locator(`.transcript .by-${by} .bubble`).allInnerTexts();
}

test('replies written on a cut line outlive a reload of the page and reach the customer once, in their order', async () => {
  const both = await held('salma', 'xiaomi-ma');
  const { console, widget } = both;
  const replies = ['الرد الأول', 'الرد الثاني', 'الرد الثالث'];
  await console.context.setOffline(true);
  for (const text of replies) await console.say(text);
  expect(await console.page.locator('.pending').count()).toBe(3);
  await console.liveState('offline');
  await console.context.setOffline(false);
  await console.page.reload();
  await widget.theirs.filter({ hasText: 'الرد الثالث' }).waitFor();
  await expect.poll(() => console.page.locator('.pending').count()).toBe(0);
  expect(await agentSaid(both)).toEqual(replies);
  expect(await shownToAgent(both, 'agent')).toEqual(replies);
  await console.context.close();
  await widget.context.close();
});

test('a line that is cut again and again loses nothing and doubles nothing, in either direction', async () => {
  const both = await held('karim', 'village-ma');
  const { console, widget } = both;
  const texts = Array.from({ length: 8 }, (_, index) => `رقم ${index + 1}.`);
  for (const [index, text] of texts.entries()) {
    await console.say(`جواب ${text}`);
    await widget.say(`سؤال ${text}`);
    if (index % 3 === 1) site.link.drop();
  }
  await console.message('سؤال رقم 8.');
  await widget.theirs.filter({ hasText: 'جواب رقم 8.' }).waitFor();
  await expect.poll(() => console.page.locator('.pending').count(), { timeout: 20_000 }).toBe(0);
  expect(await agentSaid(both)).toEqual(texts.map((text) => `جواب ${text}`));
  expect(await shownToAgent(both, 'agent')).toEqual(texts.map((text) => `جواب ${text}`));
  await expect
    .poll(async () => (await shownToAgent(both, 'customer')).filter((text) => text.startsWith('سؤال')))
    .toEqual(texts.map((text) => `سؤال ${text}`));
  await console.context.close();
  await widget.context.close();
});

test('where sockets are blocked everything comes by asking, and the agent is told', async () => {
  const both = await held('nadia', 'maroc4products', (console) =>
    console.page.routeWebSocket(/\/stream/, (socket) => socket.close()),
  );
  const { console, widget } = both;
  await console.liveState('polling');
  await widget.say('واش كاين شي جديد؟');
  await console.message('واش كاين شي جديد؟');
  await console.say('نعم، وصلت رسالتك.');
  await widget.theirs.filter({ hasText: 'نعم، وصلت رسالتك.' }).waitFor();
  expect(await shownToAgent(both, 'agent')).toEqual(['نعم، وصلت رسالتك.']);
  await console.context.close();
  await widget.context.close();
});
