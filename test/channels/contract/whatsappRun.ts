import { startChannelApp } from '../../support/channelApp.ts';
import { conversationOf } from '../../support/conversationOf.ts';
import { escapedJson, signed } from '../../support/platforms/graphServer.ts';
import {
  incoming,
  postWebhook,
  startWhatsApp,
  textOf,
  WHATSAPP,
  webhook,
  whatsappEnv,
} from '../../support/platforms/whatsapp.ts';
import type { ContractRun, RunOptions, Seen } from './channelContract.ts';

export async function startWhatsAppRun(options: RunOptions = {}): Promise<ContractRun> {
  const people = [options.person ?? '212661000001', '212661000002'];
  const person = (number = 1) => ({ phone: people[number - 1] ?? '', name: `زبون ${number}` });
  const graph = await startWhatsApp();
  const app = await startChannelApp({ ...whatsappEnv(graph, options.shop ?? 'demo'), ...options.env }, options.app);
  const seen = (number = 1) =>
    graph.shown
      .filter(({ to }) => to === person(number).phone)
      .map(({ message, file }) => ({ ...readShown(message), ...(file && { file }) }));
  const post = (value: unknown) => postWebhook(app.url, value);
  const status = (state: string) =>
    graph.shown.map(({ id, to, clientId }) => ({
      id,
      status: state,
      timestamp: '1790000000',
      recipient_id: to,
      biz_opaque_callback_data: clientId,
    }));
  return {
    app,
    secrets: [...people, WHATSAPP.token, WHATSAPP.appSecret],
    reconciles: true,
    say: (text, { person: number = 1, id, signature = 'right', altered, unknownAccount, replyTo } = {}) => {
      const from = person(number);
      const context = replyTo === undefined ? {} : { context: { id: graph.shown[replyTo]?.id } };
      const message = incoming(textOf(text), { ...(id && { id }), ...context }, from);
      const value = webhook({ messages: [message] }, from, unknownAccount ? '999999999' : WHATSAPP.account);
      const body = escapedJson(value);
      const headers =
        signature === 'missing' ? {} : signed(body, signature === 'wrong' ? 'another' : WHATSAPP.appSecret);
      return fetch(`${app.url}/webhooks/whatsapp`, { method: 'POST', headers, body: altered ? `${body} ` : body });
    },
    sayTogether: (texts) =>
      post(webhook({ messages: texts.map((text) => incoming(textOf(text), {}, person())) }, person())),
    sayUnknownKind: () =>
      post(
        webhook({ messages: [incoming({ type: 'unsupported', errors: [{ code: 131051 }] }, {}, person())] }, person()),
      ),
    press: (index) => {
      const offer = graph.shown.findLast(({ message }) => message.type === 'interactive');
      const { type, choices } = choicesOf(offer?.message ?? {});
      const reply = { type, [type]: choices[index] };
      return post(
        webhook({ messages: [incoming({ type: 'interactive', interactive: reply }, {}, person())] }, person()),
      );
    },
    sendFile: (kind, content) => {
      const id = `media-${graph.media.size + 1}`;
      const type = kind === 'picture' ? 'image/png' : 'audio/ogg';
      graph.media.set(id, { type, content });
      const said =
        kind === 'picture'
          ? { type: 'image', image: { id, mime_type: type } }
          : { type: 'audio', audio: { id, mime_type: `${type}; codecs=opus`, voice: true } };
      return post(webhook({ messages: [incoming(said, {}, person())] }, person()));
    },
    tellSigns: async () => {
      await post(webhook({ statuses: status('read') }));
      return post(webhook({ statuses: [...status('sent'), ...status('delivered')] }));
    },
    sayHuge: (bytes) => post(webhook({ messages: [incoming(textOf('x'.repeat(bytes)), {}, person())] }, person())),
    seen: async (number) => seen(number),
    conversation: (number = 1) => conversationOf(app, 'whatsapp', `${WHATSAPP.account}/${person(number).phone}`),
    trouble: (kind) => {
      if (kind === 'slow down') graph.troubles.push({ status: 400, code: 130429 });
      else if (kind === 'never') graph.troubles.push({ status: 400, code: 131026 });
      else {
        graph.troubles.push('lost');
        graph.onShown = ({ id, to, clientId }) => {
          graph.onShown = undefined;
          const statuses = [{ id, status: 'sent', recipient_id: to, biz_opaque_callback_data: clientId }];
          setTimeout(() => void post(webhook({ statuses })), 50);
        };
      }
    },
    stop: async () => {
      await app.stop();
      await graph.close();
    },
  };
}

type Shown = Record<string, unknown>;

export function readShown(message: Shown): Seen {
  if (message.type === 'text') return { text: (message.text as { body: string }).body, buttons: [] };
  if (message.type === 'template') return { text: templateText(message), buttons: [] };
  if (message.type !== 'interactive') return { text: '', buttons: [] };
  const { body } = message.interactive as { body: { text: string } };
  return { text: body.text, buttons: choicesOf(message).choices.map(({ title }) => title) };
}

function templateText({ template }: Shown): string {
  const { components } = template as { components: { parameters: { text: string }[] }[] };
  return components.flatMap(({ parameters }) => parameters.map(({ text }) => text)).join(' ');
}

function choicesOf(message: Shown): { type: 'button_reply' | 'list_reply'; choices: { id: string; title: string }[] } {
  const { type, action } = (message.interactive ?? {}) as {
    type?: string;
    action?: {
      buttons?: { reply: { id: string; title: string } }[];
      sections?: { rows: { id: string; title: string }[] }[];
    };
  };
  if (type === 'list') return { type: 'list_reply', choices: (action?.sections ?? []).flatMap(({ rows }) => rows) };
  return { type: 'button_reply', choices: (action?.buttons ?? []).map(({ reply }) => reply) };
}
