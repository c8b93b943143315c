import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startChannelApp } from '../support/channelApp.ts';
import { conversationOf } from '../support/conversationOf.ts';
import { DESK_NOW } from '../support/orderDesk.ts';
import type { GraphServer } from '../support/platforms/graphServer.ts';
import { startTranscription, type TranscriptionServer } from '../support/platforms/transcription.ts';
import {
  incoming,
  postWebhook,
  startWhatsApp,
  textOf,
  WHATSAPP,
  webhook,
  whatsappEnv,
} from '../support/platforms/whatsapp.ts';
import { shopBot } from '../support/shopBot.ts';
import type { TestApp } from '../support/testApp.ts';
import { readShown } from './contract/whatsappRun.ts';

/** The phone of the customer of order 5261117836207719, as WhatsApp gives it. */
const PHONE = '212600000015';
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

let graph: GraphServer;
let speech: TranscriptionServer;
let app: TestApp;
beforeEach(async () => {
  graph = await startWhatsApp();
  speech = await startTranscription('شحال عندي من نهار باش نرجع السلعة؟');
  const now = () => DESK_NOW;
  const env = { ...whatsappEnv(graph, 'xiaomi-ma'), TRANSCRIPTION_URL: speech.url };
  app = await startChannelApp(env, { now, bot: shopBot(now) });
});
afterEach(async () => {
  await app.stop();
  await graph.close();
  await speech.close();
});

const timestamp = String(Math.floor(DESK_NOW / 1000));
const post = (content: Record<string, unknown>) =>
  postWebhook(app.url, webhook({ messages: [incoming(content, { timestamp }, { phone: PHONE })] }, { phone: PHONE }));
const id = () => conversationOf(app, 'whatsapp', `${WHATSAPP.account}/${PHONE}`);

/** What the customer is shown after saying something, once all of it has arrived. */
async function answerTo(content: Record<string, unknown>): Promise<{ text: string; buttons: readonly string[] }> {
  const before = graph.shown.length;
  await post(content);
  const settled = async () => {
    const conversation = (await id()) ?? '';
    const entries = await app.application.conversations.transcript(conversation, { limit: 200 });
    const progress = await app.application.driver.get(`c:${conversation}`, 'progress');
    const { answered = 0 } = (progress?.value ?? {}) as { answered?: number };
    const heard = entries.findLast(({ direction }) => direction === 'in')?.position ?? Number.POSITIVE_INFINITY;
    const sent = entries.every(({ delivery }) => delivery === undefined || delivery.state !== 'queued');
    return graph.shown.length > before && answered >= heard && sent;
  };
  await vi.waitUntil(settled, { timeout: 15_000 });
  const seen = graph.shown.slice(before).map(({ message }) => readShown(message));
  const text = seen
    .map((one) => one.text)
    .join('\n')
    .replace(/[\u2066-\u2069\u200e\u200f]/gu, '');
  return { text, buttons: seen.at(-1)?.buttons ?? [] };
}

function pressOf(title: string): Record<string, unknown> {
  const offer = graph.shown.findLast(({ message }) => message.type === 'interactive')?.message.interactive as {
    type: string;
    action: {
      buttons?: { reply: { id: string; title: string } }[];
      sections?: { rows: { id: string; title: string }[] }[];
    };
  };
  const choices = offer.action.buttons?.map(({ reply }) => reply) ?? offer.action.sections?.flatMap(({ rows }) => rows);
  const type = offer.type === 'list' ? 'list_reply' : 'button_reply';
  const choice = choices?.find((one) => one.title.startsWith(title));
  return { type: 'interactive', interactive: { type, [type]: choice } };
}

it('greets as the software that it is, answers a voice note, and shows the clause as text', async () => {
  graph.media.set('voice-1', { type: 'audio/ogg', content: Buffer.from('OggS voice') });
  const { text } = await answerTo({ type: 'audio', audio: { id: 'voice-1', mime_type: 'audio/ogg; codecs=opus' } });
  expect(text).toContain('المجيب الآلي');
  expect(text).toContain('شحال عندي من نهار باش نرجع السلعة؟');
  expect(text).toContain('البند 8.1');
  expect(text).toContain('«يحق للمشتري التراجع عن الشراء خلال سبعة (7) أيام');
}, 60_000);

it('checks a return without asking who the customer is: WhatsApp vouches for the phone of the order', async () => {
  const asked = await answerTo(textOf('أريد إرجاع هاتفي لأنني غيرت رأيي'));
  expect(asked.buttons.length).toBeGreaterThan(1);
  const decided = await answerTo(pressOf('لا، ما زال'));
  expect(decided.text).toContain('29 نونبر 2026');
  expect(decided.text).toContain('البند 8.1');
}, 60_000);

it('takes a complaint with a photo as evidence', async () => {
  graph.media.set('pic-1', { type: 'image/png', content: PNG });
  await answerTo(textOf('أريد تقديم شكوى'));
  await answerTo(
    textOf(
      'رقم الطلب 5261117836207719، الاسم هشام بوزيان، العنوان حي السلام أكادير، البريد hicham.b@example.ma، الهاتف 0600000015',
    ),
  );
  const said = await answerTo({ type: 'image', image: { id: 'pic-1', mime_type: 'image/png' } });
  const log = await app.application.conversations.read((await id()) ?? '', { after: 0, limit: 100 });
  const evidence = log.flatMap(({ activity }) => activity.attachments ?? [])[0]?.contentUrl ?? '';
  const file = await fetch(app.url + evidence);
  expect(Buffer.from(await file.arrayBuffer()).equals(PNG)).toBe(true);
  const { text } = await answerTo(textOf('وصلني الهاتف مكسورًا وأريد استبداله'));
  expect(said.text).not.toBe('');
  expect(text).toContain('ملف واحد');
}, 60_000);

it('gives a wish for a person on, stays silent, and delivers the agent’s words', async () => {
  const { text } = await answerTo(textOf('بغيت نهضر مع شي موظف'));
  expect(text).not.toBe('');
  const conversation = (await id()) ?? '';
  const { value, version } = await app.application.conversations.handover(conversation);
  const number = (value?.number ?? 0) + 1;
  const held = { ...value, number, state: 'with_agent', agent: { id: 'a1', name: 'سلمى' } };
  await app.application.conversations.changeHandover(conversation, { expect: version, value: held });
  await app.application.conversations.post(
    conversation,
    { type: 'message', text: 'معك سلمى من المتجر', from: { id: 'a1', name: 'سلمى', role: 'agent' } },
    { messageId: 'm1', voice: { by: 'agent', number } },
  );
  await vi.waitUntil(() => graph.shown.some(({ message }) => readShown(message).text === 'معك سلمى من المتجر'));
  const before = graph.shown.length;
  await post(textOf('شكون كيخلص مصاريف الإرجاع؟'));
  await vi.waitUntil(async () => {
    const turns = await app.application.driver.range(`c:${conversation}`, 'turns', { limit: 1, newestFirst: true });
    return (turns[0]?.value as { status?: string } | undefined)?.status === 'relayed';
  });
  expect(graph.shown).toHaveLength(before);
}, 60_000);
