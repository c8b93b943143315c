import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { FileStore, fileAttachment, storedRecording } from '../../src/files/index.ts';
import { type ConsolePage, openConsolePage } from '../support/consolePage.ts';
import { type ConsoleSite, openConsoleSite } from '../support/consoleSite.ts';
import { expectNoFaults, openPage, type WidgetPage } from '../support/widgetPage.ts';
import { openBrowser } from '../support/widgetSite.ts';

vi.setConfig({ testTimeout: 40_000 });

let site: ConsoleSite;
let browser: Browser;

beforeAll(async () => {
  [site, browser] = await Promise.all([openConsoleSite(), openBrowser()]);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

/** An agent who is present, and a customer who asked in Darija for a person, each in a browser of their own. */
async function handedOver(agent: string, shop: string): Promise<{ console: ConsolePage; widget: WidgetPage }> {
  await site.account(agent, [shop]);
  const console = await openConsolePage(browser, site.consoleUrl);
  await console.enter(agent);
  await console.liveState('live');
  const widget = await openPage(browser, `${site.url}/shops/${shop}`);
  await widget.begin();
  await widget.ask('شحال عندي ديال الوقت باش نرجع التليفون؟');
  await widget.ask('بغيت نهضر مع شي واحد عافاكم');
  await console.showTab('mine');
  await console.open();
  return { console, widget };
}

async function leave({ console, widget }: { console: ConsolePage; widget: WidgetPage }): Promise<void> {
  expect(console.faults).toEqual([]);
  await expectNoFaults(widget);
  await console.context.close();
  await widget.context.close();
}

test('the first link makes the supervisor, who adds an agent, who comes in by a link of their own', async () => {
  const console = await openConsolePage(browser, site.url + (site.printed[0] ?? ''));
  const fill = (name: string, value: string) =>
    console.page.locator(`input[name=${name}], input[type=${name}]`).fill(value);
  await fill('name', 'سلمى');
  await fill('email', 'salma@example.ma');
  await fill('password', 'a long enough secret');
  await console.page.locator('button[type=submit]').click();
  await console.page.locator('.rail').waitFor();
  await console.page.goto(`${site.consoleUrl}#/agents`);
  await console.page.locator('.page-head .primary').click();
  const sheet = console.page.locator('dialog.sheet');
  await sheet.locator('input:not([type])').or(sheet.locator('input[type=text]')).fill('Karim');
  await sheet.locator('input[type=email]').fill('karim@example.ma');
  await sheet.locator('.boxes input').first().check();
  await sheet.locator('button[type=submit]').click();
  const link = await console.page.locator('.link-box code').innerText();
  const other = await openConsolePage(browser, link);
  await other.page.locator('input[name=password]').fill('another long secret');
  await other.page.locator('button[type=submit]').click();
  await other.page.locator('.rail').waitFor();
  expect(await other.page.locator('.rail a[href="#/agents"]').count()).toBe(0);
  expect([...console.faults, ...other.faults]).toEqual([]);
  await console.page.keyboard.press('Escape');
  await console.signOut();
  await other.signOut();
  await console.context.close();
  await other.context.close();
});

test('a voice note is heard in the conversation, with what it says below', async () => {
  await site.account('rim', ['village-ma']);
  const { conversations, driver } = site.app().application;
  const files = new FileStore(driver);
  const [id, file] = ['web-voice-note', 'voice00000000000000001'];
  await conversations.begin({
    id,
    channel: 'web',
    shop: 'village-ma',
    user: { id: 'u1', name: 'أمينة' },
    createdAt: new Date().toISOString(),
  });
  const recording = storedRecording({ conversation: id, content: silence() });
  await files.keep(file, recording);
  await files.keepTranscript(file, 'فين وصلات الطلبية ديالي؟');
  const activity = {
    type: 'message',
    text: '',
    channelId: 'web',
    conversation: { id },
    from: { id: 'u1' },
    attachments: [fileAttachment(file, recording)],
    channelData: { sanad: { speech: 'unheard' as const } },
  };
  await conversations.accept({ conversation: id, messageId: 'v1', activity });
  const console = await openConsolePage(browser, site.consoleUrl);
  await console.enter('rim');
  await console.page.goto(`${site.consoleUrl}#/c/${id}`);
  const player = console.page.locator('.recording audio');
  await player.waitFor();
  expect(await console.page.locator('.recording figcaption').innerText()).toContain('فين وصلات الطلبية');
  const seconds = await player.evaluate(async (audio: HTMLAudioElement) => {
    const ready = new Promise((resolve) => audio.addEventListener('loadedmetadata', resolve, { once: true }));
    audio.load();
    audio.preload = 'auto';
    await ready;
    return audio.duration;
  });
  expect(seconds).toBeCloseTo(0.5, 1);
  expect(console.faults).toEqual([]);
  await console.signOut();
  await console.context.close();
});

/** Half a second of silence, as a WAV file. */
function silence(): Buffer {
  const samples = 4000;
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples, 4);
  head.write('WAVEfmt ', 8);
  for (const [at, value] of [
    [16, 16],
    [24, 8000],
    [28, 8000],
    [40, samples],
  ] as const)
    head.writeUInt32LE(value, at);
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 1],
    [34, 8],
  ] as const)
    head.writeUInt16LE(value, at);
  head.write('data', 36);
  return Buffer.concat([head, Buffer.alloc(samples, 128)]);
}

test('asked in Darija, handed over, read and answered by the agent, given back, gone on by the bot', async () => {
  const both = await handedOver('houda', 'xiaomi-ma');
  const { console, widget } = both;
  const answer = await console.message('أيام');
  await answer.locator('.citations summary').click();
  expect(await answer.locator('blockquote').first().innerText()).not.toBe('');
  await console.say('السلام عليكم، معك هدى. كيف أساعدك؟');
  const theirs = widget.theirs.filter({ hasText: 'معك هدى' });
  await theirs.waitFor();
  expect(await console.messages.filter({ hasText: 'معك هدى' }).count()).toBe(1);
  await widget.say('واش الإرجاع فابور؟');
  await console.message('واش الإرجاع فابور؟');
  expect(await widget.theirs.filter({ hasText: 'مصاريف' }).count()).toBe(0);
  await console.page.locator('#give_back').click();
  await console.page.locator('.tag.state[data-state=bot]').first().waitFor();
  await widget.ask('شكون كيخلص مصاريف الإرجاع؟');
  await console.message('شكون كيخلص');
  expect(await theirs.count()).toBe(1);
  await leave(both);
});

test('a note is seen by agents and never by the customer, a draft outlives a reload', async () => {
  const both = await handedOver('omar', 'village-ma');
  const { console, widget } = both;
  await console.reply.fill('رد لم يكتمل');
  await console.page.locator('.kinds button').nth(1).click();
  await console.page.locator('#note').fill('ملاحظة بيننا');
  await console.page.locator('#note').press('Enter');
  await console.page.locator('.transcript .note').waitFor();
  await console.page.reload();
  await console.messages.first().waitFor();
  expect(await console.reply.inputValue()).toBe('رد لم يكتمل');
  expect(await console.page.locator('.transcript .note').innerText()).toContain('ملاحظة بيننا');
  await console.reply.press('Enter');
  await widget.theirs.filter({ hasText: 'رد لم يكتمل' }).waitFor();
  expect(await widget.panel.innerText()).not.toContain('ملاحظة بيننا');
  await leave(both);
});

test('works by keyboard alone: sign in, find, answer with a cited clause, close; on an Arabic layout too', async () => {
  await site.account('nadia', ['maroc4products']);
  const console = await openConsolePage(browser, site.consoleUrl);
  const { keyboard } = console.page;
  await console.page.locator('input[type=email]:focus').waitFor();
  await keyboard.type('nadia@example.ma');
  await keyboard.press('Tab');
  await keyboard.type('correct horse battery');
  await keyboard.press('Enter');
  await console.page.locator('.rail').waitFor();
  await console.liveState('live');
  const widget = await openPage(browser, `${site.url}/shops/maroc4products`);
  await widget.begin();
  await widget.say('بغيت نهضر مع شي واحد');
  await console.showTab('mine');
  await console.rows.first().waitFor();
  await console.page.locator('body').press('j');
  await console.reply.waitFor();
  // The key that is R on a Latin layout, as an Arabic one sends it.
  await console.page.dispatchEvent('body', 'keydown', { key: 'ق', code: 'KeyR', bubbles: true });
  await console.page.locator('#reply:focus').waitFor();
  await keyboard.type('/');
  const suggestions = console.page.locator('.suggestions');
  await suggestions.locator('input:focus').waitFor();
  await keyboard.type('الإرجاع');
  await suggestions.locator('blockquote').first().waitFor();
  await suggestions.locator('.suggestion-uses button').last().focus();
  await keyboard.press('Enter');
  await console.page.locator('.parts .clause').waitFor();
  await keyboard.type('هذا هو البند.');
  await keyboard.press('Enter');
  const theirs = widget.theirs.filter({ hasText: 'هذا هو البند.' });
  await theirs.locator('blockquote').waitFor();
  await keyboard.press('Escape');
  await console.page.locator('.thread-title').click();
  await keyboard.press('?');
  await console.page.locator('dialog[open] .shortcuts').waitFor();
  await keyboard.press('Escape');
  await keyboard.press('x');
  await console.page.locator('dialog[open] .primary').waitFor();
  await keyboard.press('Enter');
  await console.page.locator('.tag.state[data-state=closed]').first().waitFor();
  await leave({ console, widget });
});
