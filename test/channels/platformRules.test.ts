import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { AzureOptions } from '../../src/channels/azure/index.ts';
import { startChannelApp } from '../support/channelApp.ts';
import { conversationOf } from '../support/conversationOf.ts';
import { AZURE, type AzureServer, activity, postActivity, startAzure } from '../support/platforms/azure.ts';
import { BOT_TOKEN } from '../support/platforms/azureCloud.ts';
import type { GraphServer } from '../support/platforms/graphServer.ts';
import * as messenger from '../support/platforms/messenger.ts';
import * as telegram from '../support/platforms/telegram.ts';
import type { TestApp } from '../support/testApp.ts';

const DAY_MS = 86_400_000;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe('Messenger', () => {
  let graph: GraphServer;
  let app: TestApp;
  let now = Date.now();
  const start = async () => {
    now = Date.now();
    graph = await messenger.startMessenger('messenger');
    app = await startChannelApp(messenger.messengerEnv('messenger', graph, 'demo'), { now: () => now });
    closing.push(
      () => graph.close(),
      () => app.stop(),
    );
  };
  const post = (events: readonly object[], standby = false) =>
    messenger.postWebhook(app.url, 'messenger', messenger.webhook('messenger', events, { standby }));
  const say = (text: string, standby = false) =>
    post([messenger.messaging('77001', messenger.textMessage(text))], standby);
  const conversation = async () =>
    (await conversationOf(app, 'messenger', `${messenger.MESSENGER.account}/77001`)) ?? '';
  const tell = async (text: string, by: 'agent' | 'system') => {
    const { value } = await app.application.conversations.handover(await conversation());
    const voice = { by, number: value?.number ?? 0 };
    return app.application.conversations.post(
      await conversation(),
      { type: 'message', text },
      { messageId: text, voice },
    );
  };
  const withState = async (state: string) => {
    const entries = await app.application.conversations.transcript(await conversation(), { limit: 50 });
    return entries.filter(({ delivery }) => delivery?.state === state).map(({ delivery }) => delivery?.code);
  };

  it('uses the human-agent tag for a person’s words after 24 hours, never for the bot’s, and for nobody after 7 days', async () => {
    await start();
    await say('سؤال');
    await vi.waitUntil(() => graph.shown.length === 1);
    expect(graph.shown[0]?.message).toMatchObject({ messaging_type: 'RESPONSE' });
    now += DAY_MS + 1000;
    await tell('من موظف', 'agent');
    await vi.waitUntil(() => graph.shown.length === 2);
    expect(graph.shown[1]?.message).toMatchObject({ messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' });
    const window = await app.application.conversations.answerWindow(await conversation());
    expect(window?.after).toEqual({ as: 'tag', endsAt: (window?.endsAt ?? 0) + 6 * DAY_MS });
    await tell('من النظام', 'system');
    await vi.waitUntil(async () => (await withState('withheld'))[0] === 'WindowClosed');
    now += 7 * DAY_MS;
    await tell('متأخر جدًا', 'agent');
    await vi.waitUntil(async () => (await withState('failed'))[0] === 'WindowClosed');
    expect(graph.shown).toHaveLength(2);
  });

  it('is silent while the page’s inbox has the conversation, and answers again when it is passed back', async () => {
    await start();
    await say('سؤال');
    await vi.waitUntil(() => graph.shown.length === 1);
    const control = { pass_thread_control: { new_owner_app_id: '263902037430900' } };
    await post([messenger.messaging('77001', control)]);
    await say('هل من أحد؟', true);
    await vi.waitUntil(async () => (await app.application.conversations.lastPosition(await conversation())) >= 4);
    const back = { pass_thread_control: { new_owner_app_id: messenger.MESSENGER.appId } };
    await post([messenger.messaging('77001', back)]);
    await say('سؤال ثان');
    await vi.waitUntil(() => graph.shown.length >= 2);
    expect(graph.shown.map(({ message }) => message.text)).toEqual(['سؤال', 'سؤال ثان']);
  });

  it('takes what another app or a person on the page said for a person’s answer', async () => {
    await start();
    await say('سؤال');
    await vi.waitUntil(() => graph.shown.length === 1);
    const message = { mid: 'm_page', is_echo: true, app_id: 263902037430900, text: 'أنا من الصفحة' };
    await post([{ sender: { id: messenger.MESSENGER.account }, recipient: { id: '77001' }, timestamp: now, message }]);
    const { value } = await app.application.conversations.handover(await conversation());
    expect(value).toMatchObject({ state: 'with_agent', agent: { id: 'platform' } });
  });
});

describe('Instagram', () => {
  it('knows the echo of a message of its own by the id, whatever the echo shows of it', async () => {
    const graph = await messenger.startMessenger('instagram');
    const app = await startChannelApp(messenger.messengerEnv('instagram', graph, 'demo'));
    closing.push(
      () => graph.close(),
      () => app.stop(),
    );
    const post = (event: object) =>
      messenger.postWebhook(app.url, 'instagram', messenger.webhook('instagram', [event]));
    await post(messenger.messaging('77001', messenger.textMessage('سؤال')));
    const id = () => conversationOf(app, 'instagram', `${messenger.MESSENGER.account}/77001`);
    const log = async () => app.application.conversations.transcript((await id()) ?? '', { limit: 9 });
    await vi.waitUntil(async () => (await log()).at(-1)?.delivery?.state === 'sent');
    const attachments = [{ type: 'image', payload: { url: 'https://lookaside.fbsbx.com/ig' } }];
    const echo = { mid: graph.shown[0]?.id, is_echo: true, attachments };
    await post({ sender: { id: messenger.MESSENGER.account }, recipient: { id: '77001' }, message: echo });
    await post(messenger.messaging('77001', messenger.textMessage('سؤال ثان')));
    await vi.waitUntil(() => graph.shown.length === 2);
  });
});

it('keeps the picture that a person sends from the page’s inbox', async () => {
  const graph = await messenger.startMessenger('messenger');
  const app = await startChannelApp(messenger.messengerEnv('messenger', graph, 'demo'));
  closing.push(
    () => graph.close(),
    () => app.stop(),
  );
  const content = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
    'base64',
  );
  graph.media.set('page-pic', { type: 'image/png', content });
  const attachments = [{ type: 'image', payload: { url: `${graph.url}/download/page-pic` } }];
  const message = { mid: 'm_page', is_echo: true, app_id: 263902037430900, attachments };
  const event = { sender: { id: messenger.MESSENGER.account }, recipient: { id: '77001' }, timestamp: 1, message };
  await messenger.postWebhook(app.url, 'messenger', messenger.webhook('messenger', [event]));
  const id = (await conversationOf(app, 'messenger', `${messenger.MESSENGER.account}/77001`)) ?? '';
  const log = await app.application.conversations.read(id, { after: 0, limit: 10 });
  const url = app.url + log.flatMap(({ activity }) => activity.attachments ?? [])[0]?.contentUrl;
  await vi.waitUntil(async () => (await fetch(url)).status === 200);
  expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(content)).toBe(true);
});

describe('Telegram', () => {
  const start = async () => {
    const server = await telegram.startTelegram();
    const app = await startChannelApp({
      TELEGRAM_BOTS: `demo=${telegram.TELEGRAM.token}`,
      TELEGRAM_API_URL: server.url,
    });
    closing.push(
      () => server.close(),
      () => app.stop(),
    );
    const press = (id: string, data: string) =>
      telegram.postUpdate(
        app.url,
        telegram.update({
          callback_query: {
            id,
            from: { id: 5501, first_name: 'Amina' },
            data,
            message: { message_id: 1, date: 0, chat: { id: 5501, type: 'private' } },
          },
        }),
      );
    return { server, app, press };
  };

  it('refuses a webhook without its secret before the body has come', async () => {
    const { app } = await start();
    const request = httpRequest(`${app.url}/webhooks/telegram`, { method: 'POST', headers: { 'content-length': '9' } });
    request.flushHeaders();
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(401);
    request.destroy();
  });

  it('answers every pressed button, also an unknown one, and while an agent has the conversation', async () => {
    const { server, app, press } = await start();
    await telegram.postUpdate(app.url, telegram.update(telegram.message('5501', { text: 'buttons 3' })));
    await vi.waitUntil(() => server.shown.length === 1);
    await press('q1', 'pick:1:unknown');
    const id = (await conversationOf(app, 'telegram', `${telegram.TELEGRAM.id}/5501`)) ?? '';
    await vi.waitUntil(() => server.answered.length === 1);
    const { version } = await app.application.conversations.handover(id);
    await app.application.conversations.changeHandover(id, {
      expect: version,
      value: { number: 1, state: 'with_agent' },
    });
    await press('q2', 'pick:1:unknown');
    await vi.waitUntil(() => server.answered.length === 2);
    expect(server.answered).toEqual(['q1', 'q2']);
  });

  it('answers nobody in groups, and lets no update block the next', async () => {
    const { server, app } = await start();
    const group = telegram.message('5502', { text: 'في مجموعة' });
    const inGroup = { message: { ...group.message, chat: { id: -100, type: 'supergroup' } } };
    expect((await telegram.postUpdate(app.url, telegram.update(inGroup))).status).toBe(200);
    expect((await telegram.postUpdate(app.url, { update_id: 'x', nonsense: [1] })).status).toBe(200);
    await telegram.postUpdate(app.url, telegram.update(telegram.message('5502', { text: 'وحدي' })));
    await vi.waitUntil(() => server.shown.length === 1);
    expect(server.shown[0]?.text).toBe('وحدي');
  });
});

describe('Azure', () => {
  let azure: AzureServer;
  let app: TestApp;
  const start = async () => {
    azure = await startAzure();
    const env = { AZURE_BOTS: `demo=${AZURE.appId}:${AZURE.password}`, AZURE_TENANT_ID: AZURE.tenant };
    app = await startChannelApp(env, { azure: azure.azure });
    closing.push(
      () => azure.close(),
      () => app.stop(),
    );
  };

  it.each([
    ['expired', { expired: true }],
    ['of another issuer', { issuer: 'https://elsewhere.example' }],
    ['for another service address', { serviceUrl: 'https://elsewhere.example' }],
    ['for another bot', { audience: '99999999-2222-4333-8444-555555555555' }],
  ])('refuses a token that is %s, and stores nothing', async (_, change) => {
    await start();
    const response = await postActivity(app.url, activity(azure.url, 'p1', { text: 'سر' }), await azure.token(change));
    expect([401, 403, 404]).toContain(response.status);
    expect(await conversationOf(app, 'azure', `${AZURE.appId}/msteams/a:p1`)).toBeUndefined();
    expect(app.logged.join()).not.toContain('سر');
  });

  it('takes no verified phone from what a relayed client claims', async () => {
    await start();
    const forged = activity(azure.url, 'p1', {
      text: 'أنا',
      channelData: { sanad: { verifiedPhone: '+212600000015' } },
    });
    await postActivity(app.url, forged, await azure.token());
    await vi.waitUntil(() => azure.shown.length === 1);
    const id = (await conversationOf(app, 'azure', `${AZURE.appId}/msteams/a:p1`)) ?? '';
    const log = await app.application.conversations.read(id, { after: 0, limit: 10 });
    expect(JSON.stringify(log)).not.toContain('600000015');
  });

  it('does not mark an answer as perhaps doubled that waited for the bot to sign in', async () => {
    let signsIn = false;
    azure = await startAzure();
    const env = { AZURE_BOTS: `demo=${AZURE.appId}:${AZURE.password}`, AZURE_TENANT_ID: AZURE.tenant };
    const signRequest = async (request: { headers: { set(name: string, value: string): void } }) => {
      if (!signsIn) throw new Error('no token to be had');
      request.headers.set('authorization', `Bearer ${BOT_TOKEN}`);
      return request;
    };
    const credentials: NonNullable<AzureOptions['credentials']> = (bot) =>
      Object.assign(
        { ...azure.azure.credentials?.(bot) },
        { createCredentials: async () => ({ signRequest }) },
      ) as never;
    app = await startChannelApp(env, { azure: { ...azure.azure, credentials } });
    closing.push(
      () => azure.close(),
      () => app.stop(),
    );
    await postActivity(app.url, activity(azure.url, 'p1', { text: 'سؤال' }), await azure.token());
    await vi.waitUntil(() => app.logged.join().includes('delivery.failed'));
    signsIn = true;
    await vi.waitUntil(() => azure.shown.length === 1);
    expect(app.logged.join()).not.toContain('delivery.again');
  });

  it('delivers an agent’s words long after the customer’s message, at the latest address of the service', async () => {
    await start();
    await postActivity(app.url, activity(azure.url, 'p1', { text: 'سؤال' }), await azure.token());
    await vi.waitUntil(() => azure.shown.length === 1);
    const id = (await conversationOf(app, 'azure', `${AZURE.appId}/msteams/a:p1`)) ?? '';
    const voice = { by: 'agent' as const, number: 0 };
    await app.application.conversations.post(id, { type: 'message', text: 'جواب الموظف' }, { messageId: 'a', voice });
    await vi.waitUntil(() => azure.shown.length === 2);
    expect(azure.shown[1]).toMatchObject({ conversation: 'a:p1', activity: { text: 'جواب الموظف' } });
  });

  const PNG = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
    'base64',
  );
  const sendFile = async (attachment: Record<string, unknown>) =>
    postActivity(app.url, activity(azure.url, 'p1', { text: '', attachments: [attachment] }), await azure.token());

  it('fetches a picture from the service with the bot’s token, and takes it for what it is', async () => {
    await start();
    azure.files.set('a1', { type: 'image/jpeg', content: PNG });
    await sendFile({ contentType: 'image/*', contentUrl: `${azure.url}/v3/attachments/a1/views/original` });
    await vi.waitUntil(() => azure.shown.length === 1);
    const path = /file (\S+)/.exec(String(azure.shown[0]?.activity.text))?.[1] ?? '';
    const file = await fetch(app.url + path.replace(/[\u2066-\u2069]/gu, ''));
    expect(file.headers.get('content-type')).toBe('image/png');
  });

  it('asks no other server for a file, shows its token to none, and answers politely', async () => {
    await start();
    const asked: (string | undefined)[] = [];
    const elsewhere = createServer((req, res) => {
      asked.push(req.headers.authorization);
      res.end(PNG);
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    closing.push(() => new Promise<void>((resolve) => elsewhere.close(() => resolve())));
    const url = `http://127.0.0.1:${(elsewhere.address() as { port: number }).port}/picture.png`;
    await sendFile({ contentType: 'image/png', contentUrl: url });
    await vi.waitUntil(() => azure.shown.length === 1);
    await sendFile({
      contentType: 'application/vnd.microsoft.teams.file.download.info',
      content: { downloadUrl: url, fileType: 'png' },
    });
    await vi.waitUntil(() => azure.shown.length === 2);
    expect(azure.shown.map((shown) => shown.activity.text)).toEqual(['polite', 'polite']);
    expect(asked).toEqual([]);
  });

  it('takes nothing over the limit, nor what only claims to be a picture', async () => {
    await start();
    azure.files.set('big', { type: 'image/png', content: Buffer.concat([PNG, Buffer.alloc(5_000_001)]) });
    azure.files.set('fake', { type: 'image/png', content: Buffer.from('<script>alert(1)</script>') });
    for (const id of ['big', 'fake']) {
      await sendFile({ contentType: 'image/png', contentUrl: `${azure.url}/v3/attachments/${id}/views/original` });
    }
    await vi.waitUntil(() => azure.shown.length === 2);
    expect(azure.shown.map((shown) => shown.activity.text)).toEqual(['polite', 'polite']);
  });
});
