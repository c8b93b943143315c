import type { FileStore } from '../../files/index.ts';
import type { Log } from '../../log.ts';
import type { ChannelActivity, MediaReference } from '../activity.ts';
import { Addresses } from '../addresses.ts';
import {
  type AfterWindow,
  type AttendContext,
  type Channel,
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
import { messengerAction } from './messengerErrors.ts';
import {
  MESSENGER_LIMITS,
  type MessengerPayload,
  type MessengerPlatform,
  messengerFiles,
  messengerPayloads,
  messengerShowsNumbers,
  mostFileBytes,
} from './messengerMessage.ts';
import { entriesOf } from './messengerPayload.ts';
import { MessengerReader } from './readMessenger.ts';

export interface MessengerOptions {
  readonly platform: MessengerPlatform;
  readonly accounts: readonly MetaAccount[];
  /** `https://graph.facebook.com/v26.0`, or Instagram's. */
  readonly graphUrl: string;
  readonly key: string;
  readonly words: Words;
  readonly media: IncomingMedia;
  readonly files: FileStore;
  /** How Instagram and customers reach our files; without it agents' pictures do not go to Instagram. */
  readonly publicUrl?: string;
  readonly log: Log;
  readonly now: () => number;
  readonly reconcileMs?: number;
}

const DAY_MS = 86_400_000;
/** A person's words may be sent so long after the customer's last message. */
const HUMAN_AGENT_MS = 7 * DAY_MS;
/** Echoes come within seconds of a send. */
const RECONCILE_MS = 4000;

/** Messenger for the pages, or Instagram for the accounts, of all shops. */
export class MessengerChannel implements Channel {
  readonly name: MessengerPlatform;
  readonly limits: ChannelLimits;
  readonly reconcileMs: number;
  readonly #options: MessengerOptions;
  readonly #accounts: MetaAccounts;
  readonly #addresses: Addresses;
  readonly #reader: MessengerReader;

  constructor(options: MessengerOptions) {
    const { platform, accounts, key } = options;
    this.#options = options;
    this.name = platform;
    this.limits = {
      ...(platform === 'messenger'
        ? { text: MESSENGER_LIMITS.text }
        : { text: MESSENGER_LIMITS.textBytes, textUnit: 'bytes' as const }),
      buttons: MESSENGER_LIMITS.quickReplies,
      buttonTitle: MESSENGER_LIMITS.quickReplyTitle,
      files: messengerFiles(platform, options.publicUrl),
      linksFiles: options.publicUrl !== undefined,
      answerWindowMs: DAY_MS,
    };
    this.reconcileMs = options.reconcileMs ?? RECONCILE_MS;
    this.#accounts = new MetaAccounts(accounts);
    this.#addresses = new Addresses(platform, key);
    this.#reader = new MessengerReader(platform, this.#accounts, this.#addresses);
  }

  verifyHead(request: HttpRequest): Verification {
    return this.#accounts.verifyHead(request);
  }

  verify(request: HttpRequest, body: Buffer): Verification {
    const object = this.name === 'messenger' ? 'page' : 'instagram';
    return this.#accounts.verify(request, body, (value) => entriesOf(value, object).map(({ id }) => id));
  }

  decode(body: unknown): InboundActivity[] {
    return this.#reader.messages(body);
  }

  decodeSigns(body: unknown): ChannelSign[] {
    return this.#reader.signs(body);
  }

  encode(activity: ChannelActivity): MessengerPayload[] {
    return messengerPayloads(this.name, activity, this.#options.words, this.#options.publicUrl);
  }

  async prepare(activity: ChannelActivity, { conversation, ours }: PrepareContext): Promise<ChannelActivity> {
    if (activity.type !== 'message') return activity;
    const whole = await this.#options.media.prepare(activity, conversation, (one, most) => this.#fetch(one, most));
    return readPick(whole, await ours(), messengerShowsNumbers(this.name));
  }

  async attend(_activity: ChannelActivity, { address, botAnswers }: AttendContext): Promise<void> {
    const account = this.#accounts.find(address?.account);
    if (!account) return;
    for (const action of botAnswers ? ['mark_seen', 'typing_on'] : ['mark_seen']) {
      await this.#post(account, { recipient: { id: address?.person }, sender_action: action });
    }
  }

  async deliver(payload: unknown, delivery: Delivery): Promise<Receipt> {
    const account = this.#accounts.find(delivery.address?.account);
    if (!account) throw new ChannelRefusedError('UnknownAccount');
    const send = payload as MessengerPayload;
    const silence = this.#options.now() - (delivery.lastMessageAt ?? 0);
    return this.#send(account, send, delivery, silence < DAY_MS ? 'RESPONSE' : this.#afterWindow(send, silence));
  }

  afterWindow(): AfterWindow {
    return { as: 'tag', withinMs: HUMAN_AGENT_MS };
  }

  conversationId(address: string): string {
    const [account = '', person = ''] = address.split('/');
    return this.#addresses.conversation(account, person);
  }

  parseConversationId(id: string): string | undefined {
    return this.#addresses.opaque(id);
  }

  /** After 24 hours only a person's words go out, for seven days, under a tag that the platform reserves for them. */
  #afterWindow({ by }: MessengerPayload, silence: number): 'HUMAN_AGENT' {
    if (by !== 'agent') throw new ChannelWithheldError('WindowClosed');
    if (silence < HUMAN_AGENT_MS) return 'HUMAN_AGENT';
    throw new ChannelRefusedError('WindowClosed');
  }

  async #send(
    account: MetaAccount,
    send: MessengerPayload,
    delivery: Delivery,
    as: 'RESPONSE' | 'HUMAN_AGENT',
  ): Promise<Receipt> {
    const type = as === 'RESPONSE' ? { messaging_type: as } : { messaging_type: 'MESSAGE_TAG', tag: as };
    const recipient = { id: delivery.address?.person };
    const body = await this.#body(send, { recipient, ...type }, delivery.id);
    const answer = await this.#post(account, body);
    const error = graphErrorOf(answer);
    if (!error) return receiptOf(answer);
    const action = messengerAction(error);
    if (action.do === 'alert') {
      this.#options.log.error('channel.alert', { channel: this.name, shop: account.shop, code: error.code });
    }
    if (action.do === 'template' && as === 'RESPONSE' && send.by === 'agent') {
      return this.#send(account, send, delivery, 'HUMAN_AGENT');
    }
    if (action.do === 'template' && send.by !== 'agent') throw new ChannelWithheldError('WindowClosed');
    throw refusal(answer, error, action, delivery.attempt);
  }

  /** Messenger takes a file's bytes; Instagram fetches them from our public address. */
  async #body({ message, file }: MessengerPayload, around: Record<string, unknown>, metadata: string): Promise<object> {
    if (file === undefined) return { ...around, message: { ...message, metadata } };
    const stored = await this.#options.files.stored(file.path);
    if (!stored) throw new ChannelRefusedError('FileGone');
    const content = Buffer.from(stored.base64, 'base64');
    if (content.length > mostFileBytes(this.name)) return { ...around, message: { text: file.told, metadata } };
    const { type } = message.attachment as { type: string };
    if (this.name === 'instagram') {
      const url = (this.#options.publicUrl ?? '') + file.path;
      return { ...around, message: { attachment: { type, payload: { url } }, metadata } };
    }
    const form = new FormData();
    for (const [name, value] of Object.entries(around)) {
      form.set(name, typeof value === 'string' ? value : JSON.stringify(value));
    }
    form.set('message', JSON.stringify({ attachment: { type, payload: {} }, metadata }));
    form.set('filedata', new Blob([content], { type: stored.type }), stored.name);
    return form;
  }

  /** Files lie on Meta's servers under addresses that need no token. */
  async #fetch({ source }: MediaReference, most: number): Promise<Buffer | undefined> {
    if (!isMetaAddress(source, this.#options.graphUrl)) return undefined;
    const { status, content } = await fetchBytes({ url: source }, most);
    return status === 200 ? content : undefined;
  }

  #post(account: MetaAccount, body: object): Promise<PlatformAnswer> {
    const url = `${this.#options.graphUrl}/${account.id}/messages`;
    return callPlatform({ url, token: account.token, body });
  }
}

function receiptOf({ body }: PlatformAnswer): Receipt {
  const id = (body as { message_id?: unknown } | undefined)?.message_id;
  return typeof id === 'string' ? { platformId: id } : {};
}

/** A webhook is signed, yet we fetch from nobody but Meta. */
function isMetaAddress(url: string, graphUrl: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, origin } = new URL(url);
  if (origin === new URL(graphUrl).origin) return true;
  return (
    protocol === 'https:' && /(?:^|\.)(?:fbsbx|fbcdn|facebook|cdninstagram|instagram)\.(?:com|net)$/.test(hostname)
  );
}
