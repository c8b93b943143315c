import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startChannelApp } from '../support/channelApp.ts';
import { conversationOf } from '../support/conversationOf.ts';
import type { GraphServer, Shown } from '../support/platforms/graphServer.ts';
import { startTranscription, type TranscriptionServer } from '../support/platforms/transcription.ts';
import {
  incoming,
  postWebhook,
  startWhatsApp,
  textOf,
  WHATSAPP,
  type WhatsAppCustomer,
  webhook,
  whatsappEnv,
} from '../support/platforms/whatsapp.ts';
import type { TestApp } from '../support/testApp.ts';

const DAY_MS = 86_400_000;
const PHONE = '212661000042';
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

let graph: GraphServer;
let speech: TranscriptionServer;
let app: TestApp;
let now: number;
beforeEach(async () => {
  graph = await startWhatsApp();
  speech = await startTranscription('واش نقدر نرجع المنتوج؟');
  now = Date.now();
  const env = {
    ...whatsappEnv(graph, 'demo'),
    WHATSAPP_TEMPLATES: 'demo=agent_reply:ar',
    TRANSCRIPTION_URL: speech.url,
  };
  app = await startChannelApp(env, { now: () => now });
});
afterEach(async () => {
  await app.stop();
  await graph.close();
  await speech.close();
});

const conversations = () => app.application.conversations;
const conversation = async (person: string = PHONE) =>
  (await conversationOf(app, 'whatsapp', `${WHATSAPP.account}/${person}`)) ?? '';
const shown = () =>
  graph.shown.map(({ message }) => (message.text as { body: string } | undefined)?.body ?? String(message.type));
const say = (content: Record<string, unknown>, from: WhatsAppCustomer = { phone: PHONE }) =>
  postWebhook(app.url, webhook({ messages: [incoming(content, {}, from)] }, from));
const sees = (count: number) => vi.waitUntil(() => graph.shown.length >= count, { timeout: 8000 });
const agentSays = async (text: string) => {
  const { value } = await conversations().handover(await conversation());
  const activity = { type: 'message', text };
  const voice = { by: 'agent' as const, number: value?.number ?? 0 };
  return conversations().post(await conversation(), activity, { messageId: `a ${text}`, voice });
};
const transcript = async () => conversations().transcript(await conversation(), { limit: 50 });
/** Lets time pass until something has come. */
const passesUntil = (check: () => boolean | Promise<boolean>) =>
  vi.waitUntil(
    async () => {
      now += 500;
      return check();
    },
    { timeout: 15_000 },
  );
const delivery = async () => {
  const entries = await transcript();
  return entries.findLast(({ direction, activity }) => direction === 'out' && activity.type === 'message')?.delivery;
};

describe('WhatsApp', () => {
  it('answers Meta’s question whose address it is, only with the right token', async () => {
    const ask = (token: string) =>
      fetch(`${app.url}/webhooks/whatsapp?hub.mode=subscribe&hub.challenge=4711&hub.verify_token=${token}`);
    expect(await (await ask(WHATSAPP.verifyToken)).text()).toBe('4711');
    expect((await ask('wrong')).status).toBe(403);
  });

  it('shows blue ticks and "typing" for a message that the bot answers', async () => {
    await say(textOf('سؤال'));
    await sees(1);
    const attended = () => graph.requests.find(({ body }) => body.status === 'read')?.body;
    await vi.waitUntil(() => attended() !== undefined);
    expect(attended()).toMatchObject({ typing_indicator: { type: 'text' } });
  });

  it('vouches for the sender’s phone, and for no phone where WhatsApp shows none', async () => {
    await say(textOf('لي رقم'));
    await say(textOf('بلا رقم'), { user: 'MA.abc123' });
    await sees(2);
    const phones = async (person: string) => {
      const log = await conversations().read(await conversation(person), { after: 0, limit: 20 });
      return log.flatMap(({ activity, direction }) =>
        direction === 'in' && activity.type === 'message' ? [activity.channelData?.sanad?.verifiedPhone] : [],
      );
    };
    expect(await phones(PHONE)).toEqual([`+${PHONE}`]);
    expect(await phones('MA.abc123')).toEqual([undefined]);
    expect(graph.shown[1]?.message).toMatchObject({ recipient: 'MA.abc123' });
  });

  it('knows a person again who gets a user id beside the phone, and then shows no phone any more', async () => {
    await say(textOf('أولًا'));
    await sees(1);
    await say(textOf('ثانيًا'), { phone: PHONE, user: 'MA.person1' });
    await sees(2);
    await say(textOf('ثالثًا'), { user: 'MA.person1' });
    await sees(3);
    const log = await conversations().read(await conversation(), { after: 0, limit: 50 });
    expect(log.filter(({ direction, activity }) => direction === 'in' && activity.type === 'message')).toHaveLength(3);
    expect(await conversation('MA.person1')).toBe('');
  });

  it('goes on with a person who changes the number, as WhatsApp tells, and vouches for the new one only', async () => {
    await say(textOf('من الرقم القديم'));
    await sees(1);
    const id = await conversation();
    const system = { type: 'user_changed_number', wa_id: '212661000077', body: 'changed' };
    await say({ type: 'system', system });
    await say(textOf('من الرقم الجديد'), { phone: '212661000077' });
    await sees(2);
    expect(graph.shown[1]?.to).toBe('212661000077');
    const log = await conversations().read(id, { after: 0, limit: 20 });
    const said = log.filter(({ direction, activity }) => direction === 'in' && activity.type === 'message');
    expect(said.map(({ activity }) => [activity.text, activity.channelData?.sanad?.verifiedPhone])).toEqual([
      ['من الرقم القديم', `+${PHONE}`],
      ['من الرقم الجديد', '+212661000077'],
    ]);
  });

  it('notes sent, delivered, read and failed in whatever order they come', async () => {
    await say(textOf('سؤال'));
    await sees(1);
    await vi.waitUntil(async () => (await delivery())?.state === 'sent');
    const status = (state: string, errors?: { code: number }[]) =>
      postWebhook(
        app.url,
        webhook({ statuses: [{ id: graph.shown[0]?.id, status: state, recipient_id: PHONE, errors }] }),
      );
    await status('read');
    await status('delivered');
    expect((await delivery())?.state).toBe('read');
    await say(textOf('سؤال ثان'));
    await sees(2);
    await vi.waitUntil(async () => (await delivery())?.state === 'sent');
    const { id } = graph.shown[1] ?? {};
    await postWebhook(
      app.url,
      webhook({ statuses: [{ id, status: 'failed', recipient_id: PHONE, errors: [{ code: 131026 }] }] }),
    );
    expect(await delivery()).toMatchObject({ state: 'failed', code: '131026' });
  });

  it('sends a person’s words in the template after 24 hours, and the bot’s not at all', async () => {
    await say(textOf('سؤال'));
    await sees(1);
    const window = await conversations().answerWindow(await conversation());
    expect(window?.endsAt).toBeGreaterThan(now + DAY_MS - 60_000);
    expect(window?.after).toEqual({ as: 'template', text: 900 });
    now += DAY_MS + 1000;
    await agentSays('وصل ردّ المورّد\nسنرسل لك منتجًا جديدًا');
    await sees(2);
    expect(graph.shown[1]?.message).toMatchObject({
      type: 'template',
      template: { name: 'agent_reply', components: [{ parameters: [{ text: 'وصل ردّ المورّد سنرسل لك منتجًا جديدًا' }] }] },
    });
    const late = await conversations().handover(await conversation());
    const voice = { by: 'system' as const, number: late.value?.number ?? 0 };
    await conversations().post(await conversation(), { type: 'message', text: 'آلي' }, { messageId: 's1', voice });
    const before = graph.requests.length;
    await vi.waitUntil(async () => (await delivery())?.state === 'withheld');
    expect(await delivery()).toMatchObject({ code: '131047' });
    // Not even tried: WhatsApp counts what it must refuse.
    expect(graph.requests.slice(before).filter(({ body }) => body.type !== undefined)).toEqual([]);
    expect(graph.shown).toHaveLength(2);
  });

  const failedStatus = ({ id, to, clientId }: Shown, code: number) =>
    postWebhook(
      app.url,
      webhook({
        statuses: [
          {
            id,
            status: 'failed',
            recipient_id: to,
            biz_opaque_callback_data: clientId,
            errors: [{ code, title: 'x' }],
          },
        ],
      }),
    );

  it('sends again what WhatsApp took and gave up for a reason that passes, and heeds no late word of the old send', async () => {
    await say(textOf('سؤال'));
    await sees(1);
    await vi.waitUntil(async () => (await delivery())?.state === 'sent');
    const [first] = graph.shown;
    if (!first) throw new Error('nothing was shown');
    await failedStatus(first, 131000);
    await failedStatus(first, 131000);
    await passesUntil(() => graph.shown.length === 2);
    expect(graph.shown[1]).toMatchObject({
      to: first.to,
      clientId: first.clientId,
      message: { text: { body: 'سؤال' } },
    });
    await vi.waitUntil(async () => (await delivery())?.state === 'sent');
    await failedStatus(first, 131000);
    const statuses = [{ id: graph.shown[1]?.id, status: 'delivered', recipient_id: PHONE }];
    await postWebhook(app.url, webhook({ statuses }));
    expect(await delivery()).toEqual({ state: 'delivered' });
    expect(graph.shown).toHaveLength(2);
  });

  it('makes a late send after a restart', async () => {
    await app.stop();
    const folder = mkdtempSync(join(tmpdir(), 'sanad-late-'));
    const env = { ...whatsappEnv(graph, 'demo'), STORAGE_URL: `sqlite:${join(folder, 'sanad.db')}` };
    app = await startChannelApp(env, { now: () => now });
    await say(textOf('سؤال'));
    await sees(1);
    await vi.waitUntil(async () => (await delivery())?.state === 'sent');
    await failedStatus(graph.shown[0] as Shown, 131056);
    expect(await delivery()).toEqual({ state: 'queued' });
    await app.stop();
    expect(graph.shown).toHaveLength(1);
    now += 10_000;
    app = await startChannelApp(env, { now: () => now });
    await sees(2);
    await vi.waitUntil(async () => (await delivery())?.state === 'sent');
    rmSync(folder, { recursive: true, force: true });
  });

  it('gives up after a few times, and the agent sees why', async () => {
    graph.onShown = (shown) => void setTimeout(() => failedStatus(shown, 131016), 20);
    await say(textOf('سؤال'));
    await passesUntil(async () => (await delivery())?.state === 'failed');
    expect(await delivery()).toEqual({ state: 'failed', code: '131016' });
    expect(graph.shown).toHaveLength(4);
  });

  it('sends a person’s words as the template when WhatsApp says late that the window is closed, the bot’s not', async () => {
    await say(textOf('سؤال'));
    await sees(1);
    await agentSays('جواب');
    await sees(2);
    await vi.waitUntil(async () => (await delivery())?.state === 'sent');
    const [bots, agents] = graph.shown;
    if (!bots || !agents) throw new Error('nothing was shown');
    await failedStatus(agents, 131047);
    await passesUntil(() => graph.shown.length === 3);
    expect(graph.shown[2]?.message).toMatchObject({ type: 'template', template: { name: 'agent_reply' } });
    await failedStatus(bots, 131047);
    await passesUntil(async () => (await transcript()).some((entry) => entry.delivery?.state === 'withheld'));
    expect(graph.shown).toHaveLength(3);
  });

  it('tells the operator when a late failure needs a person, and sends nothing again', async () => {
    await say(textOf('سؤال'));
    await sees(1);
    await vi.waitUntil(async () => (await delivery())?.state === 'sent');
    await failedStatus(graph.shown[0] as Shown, 131042);
    expect(await delivery()).toEqual({ state: 'failed', code: '131042' });
    expect(app.logged.some((line) => line.includes('channel.alert') && line.includes('131042'))).toBe(true);
  });

  it('quotes the last of several messages that one answer stands for, and nothing else', async () => {
    await app.stop();
    app = await startChannelApp({ ...whatsappEnv(graph, 'demo'), BURST_WAIT_MS: '300' }, { now: () => now });
    const burst = ['سلام', 'عندي سؤال', 'متى تفتحون؟'].map((text) => incoming(textOf(text), {}, { phone: PHONE }));
    await postWebhook(app.url, webhook({ messages: burst }, { phone: PHONE }));
    await sees(1);
    expect(graph.shown[0]?.message).toMatchObject({ context: { message_id: burst[2]?.id } });
    await say(textOf('وحدها'));
    await sees(2);
    expect(graph.shown[1]?.message).not.toHaveProperty('context');
  });

  it('takes the template when WhatsApp says that the window is closed', async () => {
    await say(textOf('سؤال'));
    await sees(1);
    graph.troubles.push({ status: 400, code: 131047 });
    await agentSays('جواب');
    await sees(2);
    expect(graph.shown[1]?.message.type).toBe('template');
  });

  it('tells the operator of an invalid token, by its code and shop only', async () => {
    graph.troubles.push({ status: 401, code: 190 });
    await say(textOf('سؤال'));
    await vi.waitUntil(() => app.logged.some((line) => line.includes('channel.alert')));
    const alert = JSON.parse(app.logged.find((line) => line.includes('channel.alert')) ?? '{}') as object;
    expect(alert).toMatchObject({ channel: 'whatsapp', shop: 'demo', code: 190 });
  });

  it('falls silent when the shop answers on its own phone, and keeps what was said', async () => {
    await say(textOf('سؤال'));
    await sees(1);
    const echo = {
      from: '212522000000',
      to: PHONE,
      id: 'wamid.echo.1',
      timestamp: '1790000000',
      ...textOf('أنا صاحب المتجر'),
    };
    await postWebhook(app.url, webhook({ message_echoes: [echo] }));
    await postWebhook(app.url, webhook({ message_echoes: [echo] }));
    expect((await conversations().handover(await conversation())).value).toMatchObject({ state: 'with_agent' });
    await say(textOf('شكرًا لك'));
    await vi.waitUntil(async () => (await conversations().lastPosition(await conversation())) >= 5);
    const log = await conversations().read(await conversation(), { after: 0, limit: 50 });
    expect(log.filter(({ activity }) => activity.text === 'أنا صاحب المتجر')).toHaveLength(1);
    expect(shown()).toHaveLength(1);
  });

  it('keeps the picture that the shop sends on its own phone', async () => {
    await say(textOf('سؤال'));
    await sees(1);
    graph.media.set('shop-pic', { type: 'image/png', content: PNG });
    const image = { id: 'shop-pic', mime_type: 'image/png', caption: 'هذا هو اللون' };
    const echo = { from: '212522000000', to: PHONE, id: 'wamid.echo.2', timestamp: '1790000000', type: 'image', image };
    await postWebhook(app.url, webhook({ message_echoes: [echo] }));
    const said = (await transcript()).find(({ activity }) => activity.text === 'هذا هو اللون');
    const url = app.url + said?.activity.attachments?.[0]?.contentUrl;
    await vi.waitUntil(async () => (await fetch(url)).status === 200);
    expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(PNG)).toBe(true);
  });

  it('stores a picture by what it is, and takes nothing that only claims to be one', async () => {
    graph.media.set('pic-1', { type: 'image/png', content: PNG });
    graph.media.set('pic-2', { type: 'image/png', content: Buffer.from('<script>alert(1)</script>') });
    await say({ type: 'image', image: { id: 'pic-1', mime_type: 'image/jpeg' } });
    await sees(1);
    const path = /file (\S+)/.exec(shown()[0] ?? '')?.[1] ?? '';
    const file = await fetch(app.url + path.replace(/[\u2066-\u2069]/gu, ''));
    expect([file.headers.get('content-type'), Buffer.from(await file.arrayBuffer()).equals(PNG)]).toEqual([
      'image/png',
      true,
    ]);
    await say({ type: 'image', image: { id: 'pic-2', mime_type: 'image/png' } });
    await sees(2);
    expect(shown()[1]).toBe('polite');
  });

  it('writes a voice note down and answers what was said', async () => {
    graph.media.set('voice-1', { type: 'audio/ogg', content: Buffer.from('OggS voice') });
    await say({ type: 'audio', audio: { id: 'voice-1', mime_type: 'audio/ogg; codecs=opus', voice: true } });
    await sees(1);
    expect(shown()).toEqual(['واش نقدر نرجع المنتوج؟']);
    expect(speech.requests).toEqual([{ type: 'audio/ogg', model: 'whisper-1' }]);
  });

  it('hands an agent’s picture to WhatsApp and sends it by its id', async () => {
    graph.media.set('pic-1', { type: 'image/png', content: PNG });
    await say({ type: 'image', image: { id: 'pic-1', mime_type: 'image/png' } });
    await sees(1);
    const log = await conversations().read(await conversation(), { after: 0, limit: 20 });
    const attachments = log.find(({ activity }) => activity.attachments?.length)?.activity.attachments ?? [];
    await conversations().post(
      await conversation(),
      { type: 'message', text: 'انظر', attachments },
      { messageId: 'a1', voice: { by: 'agent', number: 0 } },
    );
    await sees(3);
    const [id] = graph.uploads.keys();
    expect(graph.shown[2]?.message).toMatchObject({ type: 'image', image: { id } });
  });

  it('sends a reply that WhatsApp cannot show as plain text instead', async () => {
    graph.troubles.push({ status: 400, code: 131051 });
    await say(textOf('buttons 3'));
    await sees(1);
    expect(graph.shown[0]?.message.type).toBe('text');
    expect(shown()[0]).toContain('1. ');
  });
});
