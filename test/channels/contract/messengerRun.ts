import { startChannelApp } from '../../support/channelApp.ts';
import { conversationOf } from '../../support/conversationOf.ts';
import { escapedJson, signed } from '../../support/platforms/graphServer.ts';
import {
  MESSENGER,
  type MessengerPlatform,
  messaging,
  messengerEnv,
  postWebhook,
  startMessenger,
  textMessage,
  webhook,
} from '../../support/platforms/messenger.ts';
import type { ContractRun, RunOptions } from './channelContract.ts';

export async function startMessengerRun(platform: MessengerPlatform, options: RunOptions = {}): Promise<ContractRun> {
  const people = [options.person ?? '7700000000000001', '7700000000000002'];
  const person = (number = 1) => people[number - 1] ?? '';
  const graph = await startMessenger(platform);
  const app = await startChannelApp(
    { ...messengerEnv(platform, graph, options.shop ?? 'demo'), ...options.env },
    options.app,
  );
  graph.reach = app.url;
  const post = (events: readonly object[]) => postWebhook(app.url, platform, webhook(platform, events));
  const echo = (shown: { id: string; to: string; clientId?: string; message: Record<string, unknown> }) => ({
    sender: { id: MESSENGER.account },
    recipient: { id: shown.to },
    timestamp: Date.now(),
    message: {
      mid: shown.id,
      is_echo: true,
      text: shown.message.text,
      // Instagram's echoes name no app.
      ...(platform === 'messenger' && { app_id: Number(MESSENGER.appId), metadata: shown.clientId }),
    },
  });
  return {
    app,
    secrets: [...people, MESSENGER.token, MESSENGER.appSecret],
    reconciles: true,
    say: (text, { person: number = 1, id, signature = 'right', altered, unknownAccount, replyTo } = {}) => {
      const reply = replyTo === undefined ? {} : { reply_to: { mid: graph.shown[replyTo]?.id } };
      const event = messaging(person(number), textMessage(text, { ...(id && { mid: id }), ...reply }));
      const body = escapedJson(webhook(platform, [event], unknownAccount ? { account: '999999999' } : {}));
      const headers =
        signature === 'missing' ? {} : signed(body, signature === 'wrong' ? 'another' : MESSENGER.appSecret);
      return fetch(`${app.url}/webhooks/${platform}`, { method: 'POST', headers, body: altered ? `${body} ` : body });
    },
    sayTogether: (texts) => post(texts.map((text) => messaging(person(), textMessage(text)))),
    sayUnknownKind: () =>
      post([
        messaging(person(), {
          message: { mid: 'm_share', attachments: [{ type: 'reel', payload: { url: 'https://x.example' } }] },
        }),
      ]),
    press: (index) => {
      const offer = graph.shown.findLast(({ message }) => message.quick_replies !== undefined);
      const replies = (offer?.message.quick_replies ?? []) as { title: string; payload: string }[];
      const reply = replies[index];
      return post([messaging(person(), textMessage(reply?.title ?? '', { quick_reply: { payload: reply?.payload } }))]);
    },
    sendFile: (kind, content) => {
      const id = `media-${graph.media.size + 1}`;
      graph.media.set(id, { type: kind === 'picture' ? 'image/png' : 'audio/mp4', content });
      const payload = { url: `${graph.url}/download/${id}` };
      const attachments = [{ type: kind === 'picture' ? 'image' : 'audio', payload }];
      return post([messaging(person(), { message: { mid: `m_${id}`, attachments } })]);
    },
    tellSigns: async () => {
      await post(graph.shown.map(echo));
      await post([messaging(person(), { delivery: { mids: graph.shown.map(({ id }) => id), watermark: Date.now() } })]);
      return post([messaging(person(), { read: { watermark: Date.now() } })]);
    },
    sayHuge: (bytes) => post([messaging(person(), textMessage('x'.repeat(bytes)))]),
    seen: async (number) =>
      graph.shown
        .filter(({ to }) => to === person(number))
        .map(({ message, file }) => ({
          text: String(message.text ?? ''),
          buttons: ((message.quick_replies ?? []) as { title: string }[]).map(({ title }) => title),
          ...(file && { file }),
        })),
    conversation: (number) => conversationOf(app, platform, `${MESSENGER.account}/${person(number)}`),
    trouble: (kind) => {
      if (kind === 'slow down') graph.troubles.push({ status: 400, code: 613 });
      else if (kind === 'never') graph.troubles.push({ status: 400, code: 551 });
      else {
        graph.troubles.push('lost');
        graph.onShown = (shown) => {
          graph.onShown = undefined;
          setTimeout(() => void post([echo(shown)]), 50);
        };
      }
    },
    stop: async () => {
      await app.stop();
      await graph.close();
    },
  };
}
