import { createHmac } from 'node:crypto';
import type { FileStore } from '../../files/index.ts';
import type { Log } from '../../log.ts';
import type { ChannelActivity, MediaReference } from '../activity.ts';
import { Addresses } from '../addresses.ts';
import {
  type AttendContext,
  type Channel,
  type ChannelLimits,
  ChannelRefusedError,
  ChannelUnreachableError,
  type Delivery,
  type InboundActivity,
  type PrepareContext,
  type Receipt,
  type Verification,
} from '../channel.ts';
import type { TelegramBot } from '../channelSettings.ts';
import { readPick } from '../choices.ts';
import type { HttpRequest } from '../http.ts';
import type { IncomingMedia } from '../media/incomingMedia.ts';
import { sameText } from '../meta/metaAccounts.ts';
import { callPlatform, fetchBytes, type PlatformAnswer } from '../platformCall.ts';
import type { Words } from '../text/messageText.ts';
import { readTelegram } from './readTelegram.ts';
import { TELEGRAM_LIMITS, type TelegramPayload, telegramPayloads, telegramShowsNumbers } from './telegramMessage.ts';

export interface TelegramOptions {
  readonly bots: readonly TelegramBot[];
  readonly apiUrl: string;
  readonly key: string;
  readonly words: Words;
  readonly media: IncomingMedia;
  readonly files: FileStore;
  readonly log: Log;
}

/** The text that Telegram repeats in a header of every webhook of a bot; it follows from the bot's token. */
export function telegramSecret({ token }: TelegramBot): string {
  return createHmac('sha256', token).update('sanad webhook').digest('base64url');
}

/** Telegram's Bot API, for the bots of all shops. */
export class TelegramChannel implements Channel {
  readonly name = 'telegram';
  readonly limits: ChannelLimits = {
    text: TELEGRAM_LIMITS.text,
    buttons: TELEGRAM_LIMITS.buttons,
    buttonTitle: TELEGRAM_LIMITS.shownTitle,
  };
  readonly #options: TelegramOptions;
  readonly #bots: ReadonlyMap<string, TelegramBot>;
  readonly #addresses: Addresses;

  constructor(options: TelegramOptions) {
    this.#options = options;
    this.#bots = new Map(options.bots.map((bot) => [bot.id, bot]));
    this.#addresses = new Addresses('telegram', options.key);
  }

  verifyHead(request: HttpRequest): Verification {
    return this.verify(request);
  }

  verify(request: HttpRequest): Verification {
    const given = request.headers['x-telegram-bot-api-secret-token'];
    if (given === undefined) return { status: 'refused', reason: 'missing signature' };
    const bot = this.#options.bots.find((one) => sameText(given, telegramSecret(one)));
    return bot ? { status: 'genuine', account: bot.id } : { status: 'refused', reason: 'wrong signature' };
  }

  decode(value: unknown): InboundActivity[] {
    const { account, body } = value as { account: string; body: unknown };
    const bot = this.#bots.get(account);
    return bot ? readTelegram(bot, body, this.#addresses) : [];
  }

  encode(activity: ChannelActivity): TelegramPayload[] {
    return telegramPayloads(activity, this.#options.words);
  }

  async prepare(activity: ChannelActivity, { conversation, address, ours }: PrepareContext): Promise<ChannelActivity> {
    const bot = this.#bots.get(address?.bot ?? '');
    if (activity.type !== 'message' || !bot) return activity;
    const fetchMedia = (reference: MediaReference, most: number) => this.#fetch(bot, reference, most);
    const whole = await this.#options.media.prepare(activity, conversation, fetchMedia);
    return readPick(whole, await ours(), telegramShowsNumbers);
  }

  /** Every pressed button is answered, or the customer's client goes on waiting; and "typing…" for about five seconds. */
  async attend(activity: ChannelActivity, { address, botAnswers }: AttendContext): Promise<void> {
    const bot = this.#bots.get(address?.bot ?? '');
    if (!bot) return;
    const callback = (activity.channelData?.telegram as { callback?: string } | undefined)?.callback;
    if (callback !== undefined) await this.#answerCallback(bot, callback);
    if (botAnswers && activity.type === 'message') {
      await this.#call(bot, 'sendChatAction', { chat_id: address?.chat, action: 'typing' });
    }
  }

  async deliver(payload: unknown, delivery: Delivery): Promise<Receipt> {
    const bot = this.#bots.get(delivery.address?.bot ?? '');
    if (!bot) throw new ChannelRefusedError('UnknownAccount');
    const { method, body } = await this.#request(payload as TelegramPayload, delivery.address?.chat ?? '');
    const answer = await this.#call(bot, method, body);
    const { ok, result } = (answer.body ?? {}) as { ok?: unknown; result?: { message_id?: unknown } };
    if (ok === true) return { platformId: String(result?.message_id) };
    throw this.#refusal(bot, answer, delivery.attempt);
  }

  conversationId(address: string): string {
    const [bot = '', chat = ''] = address.split('/');
    return this.#addresses.conversation(bot, chat);
  }

  parseConversationId(id: string): string | undefined {
    return this.#addresses.opaque(id);
  }

  async #answerCallback(bot: TelegramBot, callback: string): Promise<void> {
    for (let tries = 0; tries < CALLBACK_TRIES; tries++) {
      const answer = await this.#call(bot, 'answerCallbackQuery', { callback_query_id: callback }).catch(
        () => undefined,
      );
      if (answer && answer.status < 500 && answer.status !== 429) return;
    }
  }

  /** What is called with what; a picture that is too large for a photo goes as a document. */
  async #request(
    { method, parameters, file }: TelegramPayload,
    chat: string,
  ): Promise<{ method: string; body: object }> {
    if (file === undefined) return { method, body: { chat_id: chat, ...parameters } };
    const stored = await this.#options.files.stored(file);
    if (!stored) throw new ChannelRefusedError('FileGone');
    const content = Buffer.from(stored.base64, 'base64');
    const isPhoto = method === 'sendPhoto' && content.length <= TELEGRAM_LIMITS.photoBytes;
    const body = new FormData();
    body.set('chat_id', chat);
    body.set(isPhoto ? 'photo' : 'document', new Blob([content], { type: stored.type }), stored.name);
    return { method: isPhoto ? 'sendPhoto' : 'sendDocument', body };
  }

  #refusal(bot: TelegramBot, { status, body }: PlatformAnswer, attempt: number): Error {
    const { error_code, parameters } = (body ?? {}) as { error_code?: number; parameters?: { retry_after?: number } };
    const code = error_code ?? status;
    if (code === 429) {
      return new ChannelRefusedError('429', { retryAfterMs: (parameters?.retry_after ?? 1) * 1000 });
    }
    if (code >= 500 && error_code === undefined) return new ChannelUnreachableError();
    if (code >= 500)
      return new ChannelRefusedError(String(code), { retryAfterMs: Math.min(500 * 2 ** attempt, 60_000) });
    if (code === 401 || code === 404) {
      this.#options.log.error('channel.alert', { channel: this.name, shop: bot.shop, code });
    }
    return new ChannelRefusedError(String(code));
  }

  async #fetch(bot: TelegramBot, { source }: MediaReference, most: number): Promise<Buffer | undefined> {
    const { body } = await this.#call(bot, 'getFile', { file_id: source });
    const { file_path, file_size } =
      (body as { result?: { file_path?: string; file_size?: number } } | undefined)?.result ?? {};
    if (file_path === undefined || (file_size ?? 0) > most || !/^[\w/.-]+$/.test(file_path)) return undefined;
    const { status, content } = await fetchBytes(
      { url: `${this.#options.apiUrl}/file/bot${bot.token}/${file_path}` },
      most,
    );
    return status === 200 ? content : undefined;
  }

  #call(bot: TelegramBot, method: string, body: object): Promise<PlatformAnswer> {
    return callPlatform({ url: `${this.#options.apiUrl}/bot${bot.token}/${method}`, body });
  }
}

const CALLBACK_TRIES = 3;
