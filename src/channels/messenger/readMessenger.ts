import type { ChannelActivity, MediaReference } from '../activity.ts';
import type { Addresses } from '../addresses.ts';
import type { ChannelSign, InboundActivity } from '../channel.ts';
import { mediaParts } from '../media/incomingMedia.ts';
import type { MetaAccount, MetaAccounts } from '../meta/metaAccounts.ts';
import type { MessengerPlatform } from './messengerMessage.ts';
import { entriesOf, type MessagingEvent } from './messengerPayload.ts';

/** What the platform's kinds of attachment are taken for until their content is seen. */
const DECLARED: Readonly<Record<string, string | undefined>> = {
  image: 'image/jpeg',
  sticker: 'image/png',
  audio: 'audio/mp4',
  file: 'application/pdf',
};

/** The button by which a chat begins, as Meta's own examples and tools name its payload. */
const GET_STARTED = /^get[_ ]?started/iu;

/** Reads webhooks of Messenger or Instagram. */
export class MessengerReader {
  readonly #platform: MessengerPlatform;
  readonly #accounts: MetaAccounts;
  readonly #addresses: Addresses;

  constructor(platform: MessengerPlatform, accounts: MetaAccounts, addresses: Addresses) {
    this.#platform = platform;
    this.#accounts = accounts;
    this.#addresses = addresses;
  }

  messages(body: unknown): InboundActivity[] {
    return this.#each(body, (account, event, standby) => this.#inbound(account, event, standby));
  }

  signs(body: unknown): ChannelSign[] {
    return this.#each(body, (account, event) => this.#signsOf(account, event));
  }

  #each<T>(body: unknown, read: (account: MetaAccount, event: MessagingEvent, standby: boolean) => T[]): T[] {
    return entriesOf(body, this.#platform === 'messenger' ? 'page' : 'instagram').flatMap((entry) => {
      const account = this.#accounts.find(entry.id);
      if (!account) return [];
      return [
        ...entry.messaging.flatMap((event) => read(account, event, false)),
        ...entry.standby.flatMap((event) => read(account, event, true)),
      ];
    });
  }

  #inbound(account: MetaAccount, event: MessagingEvent, standby: boolean): InboundActivity[] {
    const { sender, timestamp, message, postback, reaction } = event;
    if (message?.is_echo || sender.id === account.id) return [];
    const content = this.#content(account, event);
    if (!content) return [];
    const conversation = this.#addresses.conversation(account.id, sender.id);
    const messageId = message?.mid ?? postback?.mid ?? `${timestamp}:${postback?.payload ?? reaction?.mid ?? ''}`;
    const activity: ChannelActivity = {
      ...content,
      channelId: this.#platform,
      from: { id: conversation, role: 'user' },
      recipient: { id: 'sanad', role: 'bot' },
      channelData: {
        ...content.channelData,
        sanad: {
          ...content.channelData?.sanad,
          ...(timestamp !== undefined && { sentAt: timestamp }),
          ...(standby && { standby }),
          ...(message?.reply_to?.mid !== undefined && { repliesTo: message.reply_to.mid }),
        },
      },
    };
    const address = { account: account.id, person: sender.id };
    return [
      { conversation, shop: account.shop, messageId, activity, address, ...(timestamp && { sentAt: timestamp }) },
    ];
  }

  #content(account: MetaAccount, { message, postback, reaction }: MessagingEvent): ChannelActivity | undefined {
    if (GET_STARTED.test(postback?.payload ?? '')) return { type: 'event', name: 'channel/start' };
    if (postback) return picked(postback.payload ?? '', postback.title ?? '');
    if (reaction) return { type: 'messageReaction', value: reaction.emoji ?? '' };
    if (!message || message.is_deleted) return undefined;
    if (message.quick_reply?.payload) return picked(message.quick_reply.payload, message.text ?? '');
    const references = this.#files(account, message);
    const { attachments, sanad } = mediaParts(references);
    const text = message.text ?? '';
    const unreadable =
      text === '' && references.length === 0 ? (message.attachments?.[0]?.type ?? 'unsupported') : undefined;
    return {
      type: 'message',
      text,
      ...(attachments && { attachments }),
      channelData: { sanad: { ...sanad, ...(unreadable && { unreadable }) } },
    };
  }

  #files(account: MetaAccount, { mid, attachments = [] }: NonNullable<MessagingEvent['message']>): MediaReference[] {
    return attachments.flatMap(({ type, payload }, index): MediaReference[] => {
      const source = payload?.url;
      const contentType = DECLARED[type];
      if (source === undefined || contentType === undefined) return [];
      return [{ source, contentType, file: this.#addresses.of('file', account.id, mid, String(index)) }];
    });
  }

  #signsOf(account: MetaAccount, event: MessagingEvent): ChannelSign[] {
    const { sender, message, delivery, read } = event;
    if (message?.is_echo) return this.#echo(account, event);
    const conversation = this.#addresses.conversation(account.id, sender.id);
    const holder = holderOf(account, event);
    if (holder) return [{ kind: 'control', conversation, holder }];
    const receipt = (platformId: string, state: 'delivered' | 'read'): ChannelSign => ({
      kind: 'receipt',
      conversation,
      platformId,
      state,
    });
    if (delivery?.mids) return delivery.mids.map((mid) => receipt(mid, 'delivered'));
    if (delivery?.watermark) return [{ kind: 'watermark', conversation, state: 'delivered', upTo: delivery.watermark }];
    if (read?.mid !== undefined) return [receipt(read.mid, 'read')];
    if (read?.watermark) return [{ kind: 'watermark', conversation, state: 'read', upTo: read.watermark }];
    return [];
  }

  /** What was said to the customer: by us (our app, our client id), or by a person or another app. */
  #echo(account: MetaAccount, { recipient, message, timestamp }: MessagingEvent): ChannelSign[] {
    if (!recipient || !message) return [];
    const conversation = this.#addresses.conversation(account.id, recipient.id);
    const { mid, app_id, metadata, text = '' } = message;
    if (String(app_id) === account.appId || (app_id === undefined && metadata !== undefined)) {
      const deliveryId = metadata === undefined ? {} : { deliveryId: metadata };
      return [{ kind: 'receipt', conversation, platformId: mid, state: 'sent', ...deliveryId }];
    }
    const unsigned = app_id === undefined;
    const { attachments, sanad } = mediaParts(this.#files(account, message));
    const activity: ChannelActivity = {
      type: 'message',
      text,
      channelId: this.#platform,
      ...(attachments && { attachments }),
      channelData: { sanad: { ...sanad, kind: 'agent', saidElsewhere: true, ...(unsigned && { unsigned }) } },
    };
    const address = { account: account.id, person: recipient.id };
    const sentAt = timestamp === undefined ? {} : { sentAt: timestamp };
    return [
      { kind: 'human', inbound: { conversation, shop: account.shop, messageId: mid, activity, address, ...sentAt } },
    ];
  }
}

function picked(pick: string, text: string): ChannelActivity {
  return { type: 'message', text, channelData: { postBack: true, sanad: { pick } } };
}

/** Who has the conversation by the platform's routing: our app, or its inbox and whoever sits there. */
function holderOf(account: MetaAccount, event: MessagingEvent): 'bot' | 'human' | undefined {
  const { pass_thread_control: passed, take_thread_control: taken } = event;
  if (passed) return String(passed.new_owner_app_id) === account.appId ? 'bot' : 'human';
  return taken ? 'human' : undefined;
}
