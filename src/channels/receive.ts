import type { Conversations } from '../conversation/index.ts';
import { errorFields, type Log } from '../log.ts';
import type { Channel, ChannelSign, InboundActivity } from './channel.ts';
import { errorReply, HttpError, type HttpReply, type HttpRequest, json, type Route } from './http.ts';

export interface ReceiveOptions {
  readonly conversations: Conversations;
  readonly log: Log;
  readonly now: () => number;
  /** A person of the shop answered on the platform itself, or its inbox gave the conversation back. */
  readonly onHolder?: (conversation: string, holder: 'bot' | 'human') => Promise<void>;
  /** Bytes of one webhook. */
  readonly mostBytes?: number;
}

/** Meta sends up to 3 MB; the others far less. */
const MOST_BYTES = 3 * 1024 * 1024;
const MOST_BEGUN = 20_000;
/** What an echo repeats is looked for so far back in the log; after an outage echoes come late. */
const LAST_ENTRIES = 300;

const STATUS: Readonly<Record<string, number>> = { 'unknown account': 404, 'missing signature': 401 };

/** The address that a platform posts to: checks who it is, stores what it brings, and says so. Nothing else before. */
export function webhookRoute(channel: Channel, path: string, options: ReceiveOptions): Route {
  const receiver = new Receiver(channel, options);
  return { method: 'POST', path, handle: (request) => receiver.handle(request) };
}

/** Takes the webhooks of one channel. */
export class Receiver {
  readonly #channel: Channel;
  readonly #options: ReceiveOptions;
  /** Conversations that this process has begun or met. */
  readonly #begun = new Set<string>();

  constructor(channel: Channel, options: ReceiveOptions) {
    this.#channel = channel;
    this.#options = options;
  }

  async handle(request: HttpRequest): Promise<HttpReply> {
    const head = this.#channel.verifyHead?.(request);
    if (head?.status === 'refused') return this.#refuse(head.reason);
    const { mostBytes = MOST_BYTES } = this.#options;
    const body = await request.body(mostBytes).catch((error: unknown) => {
      this.#refused(error instanceof HttpError ? error.code : 'unreadable');
      throw error;
    });
    const verification = await this.#channel.verify(request, body);
    if (verification.status === 'refused') return this.#refuse(verification.reason);
    const read = parse(body);
    if (read === undefined) return this.#refuse('no JSON');
    const { account } = verification;
    const value = account === undefined ? read : { account, body: read };
    await this.take(this.#channel.decode(value), this.#channel.decodeSigns?.(value) ?? []);
    return json(200, {});
  }

  /** Stores messages, each conversation's in their order, then notes the signs. Resolves when all is stored. */
  async take(messages: readonly InboundActivity[], signs: readonly ChannelSign[] = []): Promise<void> {
    const holders: readonly ChannelSign[] = signs.filter((sign) => sign.kind === 'control');
    for (const sign of holders) await this.#note(sign);
    const lines = Map.groupBy(messages, ({ conversation }) => conversation);
    await Promise.all(
      [...lines.values()].map(async (line) => {
        for (const message of line) await this.#accept(message);
      }),
    );
    await Promise.all(signs.filter((sign) => !holders.includes(sign)).map((sign) => this.#note(sign)));
  }

  async #accept(inbound: InboundActivity): Promise<void> {
    const placed = await this.#placed(inbound);
    // The platform's inbox has the conversation: what the customer writes is kept, and the bot stays out.
    if (placed.activity.channelData?.sanad?.standby === true)
      await this.#options.onHolder?.(placed.conversation, 'human');
    await this.#options.conversations.accept(placed);
  }

  /** The message under the conversation that it belongs to, which has begun. */
  async #placed(inbound: InboundActivity): Promise<InboundActivity> {
    const { conversations } = this.#options;
    const names = [inbound.conversation, ...(inbound.alsoKnownAs ?? [])] as const;
    const conversation = await conversations.resolve([...names]);
    const id = this.#channel.parseConversationId(conversation) ?? conversation;
    const from = { ...inbound.activity.from, id };
    const placed = {
      ...inbound,
      conversation,
      activity: { ...inbound.activity, from, conversation: { id: conversation } },
    };
    await this.#begin(placed);
    return placed;
  }

  async #begin({ conversation, shop = '', activity }: InboundActivity): Promise<void> {
    const { conversations, now } = this.#options;
    // It may have been deleted since, by a command or another process: then the customer begins anew.
    if (this.#begun.has(conversation) && (await conversations.find(conversation))) return;
    const { id = conversation, name } = activity.from ?? {};
    await conversations.begin({
      id: conversation,
      channel: this.#channel.name,
      shop,
      user: { id, ...(name !== undefined && { name }) },
      createdAt: new Date(now()).toISOString(),
    });
    if (this.#begun.size >= MOST_BEGUN) this.#begun.clear();
    this.#begun.add(conversation);
  }

  /** A sign that cannot be noted must not make the platform send the messages beside it again. */
  async #note(sign: ChannelSign): Promise<void> {
    const { conversations, log } = this.#options;
    try {
      if (sign.kind === 'human') await this.#noteHuman(sign.inbound);
      else await this.#noteOther(sign, await conversations.resolve([sign.conversation, ...(sign.alsoKnownAs ?? [])]));
    } catch (error) {
      log.warn('sign.failed', { channel: this.#channel.name, kind: sign.kind, ...errorFields(error) });
    }
  }

  async #noteOther(sign: Exclude<ChannelSign, { kind: 'human' }>, conversation: string): Promise<void> {
    const { conversations, onHolder } = this.#options;
    if (sign.kind === 'receipt') await conversations.report(conversation, sign);
    else if (sign.kind === 'watermark') await conversations.reportUpTo(conversation, sign.state, sign.upTo);
    else await onHolder?.(conversation, sign.holder);
  }

  async #noteHuman(inbound: InboundActivity): Promise<void> {
    const placed = await this.#placed(inbound);
    if (await this.#isOurs(placed)) return;
    const said = { ...placed, activity: { ...placed.activity, from: { id: 'shop', role: 'agent' } } };
    const fresh = await this.#options.conversations.noteSaidElsewhere(said);
    if (!fresh) return;
    await this.#options.onHolder?.(placed.conversation, 'human');
    void this.#fetchFiles(placed);
  }

  /** What that person sent along is fetched for the record; the webhook does not wait for it. */
  async #fetchFiles({ conversation, activity, address }: InboundActivity): Promise<void> {
    if (activity.channelData?.sanad?.media === undefined) return;
    try {
      await this.#channel.prepare?.(activity, { conversation, ...(address && { address }), ours: async () => [] });
    } catch (error) {
      this.#options.log.warn('prepare.failed', { conversation, ...errorFields(error) });
    }
  }

  /**
   * An echo that does not tell who said it (Instagram): is it what we have said ourselves? Then it is as good as a
   * receipt, and tells of a send whose answer was lost.
   */
  async #isOurs({ conversation, messageId, activity }: InboundActivity): Promise<boolean> {
    if (activity.channelData?.sanad?.unsigned !== true) return false;
    if (await this.#options.conversations.isSentFromHere(conversation, messageId)) return true;
    const sends = await this.#options.conversations.lastSends(conversation, LAST_ENTRIES);
    const text = JSON.stringify(activity.text ?? '');
    const same = sends.filter(({ payload }) => JSON.stringify(payload).includes(`:${text}`));
    const [only] = same;
    if (!only) return false;
    const deliveryId = same.length === 1 ? { deliveryId: only.deliveryId } : {};
    await this.#options.conversations.report(conversation, { platformId: messageId, state: 'sent', ...deliveryId });
    return true;
  }

  #refuse(reason: string): HttpReply {
    this.#refused(reason);
    const status = STATUS[reason] ?? (reason === 'no JSON' ? 400 : 403);
    return errorReply(new HttpError(status, 'Refused', `this webhook was refused: ${reason}`));
  }

  #refused(reason: string): void {
    this.#options.log.warn('webhook.refused', { channel: this.#channel.name, reason });
  }
}

function parse(body: Buffer): object | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
