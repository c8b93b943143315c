import { crc32, deflateSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openPage, type WidgetPage } from '../support/widgetPage.ts';
import { openBrowser, openWidgetSite, type WidgetSite } from '../support/widgetSite.ts';

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

async function begun(): Promise<WidgetPage> {
  const widget = await openPage(browser, `${site.url}/shops/xiaomi-ma`, { viewport: { width: 360, height: 640 } });
  await widget.begin();
  return widget;
}

function pick(widget: WidgetPage, name: string, mimeType: string, buffer: Buffer): Promise<void> {
  return widget.panel.locator('input[type=file]').setInputFiles({ name, mimeType, buffer });
}

/** The files of the customer's messages as the server has them. */
async function onServer(widget: WidgetPage): Promise<{ type: string; bytes: number; name: string; text: string }[]> {
  const { conversation, token } = await widget.page.evaluate(() => JSON.parse(localStorage['sanad:xiaomi-ma:session']));
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${site.url}/v3/directline/conversations/${conversation}/activities`, { headers });
  const { activities } = (await response.json()) as { activities: Sent[] };
  const sent = activities.filter(({ attachments }) => attachments?.length);
  return Promise.all(
    sent.map(async ({ text, attachments: [file] }) => {
      const content = await (await fetch(new URL(file?.contentUrl ?? '', site.url))).arrayBuffer();
      return { type: file?.contentType ?? '', name: file?.name ?? '', bytes: content.byteLength, text: text ?? '' };
    }),
  );
}

/** How many files the browser still keeps. */
function keptFiles(widget: WidgetPage): Promise<number> {
  return widget.page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('sanad', 1);
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const counting = opening.result.transaction('files').objectStore('files').count();
          counting.onsuccess = () => resolve(counting.result);
        };
      }),
  );
}

interface Sent {
  readonly text?: string;
  readonly attachments: readonly { readonly contentType: string; readonly contentUrl: string; readonly name: string }[];
}

test('a large photo is made smaller, outlives a reload without a connection, and is sent once with its words', async () => {
  const widget = await begun();
  const photo = noisyPng(2400, 1800);
  expect(photo.length).toBeGreaterThan(4_000_000);
  await widget.context.setOffline(true);
  await pick(widget, 'الكسر.png', 'image/png', photo);
  await widget.panel.locator('.attached bdi').waitFor();
  await widget.say('هذه صورة الكسر');
  await widget.panel.locator('.message.pending .file').waitFor();
  await expect.poll(() => keptFiles(widget)).toBe(1);
  await widget.context.setOffline(false);
  await widget.page.reload();
  await widget.open();
  await widget.panel.locator('.message.mine[data-id] .file').waitFor();
  const [file, ...more] = await onServer(widget);
  expect(more).toEqual([]);
  expect(file).toMatchObject({ type: 'image/jpeg', name: 'الكسر.jpg', text: 'هذه صورة الكسر' });
  expect(file?.bytes).toBeLessThan(photo.length / 2);
  await expect.poll(() => keptFiles(widget)).toBe(0);
  await widget.context.close();
});

test('a file goes without words, and can be taken out before it is sent', async () => {
  const widget = await begun();
  await pick(widget, 'a.png', 'image/png', noisyPng(20, 20));
  await widget.panel.locator('.attached button').click();
  await expect.poll(() => widget.panel.locator('.send').getAttribute('aria-disabled')).toBe('true');
  await pick(widget, 'b.png', 'image/png', noisyPng(20, 20));
  await widget.panel.locator('.attached bdi').waitFor();
  await widget.panel.locator('.send').click();
  await widget.panel.locator('.message.mine[data-id] .file').waitFor();
  expect(await onServer(widget)).toMatchObject([{ type: 'image/png', name: 'b.png', text: '' }]);
  await widget.context.close();
});

test('what is no picture and no PDF, or is too large, is refused in Arabic before it is sent', async () => {
  const widget = await begun();
  await pick(widget, 'virus.exe', 'application/x-msdownload', Buffer.from('MZ'));
  await expect.poll(() => widget.panel.locator('.attached .wrong').innerText()).toContain('الصور');
  await pick(widget, 'long.pdf', 'application/pdf', Buffer.alloc(5_000_000, '%PDF-1.7 '));
  await expect.poll(() => widget.panel.locator('.attached .wrong').innerText()).toContain('4,9 ميغابايت');
  expect(await widget.panel.locator('.send').getAttribute('aria-disabled')).toBe('true');
  await widget.context.close();
});

test('a file that lies about its type is refused by the server, said in Arabic, and holds up no other message', async () => {
  const widget = await begun();
  await pick(widget, 'photo.png', 'image/png', Buffer.from('<svg onload="alert(1)"></svg>'));
  await widget.panel.locator('.attached bdi').waitFor();
  await widget.panel.locator('.send').click();
  await expect.poll(() => widget.panel.locator('.refusal p').innerText()).toContain('PDF');
  await widget.ask('سلام');
  expect(await onServer(widget)).toEqual([]);
  await widget.panel.locator('.refusal button').nth(1).click();
  await expect.poll(() => widget.mine.count()).toBe(1);
  await widget.context.close();
});

/** A page where no picture is read until `let go` is said. */
async function slow(): Promise<WidgetPage> {
  const context = await browser.newContext({ locale: 'ar-MA' });
  await context.addInitScript(`{
    const read = createImageBitmap;
    const wanted = new Promise((resolve) => { window.letGo = resolve; });
    window.createImageBitmap = (picture) => wanted.then(() => read(picture));
  }`);
  const widget = await openPage(context, `${site.url}/shops/xiaomi-ma`);
  await widget.begin();
  return widget;
}

test('sending waits for the photo that was picked, and says so', async () => {
  const widget = await slow();
  await pick(widget, 'الكسر.png', 'image/png', noisyPng(600, 400));
  await expect.poll(() => widget.panel.locator('.attached .note').innerText()).toContain('تجهيز');
  await widget.say('انظر الصورة');
  expect(await widget.mine.count()).toBe(0);
  await widget.page.evaluate('letGo()');
  await widget.saidAndStored(1);
  expect(await onServer(widget)).toEqual([expect.objectContaining({ text: 'انظر الصورة', type: 'image/jpeg' })]);
  expect(await widget.panel.locator('.attached .note').count()).toBe(0);
  await widget.context.close();
});

test('words whose photo is refused are not sent without it, and not lost', async () => {
  const widget = await slow();
  await pick(widget, 'IMG.heic', 'image/heic', Buffer.alloc(1000));
  await widget.say('انظر الصورة');
  await widget.page.evaluate('letGo()');
  await widget.panel.locator('.attached .wrong').waitFor();
  expect(await widget.mine.count()).toBe(0);
  expect(await widget.input.inputValue()).toBe('انظر الصورة');
  await widget.input.press('Enter');
  expect(await widget.saidAndStored(1)).toEqual(['انظر الصورة']);
  await widget.context.close();
});

/** Pastes a picture with a text beside it; tells whether the browser is left to insert the text. */
function paste(widget: WidgetPage, text: string): Promise<boolean> {
  return widget.page.evaluate(`(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', ${JSON.stringify(text)});
    clipboardData.items.add(new File([Uint8Array.of(137, 80, 78, 71)], 'image.png', { type: 'image/png' }));
    const input = document.querySelector('sanad-widget').shadowRoot.querySelector('textarea');
    return input.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  })()`);
}

test('of a text with its picture the text is pasted, of a file with its name the file', async () => {
  const widget = await begun();
  expect(await paste(widget, 'طلب 1234')).toBe(true);
  expect(await widget.panel.locator('.attached bdi').count()).toBe(0);
  expect(await paste(widget, '/home/me/image.png')).toBe(false);
  await expect.poll(() => widget.panel.locator('.attached bdi').allInnerTexts()).toEqual(['image.png']);
  expect(await paste(widget, '')).toBe(false);
  await widget.context.close();
});

/** A picture that cannot be packed well, as a photo cannot. */
function noisyPng(width: number, height: number): Buffer {
  let seed = 7;
  const raw = Buffer.alloc((width * 3 + 1) * height);
  for (let at = 0; at < raw.length; at += 1) {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    raw[at] = at % (width * 3 + 1) === 0 ? 0 : seed >> 16;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = deflateSync(raw, { level: 1 });
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}
