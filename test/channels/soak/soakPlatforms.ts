import { setTimeout as pause } from 'node:timers/promises';
import { AZURE, type AzureServer, activity, postActivity, startAzure } from '../../support/platforms/azure.ts';
import type { GraphServer, GraphTrouble } from '../../support/platforms/graphServer.ts';
import * as messenger from '../../support/platforms/messenger.ts';
import * as telegram from '../../support/platforms/telegram.ts';
import * as whatsapp from '../../support/platforms/whatsapp.ts';
import type { Shown } from './countShown.ts';

export type Webhook = (url: string) => Promise<Response>;

/** A local platform as the soak drives it. */
export interface SoakPlatform {
  readonly env: Record<string, string>;
  /** For a server in this process: another cloud than Microsoft's. */
  readonly azure?: AzureServer['azure'];
  /** The webhook of a person's nth message. */
  webhook(person: number, text: string, place: number): Webhook;
  /** Everything that the platform has shown its customers, in order. */
  shown(): readonly Shown[];
  close(): Promise<void>;
}

type Start = (fails: () => boolean, random: () => number) => Promise<SoakPlatform>;

const AN_HOUR_AGO = Date.now() - 3_600_000;

/** Posts until the server has taken it: platforms repeat what was not answered. */
async function insist(closed: () => boolean, post: () => Promise<Response>): Promise<void> {
  for (let tries = 0; tries < 2000 && !closed(); tries++) {
    const response = await post().catch(() => undefined);
    if (response?.ok) return;
    await pause(50);
  }
}

const startWhatsApp: Start = async (fails, random) => {
  const graph = await whatsapp.startWhatsApp();
  const closing = closingOf(graph);
  let url = '';
  graph.chaos = graphChaos(fails, random, 131000);
  graph.onShown = ({ id, to, clientId }) => {
    const status = { id, status: 'sent', recipient_id: to, biz_opaque_callback_data: clientId };
    void insist(closing.closed, () => whatsapp.postWebhook(url, whatsapp.webhook({ statuses: [status] })));
  };
  const phone = (person: number) => `2126${String(10_000_000 + person)}`;
  return {
    env: whatsapp.whatsappEnv(graph, 'demo'),
    webhook: (person, text, place) => {
      const from = { phone: phone(person) };
      const timestamp = String(Math.floor(AN_HOUR_AGO / 1000) + place);
      const message = whatsapp.incoming(whatsapp.textOf(text), { timestamp }, from);
      const value = whatsapp.webhook({ messages: [message] }, from);
      return (server) => {
        url = server;
        return whatsapp.postWebhook(server, value);
      };
    },
    shown: () =>
      graph.shown.map(({ to, message, at }) => ({
        person: Number(to.slice(4)) - 10_000_000,
        text: String((message.text as { body?: string } | undefined)?.body),
        at,
      })),
    close: closing.close,
  };
};

const startMessenger =
  (platform: messenger.MessengerPlatform): Start =>
  async (fails, random) => {
    const graph = await messenger.startMessenger(platform);
    const closing = closingOf(graph);
    let url = '';
    graph.chaos = graphChaos(fails, random, 2);
    graph.onShown = ({ id, to, message, clientId }) => {
      const echo = {
        sender: { id: messenger.MESSENGER.account },
        recipient: { id: to },
        timestamp: Date.now(),
        message: {
          mid: id,
          is_echo: true,
          text: message.text,
          ...(platform === 'messenger' && { app_id: messenger.MESSENGER.appId, metadata: clientId }),
        },
      };
      void insist(closing.closed, () => messenger.postWebhook(url, platform, messenger.webhook(platform, [echo])));
    };
    return {
      env: messenger.messengerEnv(platform, graph, 'demo'),
      webhook: (person, text, place) => {
        const event = messenger.messaging(String(7_000_000_000 + person), messenger.textMessage(text), {
          timestamp: AN_HOUR_AGO + place * 1000,
        });
        const value = messenger.webhook(platform, [event]);
        return (server) => {
          url = server;
          return messenger.postWebhook(server, platform, value);
        };
      },
      shown: () =>
        graph.shown.map(({ to, message, at }) => ({
          person: Number(to) - 7_000_000_000,
          text: String(message.text),
          at,
        })),
      close: closing.close,
    };
  };

/** Ends a platform, and with it what it still repeats. */
function closingOf(graph: GraphServer) {
  let closed = false;
  return {
    closed: () => closed,
    close: () => {
      closed = true;
      return graph.close();
    },
  };
}

function graphChaos(fails: () => boolean, random: () => number, transient: number): () => GraphTrouble | undefined {
  return () => {
    if (!fails()) return undefined;
    return random() < 0.5 ? { status: 429, code: 4 } : { status: 500, code: transient };
  };
}

const startTelegram: Start = async (fails, random) => {
  const server = await telegram.startTelegram();
  server.chaos = () => (fails() ? (random() < 0.5 ? { code: 429, retryAfter: 1 } : { code: 500 }) : undefined);
  return {
    env: { TELEGRAM_BOTS: `demo=${telegram.TELEGRAM.token}`, TELEGRAM_API_URL: server.url },
    webhook: (person, text, place) => {
      const date = Math.floor(AN_HOUR_AGO / 1000) + place;
      const content = telegram.message(String(500_000 + person), { text });
      const value = telegram.update({ message: { ...content.message, date } });
      return (url) => telegram.postUpdate(url, value);
    },
    shown: () => server.shown.map(({ chat, text, at }) => ({ person: Number(chat) - 500_000, text, at })),
    close: () => server.close(),
  };
};

const startAzureBot: Start = async (fails, random) => {
  const azure = await startAzure();
  const token = await azure.token();
  azure.chaos = () => (fails() ? (random() < 0.5 ? { status: 429, retryAfter: 1 } : { status: 500 }) : undefined);
  return {
    env: {
      AZURE_BOTS: `demo=${AZURE.appId}:${AZURE.password}`,
      AZURE_TENANT_ID: AZURE.tenant,
      AZURE_TEST_CLOUD: azure.url,
    },
    azure: azure.azure,
    webhook: (person, text, place) => {
      const timestamp = new Date(AN_HOUR_AGO + place * 1000).toISOString();
      const value = activity(azure.url, String(person), { text, timestamp });
      return (url) => postActivity(url, value, token);
    },
    shown: () =>
      azure.shown.map(({ conversation, activity: { text }, at }) => ({
        person: Number(conversation.slice(2)),
        text: String(text),
        at,
      })),
    close: () => azure.close(),
  };
};

export interface SoakChannel {
  readonly name: string;
  /** The platform tells of every send by itself: none is ever made twice. */
  readonly reconciles: boolean;
  readonly start: Start;
}

/** Every channel that is called, with its local platform. */
export const SOAK_PLATFORMS: readonly SoakChannel[] = [
  { name: 'WhatsApp', reconciles: true, start: startWhatsApp },
  { name: 'Messenger', reconciles: true, start: startMessenger('messenger') },
  { name: 'Instagram', reconciles: true, start: startMessenger('instagram') },
  { name: 'Telegram', reconciles: false, start: startTelegram },
  { name: 'Azure', reconciles: false, start: startAzureBot },
];
