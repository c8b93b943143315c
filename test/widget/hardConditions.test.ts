import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { repeatingBot } from '../support/repeatingBot.ts';
import { openPage, WidgetPage } from '../support/widgetPage.ts';
import { CHROMIUM, openBrowser, openWidgetSite, type WidgetSite } from '../support/widgetSite.ts';

vi.setConfig({ testTimeout: 60_000 });

let site: WidgetSite;
let browser: Browser;

beforeAll(async () => {
  [site, browser] = await Promise.all([openWidgetSite({ bot: repeatingBot }), openBrowser()]);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

async function openedWidget(): Promise<WidgetPage> {
  const widget = await openPage(browser, `${site.url}/shops/xiaomi-ma`);
  await widget.open();
  return widget;
}

/** A PDF that `localStorage` has no room for. */
const LARGE_PDF = Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(4_300_000, 'a')]);

async function choosePdf(widget: WidgetPage): Promise<void> {
  const file = { name: 'facture.pdf', mimeType: 'application/pdf', buffer: LARGE_PDF };
  await widget.panel.locator('input[type=file]').setInputFiles(file);
  await widget.panel.locator('.attached bdi').waitFor();
}

/** The customer's messages as the server has them: text and size of the file. */
async function onServer(widget: WidgetPage): Promise<{ text: string; bytes: number | undefined }[]> {
  const script = `JSON.parse(localStorage.getItem('sanad:xiaomi-ma:session') ?? '{}').conversation ?? ''`;
  const conversation = String(await widget.page.evaluate(script));
  const { conversations } = site.app().application;
  const log = await conversations.read(conversation, { after: 0, limit: 500 });
  return Promise.all(
    log
      .filter(({ direction, activity }) => direction === 'in' && activity.type === 'message')
      .map(async ({ activity }) => {
        const [file] = activity.attachments ?? [];
        const address = file && new URL(file.contentUrl ?? '', site.url);
        const bytes = address && (await (await fetch(address)).arrayBuffer()).byteLength;
        return { text: activity.text ?? '', bytes };
      }),
  );
}

test('where the browser blocks all site data, questions are answered as long as the page lives', async () => {
  const profile = mkdtempSync(join(tmpdir(), 'sanad-blocked-'));
  mkdirSync(join(profile, 'Default'));
  const blocked = { profile: { default_content_setting_values: { cookies: 2 } } };
  writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(blocked));
  const context = await chromium.launchPersistentContext(profile, CHROMIUM);
  const widget = new WidgetPage(await context.newPage());
  await widget.page.goto(`${site.url}/shops/xiaomi-ma`);
  expect(await widget.page.evaluate('try { localStorage.length } catch (error) { error.name }')).toBe('SecurityError');
  await widget.open();
  await widget.ask('سلام');
  await choosePdf(widget);
  await widget.say('الفاتورة');
  await widget.panel.locator('.message.mine[data-id] .file').waitFor();
  await context.close();
  rmSync(profile, { recursive: true, force: true });
});

test('a file too large for the small storage outlives a reload without a connection, with its words', async () => {
  const widget = await openedWidget();
  await widget.ask('سلام');
  await widget.page.route('**/v3/**', (route) => route.abort());
  await choosePdf(widget);
  await widget.say('هذه الفاتورة');
  await expect
    .poll(() => widget.page.evaluate('JSON.stringify(localStorage).includes(\'"kept\\\\":true\')'))
    .toBe(true);
  await widget.page.reload();
  await widget.page.unroute('**/v3/**');
  await widget.open();
  await widget.panel.locator('.message.mine[data-id] .file').waitFor();
  expect(await onServer(widget)).toEqual([
    { text: 'سلام', bytes: undefined },
    { text: 'هذه الفاتورة', bytes: LARGE_PDF.length },
  ]);
  await widget.context.close();
});

test('another open tab does not send a message without its file', async () => {
  const widget = await openedWidget();
  await widget.ask('سلام');
  const other = await openPage(widget.context, `${site.url}/shops/xiaomi-ma`);
  await other.open();
  for (const text of ['واحد', 'اثنان', 'ثلاثة']) {
    await choosePdf(widget);
    await widget.say(text);
  }
  await expect.poll(async () => (await onServer(widget)).length, { timeout: 20_000 }).toBe(4);
  expect((await onServer(widget)).map(({ bytes }) => bytes)).toEqual([undefined, ...Array(3).fill(LARGE_PDF.length)]);
  await widget.context.close();
});

test('a proxy that finds a file too large has it refused, and what was written after it arrives', async () => {
  const widget = await openedWidget();
  await widget.ask('سلام');
  await widget.page.route('**/upload', (route) =>
    route.fulfill({ status: 413, contentType: 'text/html', body: '<h1>413 Request Entity Too Large</h1>' }),
  );
  await choosePdf(widget);
  await widget.say('الفاتورة');
  await widget.panel.locator('.refusal').waitFor();
  await widget.ask('هل وصلت؟');
  expect((await onServer(widget)).map(({ text }) => text)).toEqual(['سلام', 'هل وصلت؟']);
  await widget.context.close();
});

test('a file that takes long lets what was written after it pass, and arrives too', async () => {
  const widget = await openedWidget();
  await widget.ask('سلام');
  let goOn = () => {};
  const arrived = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  await widget.page.route('**/upload', async (route) => {
    await arrived;
    await route.continue();
  });
  await choosePdf(widget);
  await widget.say('الفاتورة');
  await widget.say('هل وصلت؟');
  await expect
    .poll(async () => (await onServer(widget)).map(({ text }) => text), { timeout: 20_000 })
    .toEqual(['سلام', 'هل وصلت؟']);
  goOn();
  await expect.poll(async () => (await onServer(widget)).at(-1)?.bytes, { timeout: 20_000 }).toBe(LARGE_PDF.length);
  await widget.context.close();
});

test('a shop that empties the storage, as at signing out, cuts no conversation off', async () => {
  const widget = await openedWidget();
  await widget.ask('سلام');
  await widget.page.evaluate('localStorage.clear()');
  expect(await (await widget.ask('أين طلبي؟')).innerText()).toContain('رد: أين طلبي؟');
  expect(await widget.mine.count()).toBe(2);
  await widget.context.close();
});

test('where sockets open and carry nothing, answers come by asking', async () => {
  const widget = await openPage(browser, 'about:blank');
  await widget.page.routeWebSocket(/stream/, () => undefined);
  await widget.page.goto(`${site.url}/shops/xiaomi-ma`);
  await widget.open();
  expect(await (await widget.ask('سلام')).innerText()).toContain('رد: سلام');
  await widget.context.close();
});

test('a shop profile that something else answered for is asked for again', async () => {
  const widget = await openPage(browser, 'about:blank');
  let asked = 0;
  await widget.page.route('**/widget.json', (route) => {
    asked += 1;
    return asked === 1 ? route.fulfill({ contentType: 'text/html', body: '<p>Connexion…</p>' }) : route.continue();
  });
  await widget.page.goto(`${site.url}/shops/xiaomi-ma`);
  await widget.launcher.waitFor();
  await widget.context.close();
});

test('a message that went into the conversation that was just left is not shown in the new one', async () => {
  const widget = await openedWidget();
  await widget.ask('سلام');
  let goOn = () => {};
  const left = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  await widget.page.route('**/activities', async (route) => {
    if (!(route.request().postData() ?? '').includes('بطيئة')) return route.continue();
    const response = await route.fetch();
    await left;
    return route.fulfill({ response });
  });
  await widget.say('رسالة بطيئة');
  await widget.panel.locator('.message.pending').waitFor();
  await widget.panel.locator('header .plain').nth(1).click();
  await widget.panel.locator('.choices .strong').click();
  goOn();
  await widget.ask('من جديد');
  expect(await widget.mine.locator('.bubble').allInnerTexts()).toEqual(['من جديد']);
  await widget.context.close();
});

test('answers are read out also where the device’s clock is hours ahead and sockets do not get through', async () => {
  const widget = await openPage(browser, 'about:blank');
  await widget.page.addInitScript('const now = Date.now.bind(Date); Date.now = () => now() + 3 * 3600e3;');
  await widget.page.routeWebSocket(/stream/, (socket) => socket.close());
  await widget.page.goto(`${site.url}/shops/xiaomi-ma`);
  await widget.open();
  await widget.ask('سلام');
  const log = widget.panel.locator('[role=log]');
  await expect.poll(() => log.getAttribute('aria-live')).toBe('polite');
  await log.evaluate((element) => {
    const lives: (string | null)[] = [];
    Object.assign(window, { lives });
    new MutationObserver((changes) => {
      const answers = changes.flatMap(({ addedNodes }) => [...addedNodes]).filter((node) => isAnswer(node));
      for (const _ of answers) lives.push(element.getAttribute('aria-live'));
    }).observe(element, { childList: true, subtree: true });
    const isAnswer = (node: Node) => node instanceof HTMLElement && node.classList.contains('theirs');
  });
  await widget.ask('والثمن؟');
  await expect.poll(() => widget.page.evaluate('lives')).toEqual(['polite']);
  await widget.context.close();
});

test('messages that wait keep their order when the device’s clock is put right in between', async () => {
  const widget = await openedWidget();
  await widget.ask('سلام');
  await widget.page.route('**/v3/**', (route) => route.abort());
  await widget.page.evaluate('{ const now = Date.now.bind(Date); Date.now = () => now() + 5 * 3600e3; }');
  await widget.say('كُتبت أولًا');
  await widget.page.reload();
  await widget.open();
  await widget.say('كُتبت ثانيًا');
  await widget.page.unroute('**/v3/**');
  await widget.ask('كُتبت ثالثًا');
  const texts = async () => (await onServer(widget)).map(({ text }) => text);
  await expect.poll(texts).toEqual(['سلام', 'كُتبت أولًا', 'كُتبت ثانيًا', 'كُتبت ثالثًا']);
  await widget.context.close();
});
