import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type * as wire from '../../src/console/api/wire.ts';
import { type ChannelDesk, openChannelDesk, PUBLIC_URL } from '../support/channelDesk.ts';
import type { AgentClient } from '../support/consoleDesk.ts';
import { DESK_NOW } from '../support/orderDesk.ts';
import { startTranscription, type TranscriptionServer } from '../support/platforms/transcription.ts';
import { startAzureRun } from './contract/azureRun.ts';
import type { ContractRun, RunOptions } from './contract/channelContract.ts';
import { startMessengerRun } from './contract/messengerRun.ts';
import { startTelegramRun } from './contract/telegramRun.ts';
import { startWhatsAppRun } from './contract/whatsappRun.ts';

/** The phone of the customer of order 5261117836207719, as WhatsApp gives it. */
const PHONE = '212600000015';
const SHOP = 'xiaomi-ma';
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);
const VOICE = Buffer.from('OggS a voice note');
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');

interface Platform {
  readonly name: string;
  readonly start: (options: RunOptions) => Promise<ContractRun>;
  readonly person?: string;
  /** The platform vouches for the customer's phone. */
  readonly knowsPhone?: boolean;
  /** Shows documents; else the customer gets a link. */
  readonly showsPdf?: boolean;
}

const PLATFORMS: readonly Platform[] = [
  { name: 'WhatsApp', start: startWhatsAppRun, person: PHONE, knowsPhone: true, showsPdf: true },
  { name: 'Messenger', start: (options) => startMessengerRun('messenger', options), showsPdf: true },
  { name: 'Instagram', start: (options) => startMessengerRun('instagram', options) },
  { name: 'Telegram', start: startTelegramRun, showsPdf: true },
  { name: 'Azure', start: startAzureRun },
];

describe.each(PLATFORMS)('a customer on $name', ({ start, person, knowsPhone, showsPdf }) => {
  let speech: TranscriptionServer;
  let desk: ChannelDesk;
  beforeEach(async () => {
    speech = await startTranscription('شحال عندي من نهار باش نرجع السلعة؟');
    const env = { TRANSCRIPTION_URL: speech.url };
    desk = await openChannelDesk(start, { shop: SHOP, now: () => DESK_NOW, env, ...(person && { person }) });
  });
  afterEach(async () => {
    await desk.run.stop();
    await speech.close();
  });

  const say = (text: string) => desk.answerTo(() => desk.run.say(text));
  const press = (title: string) => desk.answerTo(() => desk.press(title));

  it('is greeted once by the software that it is, and not told so again', async () => {
    const { text, buttons } = await say('السلام عليكم');
    expect(text.split('المجيب الآلي')).toHaveLength(2);
    expect(text.split('مرحبًا')).toHaveLength(2);
    expect(buttons.length).toBeGreaterThan(0);
    const { text: next } = await say('شحال عندي من نهار باش نرجع السلعة؟');
    expect(next).toContain('البند 8.1');
    expect(next).not.toContain('المجيب الآلي');
  }, 60_000);

  it('is answered with the clause as text after a few words of introduction, and can ask on', async () => {
    const { text } = await say('شحال عندي من نهار باش نرجع السلعة؟');
    const [introduction = '', ...answer] = text.split('\n\n');
    expect(introduction).toBe('أنا سند، المجيب الآلي لـشاومي المغرب.');
    expect(answer.join()).not.toContain('المجيب الآلي');
    expect(answer.join()).not.toContain('مرحبًا');
    expect(text).toContain('البند 8.1');
    expect(text).toContain('«يحق للمشتري التراجع عن الشراء خلال سبعة (7) أيام');
    const { text: next } = await say('شكون كيخلص مصاريف الإرجاع؟');
    expect(next).toContain('البند');
    expect(next).not.toContain('المجيب الآلي');
  }, 60_000);

  it('has a return checked, with proof that the order is theirs', async () => {
    let told = await say('أريد إرجاع هاتفي لأنني غيرت رأيي');
    if (!knowsPhone) {
      expect(told.text).not.toContain('Redmi');
      told = await say('رقم الطلب 5261117836207719');
      expect(told.text).not.toContain('Redmi');
      told = await say('الهاتف 0600000015');
    }
    expect(told.buttons.length).toBeGreaterThan(1);
    const decided = await press('لا، ما زال');
    expect(decided.text).toContain('29 نونبر 2026');
    expect(decided.text).toContain('البند 8.1');
  }, 60_000);

  it('complains with a photo as evidence, which the shop sees', async () => {
    const agent = await desk.agent('salma');
    await say('أريد تقديم شكوى');
    await say(
      'رقم الطلب 5261117836207719، الاسم هشام بوزيان، العنوان حي السلام أكادير، البريد hicham.b@example.ma، الهاتف 0600000015',
    );
    const taken = await desk.answerTo(() => sent('picture', PNG));
    expect(taken.text).not.toBe('');
    const { text } = await say('وصلني الهاتف مكسورًا وأريد استبداله');
    expect(text).toContain('ملف واحد');
    const filed = await press('نعم');
    const [number = ''] = /[A-Z]+-?[\w-]*\d[\w-]*/.exec(filed.text) ?? [];
    const complaint = await agent.read<wire.ComplaintDetail>(`/complaints/${number}`);
    expect(complaint.evidence).toHaveLength(1);
    const file = await agent.get((complaint.evidence?.[0]?.url ?? '').replace('/console/api', ''));
    expect(Buffer.from(await file.arrayBuffer()).equals(PNG)).toBe(true);
  }, 60_000);

  it('is given to a person, who answers with words, a picture and a document', async () => {
    const agent = await desk.agent('salma');
    const { text } = await say('بغيت نهضر مع شي موظف');
    expect(text).not.toBe('');
    const id = await desk.conversation();
    await agent.send(`/conversations/${id}/claim`);
    const answered = await desk.answerTo(() =>
      agent.post(`/conversations/${id}/messages`, { id: 'm1', text: 'معك سلمى' }),
    );
    expect(answered.texts).toContain('معك سلمى');
    await desk.answerTo(async () => replyWith(agent, id, 'انظر الصورة', 'image.png', PNG));
    const shown = await desk.run.seen();
    expect(shown.find(({ file }) => file)?.file?.content.equals(PNG)).toBe(true);
    const document = await desk.answerTo(async () => replyWith(agent, id, 'وهذا الضمان', 'garantie.pdf', PDF));
    const files = (await desk.run.seen()).filter(({ file }) => file);
    if (showsPdf) expect(files.at(-1)?.file?.content.equals(PDF)).toBe(true);
    else {
      expect(files).toHaveLength(1);
      const [link = ''] = /https:\S+/.exec(document.text) ?? [];
      expect(link.startsWith(PUBLIC_URL)).toBe(true);
      const file = await fetch(desk.run.app.url + new URL(link).pathname);
      expect(Buffer.from(await file.arrayBuffer()).equals(PDF)).toBe(true);
    }
    const { entries } = await agent.read<wire.TranscriptPage>(`/conversations/${id}/transcript`);
    const last = entries.findLast(({ attachments }) => attachments?.length);
    expect(last?.attachments?.[0]?.sentAs).toBe(showsPdf ? undefined : 'link');
    // The bot stays silent: the customer's next words are the agent's.
    const before = (await desk.run.seen()).length;
    await desk.run.say('شكون كيخلص مصاريف الإرجاع؟');
    await expect.poll(async () => lastTurn(id)).toBe('relayed');
    expect(await desk.run.seen()).toHaveLength(before);
    const back = await desk.answerTo(() => agent.post(`/conversations/${id}/give-back`));
    expect(back.text).toContain('سند');
    expect((await say('شكون كيخلص مصاريف الإرجاع؟')).text).toContain('البند');
  }, 60_000);

  it('has a voice note read back and answered, and the recording kept for the agent', async () => {
    const agent = await desk.agent('salma');
    const { text } = await desk.answerTo(() => sent('voice', VOICE));
    expect(text).toContain('سمعت في رسالتك الصوتية: «شحال عندي من نهار باش نرجع السلعة؟»');
    expect(text).toContain('البند 8.1');
    const { url, ...note } = await voiceNote(agent);
    expect(note).toMatchObject({ transcript: 'شحال عندي من نهار باش نرجع السلعة؟' });
    expect(await recording(url)).toEqual(VOICE);
  }, 60_000);

  it('is asked to write when nobody can listen, and the agent can', async () => {
    const agent = await desk.agent('salma');
    await speech.close();
    const { text } = await desk.answerTo(() => sent('voice', VOICE));
    expect(text).toContain('اكتب لي سؤالك');
    const { url, ...note } = await voiceNote(agent);
    expect(note).not.toHaveProperty('transcript');
    expect(await recording(url)).toEqual(VOICE);
  }, 60_000);

  it('has nothing kept that only claims to be a voice note, or is too large for one', async () => {
    const agent = await desk.agent('salma');
    for (const content of [Buffer.from('<script>alert(1)</script>'), Buffer.concat([VOICE, Buffer.alloc(5_000_001)])]) {
      const { text } = await desk.answerTo(() => sent('voice', content));
      expect(text).toContain('اكتب لي سؤالك');
      expect(await voiceNote(agent)).toMatchObject({ missing: true });
    }
  }, 60_000);

  it('is answered politely about what cannot be shown, and the agent knows that it came', async () => {
    const agent = await desk.agent('salma');
    const { text } = await desk.answerTo(() => desk.run.sayUnknownKind());
    expect(text).toContain('لا أقرأ حتى الآن إلا النصوص');
    const { entries } = await agent.read<wire.TranscriptPage>(`/conversations/${await desk.conversation()}/transcript`);
    expect(entries.find(({ by }) => by === 'customer')?.unreadable).toBeTruthy();
  }, 60_000);

  it('replies to one of several messages, and the agent sees to which', async () => {
    const agent = await desk.agent('salma');
    await say('السلام عليكم');
    await say('شكون كيخلص مصاريف الإرجاع؟');
    await desk.answerTo(() => desk.run.say('وهادي؟', { replyTo: 0 }));
    const { entries } = await agent.read<wire.TranscriptPage>(`/conversations/${await desk.conversation()}/transcript`);
    expect(entries.find(({ text }) => text === 'وهادي؟')?.quotes).toContain('مرحبًا بك!');
    expect(entries.filter(({ quotes }) => quotes !== undefined)).toHaveLength(1);
  }, 60_000);

  async function voiceNote(agent: AgentClient): Promise<wire.Attachment> {
    const path = `/conversations/${await desk.conversation()}/transcript`;
    const { entries } = await agent.read<wire.TranscriptPage>(path);
    const note = entries.findLast(({ direction, attachments }) => direction === 'in' && attachments)?.attachments?.[0];
    expect(note?.contentType).toMatch(/^audio\//);
    return note as wire.Attachment;
  }

  async function recording(url: string): Promise<Buffer> {
    const response = await fetch(desk.run.app.url + url);
    expect(response.headers.get('content-type')).toBe('audio/ogg');
    return Buffer.from(await response.arrayBuffer());
  }

  function sent(kind: 'picture' | 'voice', content: Buffer): Promise<Response> {
    if (!desk.run.sendFile) throw new Error('this run sends no files');
    return desk.run.sendFile(kind, content);
  }

  async function lastTurn(conversation: string): Promise<string | undefined> {
    const { driver } = desk.run.app.application;
    const [turn] = await driver.range(`c:${conversation}`, 'turns', { limit: 1, newestFirst: true });
    return (turn?.value as { status?: string } | undefined)?.status;
  }
});

it('is welcomed where a chat opens before a word is said, and then only answered', async () => {
  const desk = await openChannelDesk(startTelegramRun, { shop: SHOP, now: () => DESK_NOW });
  try {
    const { text } = await desk.answerTo(() => desk.run.say('/start'));
    expect(text.split('المجيب الآلي')).toHaveLength(2);
    const { text: next } = await desk.answerTo(() => desk.run.say('شحال عندي من نهار باش نرجع السلعة؟'));
    expect(next).not.toContain('المجيب الآلي');
  } finally {
    await desk.run.stop();
  }
}, 60_000);

it('is answered a day later on WhatsApp in the approved template, and hears nothing else then', async () => {
  let now = DESK_NOW;
  const env = { WHATSAPP_TEMPLATES: `${SHOP}=agent_reply:ar` };
  const desk = await openChannelDesk(startWhatsAppRun, { shop: SHOP, now: () => now, env });
  try {
    await desk.answerTo(() => desk.run.say('بغيت نهضر مع شي موظف'));
    const before = (await desk.run.seen()).length;
    now += 25 * 3_600_000;
    const agent = await desk.agent('salma');
    const path = `/conversations/${await desk.conversation()}`;
    await agent.send(`${path}/claim`);
    const { limits } = await agent.read<wire.ConversationDetail>(path);
    expect(Date.parse(limits.windowEndsAt ?? '')).toBeLessThan(now);
    expect(limits.after).toEqual({ as: 'template', maxTextLength: 900 });
    await agent.send(`${path}/messages`, { id: 'm1', text: 'وصل جواب المورد' });
    await agent.send(`${path}/give-back`);
    await vi.waitUntil(async () => (await desk.run.seen()).length > before);
    const transcript = () => agent.read<wire.TranscriptPage>(`${path}/transcript`);
    await vi.waitUntil(async () => (await transcript()).entries.every(({ delivery }) => delivery?.state !== 'queued'));
    const { entries } = await transcript();
    expect((await desk.run.seen()).slice(before).map(({ text }) => text)).toEqual(['وصل جواب المورد']);
    const late = entries.filter(({ delivery }) => delivery?.state === 'withheld').map(({ by }) => by);
    expect(new Set(late)).toEqual(new Set(['system']));
    expect(late.length).toBeGreaterThanOrEqual(2);
  } finally {
    await desk.run.stop();
  }
}, 60_000);

/** An agent's words with a file, as the console sends them: the file first, then the message that names it. */
async function replyWith(
  agent: AgentClient,
  id: string,
  text: string,
  name: string,
  content: Buffer,
): Promise<Response> {
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(content)]), name);
  const path = `${agent.url}/console/api/conversations/${id}/files`;
  const uploaded = await fetch(path, { method: 'POST', headers: agent.headers, body: form });
  const { attachment } = (await uploaded.json()) as { attachment: wire.Attachment };
  return agent.post(`/conversations/${id}/messages`, { id: name, text, attachments: [attachment] });
}
