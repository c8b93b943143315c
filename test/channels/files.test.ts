import { afterEach, describe, expect, it, vi } from 'vitest';
import { FileStore, fileAttachment, storedFile } from '../../src/files/index.ts';
import { PUBLIC_URL } from '../support/channelDesk.ts';
import { startAzureRun } from './contract/azureRun.ts';
import type { ContractRun, RunOptions, Seen } from './contract/channelContract.ts';
import { startMessengerRun } from './contract/messengerRun.ts';
import { startTelegramRun } from './contract/telegramRun.ts';
import { startWhatsAppRun } from './contract/whatsappRun.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);
const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');

const runs = {
  WhatsApp: startWhatsAppRun,
  Messenger: (options: RunOptions) => startMessengerRun('messenger', options),
  Instagram: (options: RunOptions) => startMessengerRun('instagram', options),
  Telegram: startTelegramRun,
  Azure: startAzureRun,
};

let run: ContractRun;
afterEach(() => run.stop());

/** What the customer is shown of a file that an agent sends. */
async function shownOf(platform: keyof typeof runs, name: string, content: Buffer, publicUrl = true): Promise<Seen> {
  run = await runs[platform]({ env: publicUrl ? { PUBLIC_URL } : {} });
  await run.say('سؤال');
  await vi.waitUntil(async () => (await run.seen()).length === 1);
  const { conversations, driver } = run.app.application;
  const conversation = (await run.conversation()) ?? '';
  const id = `${name}${'0'.repeat(22)}`.replace(/\W/g, '_').slice(0, 22);
  const file = storedFile({ conversation, name, content });
  await new FileStore(driver).keep(id, file);
  const activity = { type: 'message', attachments: [fileAttachment(id, file)] };
  await conversations.post(conversation, activity, { messageId: 'a1', voice: { by: 'agent', number: 0 } });
  await vi.waitUntil(async () => (await run.seen()).length === 2, { timeout: 8000 });
  return (await run.seen())[1] as Seen;
}

describe('a file of an agent', () => {
  it.each([
    ['WhatsApp', 'p.png', PNG],
    ['WhatsApp', 'g.pdf', PDF],
    ['Messenger', 'p.png', PNG],
    ['Messenger', 'p.gif', GIF],
    ['Messenger', 'g.pdf', PDF],
    ['Instagram', 'p.png', PNG],
    ['Telegram', 'p.png', PNG],
    ['Telegram', 'p.gif', GIF],
    ['Telegram', 'g.pdf', PDF],
    ['Azure', 'p.png', PNG],
  ] as const)('is shown on %s: %s', async (platform, name, content) => {
    const { file, text } = await shownOf(platform, name, content);
    expect(file?.content.equals(content)).toBe(true);
    expect(text).toBe('');
  });

  it.each([
    ['WhatsApp', 'p.gif', GIF],
    ['Instagram', 'g.pdf', PDF],
    ['Azure', 'g.pdf', PDF],
  ] as const)('is a link where %s does not show its kind: %s', async (platform, name, content) => {
    const { file, text } = await shownOf(platform, name, content);
    expect(file).toBeUndefined();
    const link = new URL(/https:\S+/.exec(text)?.[0] ?? '');
    expect(link.origin).toBe(PUBLIC_URL);
    const fetched = await fetch(run.app.url + link.pathname);
    expect(Buffer.from(await fetched.arrayBuffer()).equals(content)).toBe(true);
  });

  it.each([
    ['WhatsApp', 'p.gif', GIF],
    ['Instagram', 'p.png', PNG],
    ['Azure', 'p.png', PNG],
  ] as const)('is told honestly on %s when there is no public address to link to', async (platform, name, content) => {
    const { file, text } = await shownOf(platform, name, content, false);
    expect(file).toBeUndefined();
    expect(text).toContain('لا يظهر في هذه القناة');
    expect(text).toContain(name);
  });

  it.each([
    ['WhatsApp', 5_100_000],
    ['Telegram', 10_100_000],
  ] as const)('goes as a document on %s when it is too large for a picture', async (platform, size) => {
    const { file } = await shownOf(platform, 'p.png', Buffer.concat([PNG, Buffer.alloc(size)]));
    expect(file?.content.length).toBe(size + PNG.length);
    expect(file?.content.subarray(0, PNG.length).equals(PNG)).toBe(true);
  });

  it('is a link on Instagram when it is too large for its pictures', async () => {
    const { file, text } = await shownOf('Instagram', 'p.png', Buffer.concat([PNG, Buffer.alloc(8_000_001)]));
    expect(file).toBeUndefined();
    expect(text).toContain(PUBLIC_URL);
  });
});
