import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ConsolePage, openConsolePage } from '../support/consolePage.ts';
import { type ConsoleSite, openConsoleSite } from '../support/consoleSite.ts';
import { openPage, type WidgetPage } from '../support/widgetPage.ts';
import { openBrowser } from '../support/widgetSite.ts';

vi.setConfig({ testTimeout: 60_000 });

let site: ConsoleSite;
let browser: Browser;

beforeAll(async () => {
  // As for a visitor: a page is heard only after it was touched.
  const asAtHome = ['--autoplay-policy=document-user-activation-required'];
  [site, browser] = await Promise.all([openConsoleSite(), openBrowser(asAtHome)]);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

interface Seen {
  readonly title: string;
  readonly body: string;
  readonly dir: string;
  readonly tag: string;
}

/** Writes down what the browser shows and plays; both still happen. */
const WATCH = `
  window.seen = []; window.tones = 0;
  const Real = Notification;
  window.Notification = class extends Real {
    constructor(title, options) {
      super(title, options);
      this.addEventListener('show', () => seen.push({ title, body: this.body, dir: this.dir, tag: this.tag }));
      window.newest = this;
    }
  };
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...when) { if (this.context.state === 'running') tones += 1; start.apply(this, when); };
`;

const seen = (page: Page) => page.evaluate('seen') as Promise<Seen[]>;
const tones = (page: Page) => page.evaluate('tones') as Promise<number>;

/** An agent whose page loses the focus when another tab of theirs is looked at, as on a desktop. */
async function agentAt(name: string, shop: string): Promise<{ console: ConsolePage; elsewhere: Page }> {
  await site.account(name, [shop]);
  const console = await openConsolePage(browser, site.consoleUrl, { permissions: ['notifications'] });
  await console.context.addInitScript(WATCH);
  await console.page.reload();
  await canLoseFocus(console.page);
  await console.enter(name);
  await console.liveState('live');
  const elsewhere = await console.context.newPage();
  await console.page.bringToFront();
  return { console, elsewhere };
}

/** Every page of a test believes to have the focus, until it is told otherwise after each load. */
async function canLoseFocus(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setFocusEmulationEnabled', { enabled: false });
}

const setting = (page: Page, index: number) => page.locator('.settings').nth(1).locator('input').nth(index);

async function turnOn({ page }: ConsolePage): Promise<void> {
  await page.goto(`${site.consoleUrl}#/me`);
  await setting(page, 0).check();
  await setting(page, 1).check();
  await page.goto(`${site.consoleUrl}#/`);
}

async function customer(shop: string, name?: string): Promise<WidgetPage> {
  const widget = await openPage(browser, `${site.url}/shops/${shop}`);
  await widget.begin();
  if (name) await widget.ask(`سميتي ${name} والنمرة ديالي 0612345678`);
  return widget;
}

test('an agent who looks elsewhere is called once for each customer and message, without a word of theirs', async () => {
  const { console, elsewhere } = await agentAt('houda', 'xiaomi-ma');
  const { page } = console;
  await turnOn(console);
  // Turning the sound on lets it be heard.
  await expect.poll(() => tones(page)).toBe(2);
  await elsewhere.bringToFront();
  const widget = await customer('xiaomi-ma', 'حكيمة');
  await widget.say('بغيت نهضر مع شي واحد');
  await expect.poll(() => seen(page), { timeout: 10_000 }).toHaveLength(1);
  expect(await seen(page)).toMatchObject([{ body: 'أُسندت إليك محادثة جديدة.', dir: 'rtl' }]);
  await expect.poll(() => tones(page)).toBe(4);
  await widget.say('واش كاين شي واحد؟ 0612345678');
  await expect.poll(() => seen(page), { timeout: 10_000 }).toHaveLength(2);
  for (const { title, body } of await seen(page)) expect(`${title} ${body}`).not.toMatch(/حكيمة|\d|واش|web-/);
  expect(new Set((await seen(page)).map(({ tag }) => tag)).size).toBe(2);

  // Pressed, it leads to the conversation.
  await page.evaluate("newest.dispatchEvent(new Event('click'))");
  await page.bringToFront();
  await console.message('واش كاين شي واحد؟');
  await widget.say('عافاك');
  await console.message('عافاك');
  expect(await seen(page)).toHaveLength(2);
  expect(await tones(page)).toBe(6);
  expect(console.faults).toEqual([]);
  await console.signOut();
  await console.context.close();
  await widget.context.close();
});

test('the settings outlive a reload; two tabs call once; whoever waits beyond the room calls as waiting', async () => {
  const { console, elsewhere } = await agentAt('karima', 'village-ma');
  await turnOn(console);
  const customers: WidgetPage[] = [];
  for (let i = 0; i < 4; i++) {
    customers.push(await customer('village-ma'));
    await customers[i]?.say('بغيت نهضر مع شي واحد');
  }
  await console.showTab('mine');
  await expect.poll(() => console.rows.count(), { timeout: 10_000 }).toBe(4);
  await console.page.reload();
  await console.page.goto(`${site.consoleUrl}#/me`);
  for (const index of [0, 1]) expect(await setting(console.page, index).isChecked()).toBe(true);
  const second = new ConsolePage(await console.context.newPage());
  await second.page.goto(site.consoleUrl);
  for (const page of [console.page, second.page]) await canLoseFocus(page);
  await second.liveState('live');
  await elsewhere.bringToFront();
  const fifth = await customer('village-ma');
  await fifth.say('بغيت نهضر مع شي واحد');
  const both = async () => [...(await seen(console.page)), ...(await seen(second.page))];
  await expect.poll(both, { timeout: 10_000 }).toHaveLength(1);
  expect(await both()).toMatchObject([{ body: 'زبون ينتظر موظفًا.' }]);
  await fifth.say('أنا كنتسنى');
  // A sixth who comes is the next event: whatever the message before it could have called for is out by then.
  const sixth = await customer('village-ma');
  await sixth.say('بغيت نهضر مع شي واحد');
  await expect.poll(both, { timeout: 10_000 }).toHaveLength(2);
  await console.signOut();
  for (const { context } of [console, fifth, sixth, ...customers]) await context.close();
});

test('a browser that takes the permission back is told as it is', async () => {
  const { console } = await agentAt('nawal', 'maroc4products');
  await turnOn(console);
  await console.context.clearPermissions();
  await console.page.reload();
  await console.page.goto(`${site.consoleUrl}#/me`);
  expect(await setting(console.page, 1).isChecked()).toBe(false);
  await setting(console.page, 1).click();
  await console.page.locator('.toast.wrong').waitFor();
  expect(await setting(console.page, 1).isChecked()).toBe(false);
  await console.context.close();
});
