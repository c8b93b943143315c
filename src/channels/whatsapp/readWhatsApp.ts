import type { ChannelActivity, MediaReference, SanadData } from '../activity.ts';
import type { Addresses } from '../addresses.ts';
import type { ChannelAddress, ChannelSign, InboundActivity } from '../channel.ts';
import { mediaParts } from '../media/incomingMedia.ts';
import type { MetaAccount, MetaAccounts } from '../meta/metaAccounts.ts';
import {
  changesOf,
  readable,
  type WhatsAppContact,
  type WhatsAppMessage,
  type WhatsAppStatus,
  whatsappMessage,
  whatsappStatus,
} from './whatsappPayload.ts';

/** Reads webhooks of the Cloud API. A person goes by the user id where there is one, and by the phone where not. */
export class WhatsAppReader {
  readonly #accounts: MetaAccounts;
  readonly #addresses: Addresses;

  constructor(accounts: MetaAccounts, addresses: Addresses) {
    this.#accounts = accounts;
    this.#addresses = addresses;
  }

  messages(body: unknown): InboundActivity[] {
    return changesOf(body).flatMap(({ metadata, contacts = [], messages }) => {
      const account = this.#accounts.find(metadata.phone_number_id);
      if (!account) return [];
      return readable(whatsappMessage, messages).flatMap((message) => this.#inbound(account, message, contacts));
    });
  }

  signs(body: unknown): ChannelSign[] {
    return changesOf(body).flatMap(({ metadata, statuses, message_echoes }) => {
      const account = this.#accounts.find(metadata.phone_number_id);
      if (!account) return [];
      return [
        ...readable(whatsappStatus, statuses).flatMap((status) => this.#receipt(account, status)),
        ...readable(whatsappMessage, message_echoes).flatMap((echo) => this.#human(account, echo)),
      ];
    });
  }

  #inbound(account: MetaAccount, message: WhatsAppMessage, contacts: readonly WhatsAppContact[]): InboundActivity[] {
    const contact = contacts.find(
      ({ wa_id, user_id }) => same(wa_id, message.from) || same(user_id, message.from_user_id),
    );
    const phone = phoneOf(message.from ?? contact?.wa_id);
    const user = message.from_user_id ?? contact?.user_id;
    const moved = message.system?.type === 'user_changed_number' ? message.system : undefined;
    const people = [user, phone, moved?.user_id, moved?.wa_id];
    const place = this.#place(account, people);
    if (!place) return [];
    const sentAt = Number(message.timestamp) * 1000;
    const name = contact?.profile?.name;
    const activity: ChannelActivity = {
      ...this.#content(account, message),
      channelId: 'whatsapp',
      from: { id: place.conversation, role: 'user', ...(name && { name: name.slice(0, 100) }) },
      recipient: { id: 'sanad', role: 'bot' },
    };
    const own: SanadData = {
      ...(phone !== undefined && { verifiedPhone: `+${phone}` }),
      ...(Number.isFinite(sentAt) && { sentAt }),
      ...(message.context?.id !== undefined && { repliesTo: message.context.id }),
    };
    return [
      {
        ...place,
        shop: account.shop,
        messageId: message.id,
        activity: withSanad(activity, own, { whatsapp: { id: message.id } }),
        ...(!moved && { address: addressOf(account, phone, user) }),
        ...(Number.isFinite(sentAt) && { sentAt }),
      },
    ];
  }

  #content(account: MetaAccount, message: WhatsAppMessage): ChannelActivity {
    const { type, interactive, button, reaction } = message;
    if (type === 'text' && message.text) return { type: 'message', text: message.text.body };
    const reply = interactive?.button_reply ?? interactive?.list_reply;
    if (reply)
      return picked(reply.id, 'description' in reply && reply.description ? String(reply.description) : reply.title);
    if (button) return picked(button.payload ?? '', button.text ?? '');
    if (reaction) return { type: 'messageReaction', value: reaction.emoji ?? '' };
    // The customer opened the chat and has not written yet.
    if (type === 'request_welcome') return { type: 'event', name: 'channel/start' };
    if (type === 'system') return { type: 'event', name: 'whatsapp/system', value: message.system?.type };
    const media = message.image ?? message.document ?? message.audio ?? message.sticker ?? message.video;
    if (!media) return { type: 'message', text: '', channelData: { sanad: { unreadable: type } } };
    const reference: MediaReference = {
      source: media.id,
      contentType: media.mime_type ?? '',
      file: this.#addresses.of('file', account.id, media.id),
      ...(media.filename !== undefined && { name: media.filename.slice(0, 120) }),
    };
    const { attachments, sanad } = mediaParts([reference]);
    return { type: 'message', text: media.caption ?? '', ...(attachments && { attachments }), channelData: { sanad } };
  }

  /** The conversation, and the other names that the same person has. */
  #place(account: MetaAccount, people: readonly (string | undefined)[]) {
    const known = [...new Set(people.filter((one): one is string => one !== undefined && one !== ''))];
    const [conversation, ...alsoKnownAs] = known.map((one) => this.#addresses.conversation(account.id, one));
    return conversation === undefined ? undefined : { conversation, ...(alsoKnownAs.length > 0 && { alsoKnownAs }) };
  }

  #receipt(account: MetaAccount, status: WhatsAppStatus): ChannelSign[] {
    const state = STATES[status.status];
    const place = this.#place(account, [status.recipient_user_id, phoneOf(status.recipient_id)]);
    if (!state || !place) return [];
    const code = status.errors?.[0]?.code;
    const deliveryId = status.biz_opaque_callback_data;
    return [
      {
        kind: 'receipt',
        ...place,
        platformId: status.id,
        state,
        ...(deliveryId !== undefined && { deliveryId }),
        ...(code !== undefined && { code: String(code) }),
      },
    ];
  }

  /** The shop wrote on its own phone: WhatsApp shows us what it said to the customer. */
  #human(account: MetaAccount, echo: WhatsAppMessage): ChannelSign[] {
    const phone = phoneOf(echo.to);
    const place = this.#place(account, [echo.to_user_id, phone]);
    if (!place) return [];
    const address = addressOf(account, phone, echo.to_user_id);
    const content = this.#content(account, echo);
    const activity = withSanad({ ...content, channelId: 'whatsapp' }, { saidElsewhere: true, kind: 'agent' });
    return [{ kind: 'human', inbound: { ...place, shop: account.shop, messageId: echo.id, activity, address } }];
  }
}

const STATES: Readonly<Record<string, 'sent' | 'delivered' | 'read' | 'failed' | undefined>> = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  played: 'read',
  failed: 'failed',
};

function picked(pick: string, text: string): ChannelActivity {
  return { type: 'message', text, channelData: { postBack: true, sanad: { pick } } };
}

function phoneOf(digits: string | undefined): string | undefined {
  return /^\d{6,15}$/.test(digits ?? '') ? digits : undefined;
}

function same(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && one === other;
}

function addressOf({ id }: MetaAccount, phone: string | undefined, user: string | undefined): ChannelAddress {
  return { account: id, ...(phone !== undefined && { to: phone }), ...(user !== undefined && { recipient: user }) };
}

function withSanad(activity: ChannelActivity, sanad: SanadData, channelData: object = {}): ChannelActivity {
  const known = activity.channelData;
  return { ...activity, channelData: { ...known, ...channelData, sanad: { ...known?.sanad, ...sanad } } };
}
