import type { CallbackQuery, Message, Update } from '@grammyjs/types';
import { z } from 'zod';
import type { ChannelActivity, MediaReference } from '../activity.ts';
import type { Addresses } from '../addresses.ts';
import type { InboundActivity } from '../channel.ts';
import type { TelegramBot } from '../channelSettings.ts';
import { mediaParts } from '../media/incomingMedia.ts';

/** The least that an update must have to be read further as Telegram's types describe it. */
const chat = z.looseObject({ id: z.number(), type: z.string() });
const from = z.looseObject({ id: z.number(), first_name: z.string().optional() });
const size = z.looseObject({ file_id: z.string(), mime_type: z.string().optional(), file_name: z.string().optional() });
const message = z.looseObject({
  message_id: z.number(),
  date: z.number(),
  chat,
  from: from.optional(),
  text: z.string().optional(),
  caption: z.string().optional(),
  photo: z.array(size).min(1).optional(),
  document: size.optional(),
  voice: size.optional(),
  audio: size.optional(),
  reply_to_message: z.looseObject({ message_id: z.number(), text: z.string().optional() }).optional(),
});
const update = z.looseObject({
  update_id: z.number(),
  message: message.optional(),
  callback_query: z
    .looseObject({
      id: z.string(),
      from,
      data: z.string().optional(),
      message: z.looseObject({ message_id: z.number(), date: z.number(), chat }).optional(),
    })
    .optional(),
});

const MOST_QUOTED = 500;

/** Reads an update; only private chats are customers. Anything that is no message or button is passed over. */
export function readTelegram(bot: TelegramBot, body: unknown, addresses: Addresses): InboundActivity[] {
  const parsed = update.safeParse(body);
  if (!parsed.success) return [];
  const { update_id, message: said, callback_query: pressed } = parsed.data as unknown as Update;
  const place = said?.chat ?? pressed?.message?.chat;
  if (place?.type !== 'private') return [];
  const conversation = addresses.conversation(bot.id, String(place.id));
  const person = said?.from ?? pressed?.from;
  const sentAt = said ? said.date * 1000 : undefined;
  const content = said ? contentOf(bot, said, addresses) : pressed && pickOf(pressed);
  if (!content) return [];
  const { message_id: repliesTo, text: quoted } = said?.reply_to_message ?? {};
  const activity: ChannelActivity = {
    ...content,
    channelId: 'telegram',
    from: { id: conversation, role: 'user', ...(person?.first_name && { name: person.first_name.slice(0, 100) }) },
    recipient: { id: 'sanad', role: 'bot' },
    channelData: {
      ...content.channelData,
      sanad: {
        ...content.channelData?.sanad,
        ...(sentAt !== undefined && { sentAt: sentAt + (update_id % 1000) / 1000 }),
        ...(repliesTo !== undefined && { repliesTo: String(repliesTo) }),
        ...(quoted !== undefined && { quoted: quoted.slice(0, MOST_QUOTED) }),
      },
    },
  };
  return [
    {
      conversation,
      shop: bot.shop,
      messageId: String(update_id),
      activity,
      address: { bot: bot.id, chat: String(place.id) },
      ...(sentAt !== undefined && { sentAt }),
    },
  ];
}

function contentOf(bot: TelegramBot, said: Message, addresses: Addresses): ChannelActivity {
  if (said.text !== undefined) {
    // The command by which every chat begins; what follows it came with a link to the bot.
    const text = said.text.replace(/^\/start(?:@\w+)?(?:\s+\S*)?$/u, '');
    if (text === '') return { type: 'event', name: 'channel/start' };
    return { type: 'message', text };
  }
  const references = filesOf(said).map(
    ({ file_id, mime_type, file_name }, index): MediaReference => ({
      source: file_id,
      contentType: mime_type ?? (said.voice ? 'audio/ogg' : 'image/jpeg'),
      file: addresses.of('file', bot.id, String(said.chat.id), String(said.message_id), String(index)),
      ...(file_name !== undefined && { name: file_name.slice(0, 120) }),
    }),
  );
  const { attachments, sanad } = mediaParts(references);
  const unreadable = references.length === 0 ? { unreadable: 'unknown' } : {};
  return {
    type: 'message',
    text: said.caption ?? '',
    ...(attachments && { attachments }),
    channelData: { sanad: { ...sanad, ...unreadable } },
  };
}

interface TelegramFile {
  readonly file_id: string;
  readonly mime_type?: string;
  readonly file_name?: string;
}

/** Photos come in several sizes, the largest last. */
function filesOf({ photo, document, voice, audio }: Message): TelegramFile[] {
  const file = photo?.at(-1) ?? document ?? voice ?? audio;
  return file ? [file] : [];
}

/** A pressed button; its words stand in the message that it belongs to, unless that is too old. */
function pickOf(pressed: CallbackQuery): ChannelActivity {
  const data = 'data' in pressed ? (pressed.data ?? '') : '';
  const keyboard = (pressed.message as Message | undefined)?.reply_markup?.inline_keyboard ?? [];
  const button = keyboard.flat().find((one) => 'callback_data' in one && one.callback_data === data);
  return {
    type: 'message',
    text: button?.text ?? '',
    channelData: { postBack: true, telegram: { callback: pressed.id }, sanad: { pick: data } },
  };
}
