import { randomBytes } from 'node:crypto';
import type { Config } from '../config.ts';
import type { Conversations } from '../conversation/index.ts';
import { FileStore } from '../files/index.ts';
import type { Log } from '../log.ts';
import type { Driver } from '../storage/index.ts';
import { AzureChannel, type AzureOptions } from './azure/index.ts';
import type { Channel } from './channel.ts';
import type { ChannelSettings } from './channelSettings.ts';
import type { Route } from './http.ts';
import { IncomingMedia } from './media/incomingMedia.ts';
import { openTranscriber } from './media/transcriber.ts';
import { MessengerChannel } from './messenger/index.ts';
import { answerChallenge } from './meta/metaAccounts.ts';
import { platformHolder } from './platformHolder.ts';
import { webhookRoute } from './receive.ts';
import { TelegramChannel } from './telegram/index.ts';
import type { Words } from './text/messageText.ts';
import { WhatsAppChannel } from './whatsapp/index.ts';

/** Where platforms post to, below the server's address. */
export const WEBHOOKS = {
  whatsapp: '/webhooks/whatsapp',
  messenger: '/webhooks/messenger',
  instagram: '/webhooks/instagram',
  telegram: '/webhooks/telegram',
  azure: '/api/messages',
} as const;

/** What channels stand on; the application gives it once its store is open. */
export interface ChannelGrounds {
  readonly driver: Driver;
  readonly log: Log;
  readonly now: () => number;
  /** Another cloud than Microsoft's public one. */
  readonly azure?: Pick<AzureOptions, 'cloud' | 'credentials'>;
}

export interface OpenChannels {
  readonly channels: readonly Channel[];
  readonly routes: (conversations: Conversations) => readonly Route[];
}

/** Opens the channels that have accounts. */
export async function openChannels(
  settings: ChannelSettings,
  config: Config,
  words: Words,
  grounds: ChannelGrounds,
): Promise<OpenChannels> {
  const { driver, log, now } = grounds;
  const parts = {
    words,
    log,
    now,
    key: await storedKey(driver),
    media: mediaOf(config, grounds),
    files: new FileStore(driver),
    ...(config.PUBLIC_URL !== undefined && { publicUrl: config.PUBLIC_URL }),
  };
  const channels: Channel[] = [];
  if (settings.whatsapp.length > 0) {
    const { whatsapp: accounts, templates } = settings;
    channels.push(new WhatsAppChannel({ ...parts, accounts, templates, graphUrl: config.META_GRAPH_URL }));
  }
  for (const platform of ['messenger', 'instagram'] as const) {
    const accounts = settings[platform];
    const graphUrl = platform === 'messenger' ? config.META_GRAPH_URL : config.INSTAGRAM_GRAPH_URL;
    if (accounts.length > 0) channels.push(new MessengerChannel({ ...parts, platform, accounts, graphUrl }));
  }
  if (settings.telegram.length > 0) {
    channels.push(new TelegramChannel({ ...parts, bots: settings.telegram, apiUrl: config.TELEGRAM_API_URL }));
  }
  if (settings.azure.length > 0) {
    const { azure: bots } = settings;
    channels.push(new AzureChannel({ ...parts, bots, tenantId: config.AZURE_TENANT_ID ?? '', ...grounds.azure }));
  }
  return { channels, routes: (conversations) => routesOf(channels, config, conversations, { ...grounds, words }) };
}

function routesOf(
  channels: readonly Channel[],
  { META_VERIFY_TOKEN: verifyToken }: Config,
  conversations: Conversations,
  { log, now, words }: ChannelGrounds & { readonly words: Words },
): Route[] {
  const onHolder = platformHolder(conversations, words('channels.on_platform'), now);
  return channels.flatMap((channel) => {
    const path = WEBHOOKS[channel.name as keyof typeof WEBHOOKS];
    const posts = webhookRoute(channel, path, { conversations, log, now, onHolder });
    if (channel.name === 'telegram' || channel.name === 'azure' || verifyToken === undefined) return [posts];
    return [posts, { method: 'GET', path, handle: (request) => answerChallenge(request, verifyToken) } satisfies Route];
  });
}

function mediaOf(config: Config, { driver, log }: ChannelGrounds): IncomingMedia {
  const { TRANSCRIPTION_URL: url, TRANSCRIPTION_KEY: key, TRANSCRIPTION_MODEL: model } = config;
  const transcribe = url && openTranscriber({ url, model, ...(key !== undefined && { key }) });
  return new IncomingMedia({ driver, log, mostBytes: config.MAX_UPLOAD_BYTES, ...(transcribe && { transcribe }) });
}

/**
 * The key of conversation ids, made at the first start. It stays when TOKEN_SECRET changes: with another key every
 * customer would begin anew.
 */
async function storedKey(driver: Driver): Promise<string> {
  const value = randomBytes(32).toString('base64url');
  const result = await driver.commit({ partition: 'settings', puts: [{ key: 'conversationKey', value, expect: 0 }] });
  return result.status === 'conflict' ? String(result.current?.value) : value;
}
