import type { FileStore } from '../../files/index.ts';
import type { Log } from '../../log.ts';
import type { ChannelActivity, MediaReference } from '../activity.ts';
import { Addresses } from '../addresses.ts';
import {
  type AfterWindow,
  type AttendContext,
  type Channel,
  type ChannelAddress,
  type ChannelLimits,
  ChannelRefusedError,
  type ChannelSign,
  ChannelWithheldError,
  type Delivery,
  type InboundActivity,
  type PrepareContext,
  type Receipt,
  type Verification,
} from '../channel.ts';
import { readPick } from '../choices.ts';
import type { HttpRequest } from '../http.ts';
import type { IncomingMedia } from '../media/incomingMedia.ts';
import { graphErrorOf, refusal } from '../meta/graphError.ts';
import { type MetaAccount, MetaAccounts } from '../meta/metaAccounts.ts';
import { callPlatform, fetchBytes, type PlatformAnswer } from '../platformCall.ts';
import type { Words } from '../text/messageText.ts';
import { WhatsAppReader } from './readWhatsApp.ts';
import { isAlert, whatsappAction } from './whatsappErrors.ts';
import {
  templateMessage,
  WHATSAPP_FILES,
  WHATSAPP_LIMITS,
  type WhatsAppPayload,
  whatsappPayloads,
  whatsappShowsNumbers,
} from './whatsappMessage.ts';
import { changesOf } from './whatsappPayload.ts';

export interface WhatsAppOptions {
  readonly accounts: readonly MetaAccount[];
  /** The template of a shop for a person's words after the answer window; it has one parameter in its body. */
  readonly templates: ReadonlyMap<string, { readonly name: string; readonly language: string }>;
  /** `https://graph.facebook.com/v26.0` */
  readonly graphUrl: string;
  /** The key of conversation ids. */
  readonly key: string;
  readonly words: Words;
  readonly media: IncomingMedia;
  readonly files: FileStore;
  /** How customers reach this server: for links to files that WhatsApp does not show. */
  readonly publicUrl?: string;
  readonly log: Log;
  readonly now: () => number;
  readonly reconcileMs?: number;
}

const DAY_MS = 86_400_000;
/** Statuses come within seconds of a send. */
const RECONCILE_MS = 4000;

/** WhatsApp's Cloud API, for the numbers of all shops. */
export class WhatsAppChannel implements Channel {
  readonly name = 'whatsapp';
  readonly quotes = true;
  readonly limits: ChannelLimits;
  readonly reconcileMs: number;
  readonly #options: WhatsAppOptions;
  readonly #accounts: MetaAccounts;
  readonly #addresses: Addresses;
  readonly #reader: WhatsAppReader;

  constructor(options: WhatsAppOptions) {
    this.#options = options;
    this.limits = {
      text: WHATSAPP_LIMITS.text,
      buttons: WHATSAPP_LIMITS.rows,
      buttonTitle: WHATSAPP_LIMITS.rowDescription,
      files: WHATSAPP_FILES,
      linksFiles: options.publicUrl !== undefined,
      answerWindowMs: DAY_MS,
    };
    this.reconcileMs = options.reconcileMs ?? RECONCILE_MS;
    this.#accounts = new MetaAccounts(options.accounts);
    this.#addresses = new Addresses('whatsapp', options.key);
    this.#reader = new WhatsAppReader(this.#accounts, this.#addresses);
  }

  verifyHead(request: HttpRequest): Verification {
    return this.#accounts.verifyHead(request);
  }

  verify(request: HttpRequest, body: Buffer): Verification {
    const idsOf = (value: unknown) => changesOf(value).map(({ metadata }) => metadata.phone_number_id);
    return this.#accounts.verify(request, body, idsOf);
  }

  decode(body: unknown): InboundActivity[] {
    return this.#reader.messages(body);
  }

  decodeSigns(body: unknown): ChannelSign[] {
    return this.#reader.signs(body);
  }

  encode(activity: ChannelActivity): WhatsAppPayload[] {
    return whatsappPayloads(activity, this.#options.words, this.#options.publicUrl);
  }

  async prepare(activity: ChannelActivity, { conversation, address, ours }: PrepareContext): Promise<ChannelActivity> {
    const account = this.#accounts.find(address?.account);
    if (activity.type !== 'message' || !account) return activity;
    const fetchMedia = (reference: MediaReference, most: number) => this.#fetch(account, reference, most);
    const whole = await this.#options.media.prepare(activity, conversation, fetchMedia);
    return readPick(whole, await ours(), whatsappShowsNumbers);
  }

  /** Blue ticks, and "typing…" until our answer comes (25 seconds at most). */
  async attend(activity: ChannelActivity, { address, botAnswers }: AttendContext): Promise<void> {
    const id = (activity.channelData?.whatsapp as { id?: string } | undefined)?.id;
    const account = this.#accounts.find(address?.account);
    if (id === undefined || !account || activity.type !== 'message') return;
    await this.#post(account, 'messages', {
      messaging_product: 'whatsapp',
      status: 'read',
      message_id: id,
      ...(botAnswers && { typing_indicator: { type: 'text' } }),
    });
  }

  async deliver(payload: unknown, delivery: Delivery): Promise<Receipt> {
    const { address, lastMessageAt = 0 } = delivery;
    const account = this.#accounts.find(address?.account);
    if (!account) throw new ChannelRefusedError('UnknownAccount');
    const send = payload as WhatsAppPayload;
    const open = this.#options.now() - lastMessageAt < DAY_MS;
    const better = delivery.failedWith === undefined ? undefined : whatsappAction(Number(delivery.failedWith)).do;
    const message =
      !open || better === 'template'
        ? this.#template(account, send)
        : better === 'text' && send.text !== ''
          ? asText(send)
          : await this.#ready(account, send);
    return this.#send(account, send, message, delivery);
  }

  afterWindow(shop: string): AfterWindow | undefined {
    if (!this.#options.templates.has(shop)) return undefined;
    return { as: 'template', text: WHATSAPP_LIMITS.templateParameter };
  }

  retryAfterFailure(code: string, times: number, address?: ChannelAddress): number | undefined {
    const account = this.#accounts.find(address?.account);
    if (account) this.#tell(account, Number(code));
    const action = whatsappAction(Number(code));
    if (action.do === 'wait') return action.baseMs * action.factor ** (times - 1);
    // Another form of the message, once.
    return (action.do === 'template' || action.do === 'text') && times === 1 ? 0 : undefined;
  }

  conversationId(address: string): string {
    const [account = '', person = ''] = address.split('/');
    return this.#addresses.conversation(account, person);
  }

  parseConversationId(id: string): string | undefined {
    return this.#addresses.opaque(id);
  }

  async #send(account: MetaAccount, send: WhatsAppPayload, message: object, delivery: Delivery): Promise<Receipt> {
    const { to, recipient } = delivery.address ?? {};
    const quoted = (delivery.quotes?.channelData?.whatsapp as { id?: string } | undefined)?.id;
    const answer = await this.#post(account, 'messages', {
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      ...(to !== undefined ? { to } : { recipient }),
      biz_opaque_callback_data: delivery.id,
      ...(quoted !== undefined && { context: { message_id: quoted } }),
      ...message,
    });
    const error = graphErrorOf(answer);
    if (!error) return receiptOf(answer);
    this.#tell(account, error.code);
    const action = whatsappAction(error.code);
    const type = (message as { type?: string }).type;
    if (action.do === 'template' && type !== 'template') {
      return this.#send(account, send, this.#template(account, send), delivery);
    }
    if (action.do === 'text' && type !== 'text' && type !== 'template' && send.text !== '') {
      return this.#send(account, send, asText(send), delivery);
    }
    throw refusal(answer, error, action, delivery.attempt);
  }

  /** After the window only a person's words go out, in the shop's template. */
  #template(account: MetaAccount, { text, by }: WhatsAppPayload): object {
    if (by !== 'agent') throw new ChannelWithheldError('131047');
    const template = this.#options.templates.get(account.shop);
    if (!template || text === '') throw new ChannelRefusedError('131047');
    return templateMessage(text, template);
  }

  /** The message with its file handed to WhatsApp first; words instead of a file that it does not take. */
  async #ready(account: MetaAccount, send: WhatsAppPayload): Promise<object> {
    if (send.file === undefined) return send.message;
    const stored = await this.#options.files.stored(send.file);
    if (!stored) throw new ChannelRefusedError('FileGone');
    const form = new FormData();
    const content = Buffer.from(stored.base64, 'base64');
    form.set('messaging_product', 'whatsapp');
    form.set('type', stored.type);
    form.set('file', new Blob([content], { type: stored.type }), stored.name);
    const answer = await this.#post(account, 'media', form);
    const error = graphErrorOf(answer);
    const { id } = (answer.body ?? {}) as { id?: string };
    if (!error) return withFile(send.message, { id, name: stored.name, bytes: content.length });
    this.#tell(account, error.code);
    const action = whatsappAction(error.code);
    if (action.do === 'text' && send.text !== '') return asText(send);
    throw refusal(answer, error, action, 1);
  }

  async #fetch(account: MetaAccount, { source }: MediaReference, most: number): Promise<Buffer | undefined> {
    const { graphUrl } = this.#options;
    const { token } = account;
    const { status, body } = await callPlatform({ url: `${graphUrl}/${encodeURIComponent(source)}`, token });
    const { url, file_size } = (body ?? {}) as { url?: unknown; file_size?: unknown };
    if (status !== 200 || typeof url !== 'string' || Number(file_size) > most || !isMetaAddress(url, graphUrl))
      return undefined;
    const file = await fetchBytes({ url, token }, most);
    return file.status === 200 ? file.content : undefined;
  }

  #post(account: MetaAccount, path: string, body: object): Promise<PlatformAnswer> {
    return callPlatform({ url: `${this.#options.graphUrl}/${account.id}/${path}`, token: account.token, body });
  }

  #tell({ shop }: MetaAccount, code: number): void {
    if (isAlert(code)) this.#options.log.error('channel.alert', { channel: this.name, shop, code });
  }
}

/** The id of the handed-over file put into its message; a picture that is too large for one goes as a document. */
function withFile(message: WhatsAppPayload['message'], file: { id?: string; name: string; bytes: number }): object {
  if (message.type === 'image' && file.bytes <= WHATSAPP_LIMITS.imageBytes)
    return { ...message, image: { id: file.id } };
  const named = { filename: file.name, ...(message.document as object | undefined) };
  return { type: 'document', document: { ...named, id: file.id } };
}

function asText({ text }: WhatsAppPayload): object {
  return { type: 'text', text: { body: text.slice(0, WHATSAPP_LIMITS.text), preview_url: false } };
}

function receiptOf({ body }: PlatformAnswer): Receipt {
  const id = (body as { messages?: { id?: unknown }[] } | undefined)?.messages?.[0]?.id;
  return typeof id === 'string' ? { platformId: id } : {};
}

/** The token goes to Meta only, whatever address an answer names. */
function isMetaAddress(url: string, graphUrl: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, origin } = new URL(url);
  if (origin === new URL(graphUrl).origin) return true;
  return protocol === 'https:' && /(?:^|\.)(?:fbsbx|fbcdn|facebook|whatsapp)\.(?:com|net)$/.test(hostname);
}
