import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChannelActivity } from '../../src/channels/activity.ts';
import { CHANNEL_NAMES } from '../../src/channels/channel.ts';
import { startChannelApp } from '../support/channelApp.ts';
import { AZURE, activity as azureActivity, startAzure } from '../support/platforms/azure.ts';
import * as messenger from '../support/platforms/messenger.ts';
import * as telegram from '../support/platforms/telegram.ts';
import * as whatsapp from '../support/platforms/whatsapp.ts';
import type { TestApp } from '../support/testApp.ts';

let app: TestApp;
beforeAll(async () => {
  const azure = await startAzure();
  await azure.close();
  app = await startChannelApp(
    {
      META_APPS: `*=${whatsapp.WHATSAPP.appId}:${whatsapp.WHATSAPP.appSecret}`,
      META_VERIFY_TOKEN: whatsapp.WHATSAPP.verifyToken,
      WHATSAPP_ACCOUNTS: `demo=${whatsapp.WHATSAPP.account}:${whatsapp.WHATSAPP.token}`,
      MESSENGER_ACCOUNTS: `demo=${messenger.MESSENGER.account}:${messenger.MESSENGER.token}`,
      INSTAGRAM_ACCOUNTS: `demo=${messenger.MESSENGER.account}:${messenger.MESSENGER.token}`,
      TELEGRAM_BOTS: `demo=${telegram.TELEGRAM.token}`,
      AZURE_BOTS: `demo=${AZURE.appId}:${AZURE.password}`,
      AZURE_TENANT_ID: AZURE.tenant,
    },
    { azure: azure.azure },
  );
});
afterAll(() => app.stop());

const channel = (name: string) => {
  const found = app.application.conversations.channel(name);
  if (!found) throw new Error(`there is no channel ${name}`);
  return found;
};

/** The activities of a body, as far as a table of fixtures says what matters of them. */
function decoded(name: string, body: unknown): ChannelActivity[] {
  return channel(name)
    .decode(body)
    .map(({ activity }) => activity);
}

const message = (text: string, sanad: object = {}) => ({
  type: 'message',
  text,
  channelData: { sanad: expect.objectContaining(sanad) },
});
const file = (contentType: string, ending: string) => ({
  attachments: [{ contentType, contentUrl: expect.stringMatching(new RegExp(`^/v3/.*\\.${ending}$`)) }],
});

describe('WhatsApp', () => {
  it.each([
    ['a text', { type: 'text', text: { body: 'سلام' } }, message('سلام')],
    [
      'a pressed button',
      { type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: 'pick:1:x', title: 'نعم' } } },
      message('نعم', { pick: 'pick:1:x' }),
    ],
    [
      'a picked row, by its whole title',
      {
        type: 'interactive',
        interactive: {
          type: 'list_reply',
          list_reply: { id: 'pick:2:y', title: 'لا، ما…', description: 'لا، ما زال' },
        },
      },
      message('لا، ما زال', { pick: 'pick:2:y' }),
    ],
    ['a template’s button', { type: 'button', button: { payload: 'p', text: 'نعم' } }, message('نعم', { pick: 'p' })],
    [
      'a picture with words',
      { type: 'image', image: { id: 'i', mime_type: 'image/jpeg', caption: 'انظر' } },
      { ...message('انظر'), ...file('image/jpeg', 'jpg') },
    ],
    [
      'a document',
      { type: 'document', document: { id: 'd', mime_type: 'application/pdf', filename: 'f.pdf' } },
      { ...message(''), attachments: [expect.objectContaining({ contentType: 'application/pdf', name: 'f.pdf' })] },
    ],
    [
      'a voice note',
      { type: 'audio', audio: { id: 'a', mime_type: 'audio/ogg; codecs=opus', voice: true } },
      { ...message(''), attachments: [expect.objectContaining({ contentType: 'audio/ogg' })] },
    ],
    [
      'a sticker',
      { type: 'sticker', sticker: { id: 's', mime_type: 'image/webp', animated: false } },
      { ...message(''), attachments: [expect.objectContaining({ contentType: 'image/webp' })] },
    ],
    [
      'a video',
      { type: 'video', video: { id: 'v', mime_type: 'video/mp4' } },
      message('', { unreadable: 'video/mp4' }),
    ],
    ['a place', { type: 'location', location: { latitude: 1, longitude: 2 } }, message('', { unreadable: 'location' })],
    ['contacts', { type: 'contacts', contacts: [{}] }, message('', { unreadable: 'contacts' })],
    ['an order', { type: 'order', order: {} }, message('', { unreadable: 'order' })],
    [
      'what WhatsApp cannot show',
      { type: 'unsupported', errors: [{ code: 131051 }] },
      message('', { unreadable: 'unsupported' }),
    ],
    [
      'a reaction',
      { type: 'reaction', reaction: { message_id: 'm', emoji: '👍' } },
      { type: 'messageReaction', value: '👍' },
    ],
    ['an opened chat', { type: 'request_welcome' }, { type: 'event', name: 'channel/start' }],
    [
      'a new number',
      { type: 'system', system: { type: 'user_changed_number', wa_id: '212600000099' } },
      { type: 'event', name: 'whatsapp/system' },
    ],
    [
      'a reply to a message',
      { type: 'text', text: { body: 'هذا' }, context: { id: 'wamid.ours' } },
      message('هذا', { repliesTo: 'wamid.ours' }),
    ],
  ])('reads %s', (_, content, wanted) => {
    expect(decoded('whatsapp', whatsapp.webhook({ messages: [whatsapp.incoming(content)] }))).toMatchObject([wanted]);
  });

  it('reads every entry of a webhook in its order, and nothing of what is broken or not ours', () => {
    const texts = ['أ', 'ب', 'ج'].map((text) => whatsapp.incoming(whatsapp.textOf(text)));
    const [first, ...others] = texts;
    const body = whatsapp.webhook({ messages: [first, { id: 7, type: [] }, null] });
    body.entry.push(...whatsapp.webhook({ messages: others }).entry);
    body.entry.push(...whatsapp.webhook({ messages: texts }, whatsapp.customer, '999').entry);
    expect(decoded('whatsapp', body).map(({ text }) => text)).toEqual(['أ', 'ب', 'ج']);
    for (const broken of [{}, [], null, 'x', { object: 'page', entry: [] }, { object: 'whatsapp_business_account' }]) {
      expect(decoded('whatsapp', broken)).toEqual([]);
    }
  });
});

describe.each(['messenger', 'instagram'] as const)('%s', (platform) => {
  const url = 'https://scontent.fbcdn.net/v/file';
  const withFile = (type: string) => ({ message: { mid: 'm_1', attachments: [{ type, payload: { url } }] } });
  it.each([
    ['a text', { message: { mid: 'm_1', text: 'سلام' } }, message('سلام')],
    [
      'a quick reply',
      { message: { mid: 'm_1', text: 'نعم', quick_reply: { payload: 'pick:1:x' } } },
      message('نعم', { pick: 'pick:1:x' }),
    ],
    ['a postback', { postback: { mid: 'm_1', title: 'نعم', payload: 'p' } }, message('نعم', { pick: 'p' })],
    [
      'the button by which a chat begins',
      { postback: { mid: 'm_1', title: 'Get Started', payload: 'GET_STARTED' } },
      { type: 'event', name: 'channel/start' },
    ],
    ['a picture', withFile('image'), { ...message(''), ...file('image/jpeg', 'jpg') }],
    ['a voice note', withFile('audio'), { ...message(''), ...file('audio/mp4', 'm4a') }],
    ['a document', withFile('file'), { ...message(''), ...file('application/pdf', 'pdf') }],
    ['a video', withFile('video'), message('', { unreadable: 'video' })],
    [
      'what cannot be shown',
      { message: { mid: 'm_1', is_unsupported: true } },
      message('', { unreadable: 'unsupported' }),
    ],
    [
      'a reaction',
      { reaction: { mid: 'm_1', action: 'react', emoji: '👍' } },
      { type: 'messageReaction', value: '👍' },
    ],
    [
      'a reply to a message',
      { message: { mid: 'm_1', text: 'هذا', reply_to: { mid: 'm_ours' } } },
      message('هذا', { repliesTo: 'm_ours' }),
    ],
  ])('reads %s', (_, content, wanted) => {
    const body = messenger.webhook(platform, [messenger.messaging('77001', content)]);
    expect(decoded(platform, body)).toMatchObject([wanted]);
  });

  it.each([
    ['an echo', { message: { mid: 'm_1', text: 'x', is_echo: true } }],
    ['a delivery', { delivery: { mids: ['m_1'], watermark: 1 } }],
    ['a read receipt', { read: { watermark: 1 } }],
    ['a deleted message', { message: { mid: 'm_1', is_deleted: true } }],
    ['a referral', { referral: { source: 'SHORTLINK' } }],
  ])('takes %s for no message', (_, content) => {
    const body = messenger.webhook(platform, [messenger.messaging('77001', content)]);
    expect(decoded(platform, body)).toEqual([]);
  });
});

describe('Telegram', () => {
  const read = (content: Record<string, unknown>) =>
    decoded('telegram', { account: telegram.TELEGRAM.id, body: telegram.update(content) });
  const size = { file_id: 'f', file_unique_id: 'u' };
  it.each([
    ['a text', { text: 'سلام' }, message('سلام')],
    ['the first command', { text: '/start' }, { type: 'event', name: 'channel/start' }],
    ['the first command of a link', { text: '/start order-17' }, { type: 'event', name: 'channel/start' }],
    [
      'a picture, the largest of it',
      { photo: [{ file_id: 's' }, size], caption: 'انظر' },
      { ...message('انظر'), ...file('image/jpeg', 'jpg') },
    ],
    ['a voice note', { voice: { ...size, mime_type: 'audio/ogg' } }, { ...message(''), ...file('audio/ogg', 'ogg') }],
    ['a document', { document: { ...size, mime_type: 'application/pdf', file_name: 'f.pdf' } }, message('')],
    ['a sticker', { sticker: size }, message('', { unreadable: 'unknown' })],
    ['a place', { location: { latitude: 1, longitude: 2 } }, message('', { unreadable: 'unknown' })],
    [
      'a reply to a message',
      { text: 'هذا', reply_to_message: { message_id: 5, text: 'ذاك' } },
      message('هذا', { repliesTo: '5', quoted: 'ذاك' }),
    ],
  ])('reads %s', (_, content, wanted) => {
    expect(read(telegram.message('5501', content))).toMatchObject([wanted]);
  });

  it('reads a pressed button by its words', () => {
    const markup = { inline_keyboard: [[{ text: 'نعم', callback_data: 'pick:1:x' }]] };
    const said = { message_id: 1, date: 1, chat: { id: 5501, type: 'private' }, reply_markup: markup };
    const query = { id: 'q', from: { id: 5501 }, data: 'pick:1:x', message: said };
    expect(read({ callback_query: query })).toMatchObject([message('نعم', { pick: 'pick:1:x' })]);
  });

  it.each([
    ['an edit', { edited_message: { message_id: 1 } }],
    ['a blocked bot', { my_chat_member: {} }],
  ])('takes %s for no message', (_, content) => {
    expect(read(content)).toEqual([]);
  });
});

describe('Azure', () => {
  const read = (content: Record<string, unknown>) =>
    decoded('azure', {
      account: AZURE.appId,
      body: azureActivity('https://smba.trafficmanager.net/emea/', 'p1', content),
    });
  it.each([
    ['a text', { text: 'سلام' }, message('سلام')],
    [
      'a text with the HTML of Teams beside it',
      { text: 'سلام', attachments: [{ contentType: 'text/html', content: '<p>سلام</p>' }] },
      message('سلام'),
    ],
    ['a pressed button of a card', { text: '', value: 'نعم' }, message('نعم')],
    [
      'a picture pasted into Teams',
      { text: '', attachments: [{ contentType: 'image/*', contentUrl: 'https://smba.trafficmanager.net/x' }] },
      { ...message(''), ...file('image/png', 'png') },
    ],
    [
      'a file of Teams',
      {
        attachments: [
          {
            contentType: 'application/vnd.microsoft.teams.file.download.info',
            content: { downloadUrl: 'https://shop.sharepoint.com/f', fileType: 'PDF' },
            name: 'f.pdf',
          },
        ],
      },
      { attachments: [expect.objectContaining({ contentType: 'application/pdf', name: 'f.pdf' })] },
    ],
    [
      'a card',
      { text: '', attachments: [{ contentType: 'application/vnd.microsoft.card.hero', content: {} }] },
      message('', { unreadable: 'attachment' }),
    ],
  ])('reads %s', (_, content, wanted) => {
    expect(read(content)).toMatchObject([wanted]);
  });

  it.each(['typing', 'conversationUpdate', 'invoke', 'messageReaction'])('takes %s for no message', (type) => {
    expect(read({ type })).toEqual([]);
  });
});

it.each(CHANNEL_NAMES.filter((name) => name !== 'web'))('names of conversations lead back, on %s only', (name) => {
  const id = channel(name).conversationId('account-1/person-1');
  expect(id).toBe(channel(name).conversationId('account-1/person-1'));
  expect(id).not.toContain('person');
  const rest = channel(name).parseConversationId(id);
  expect(id).toBe(`${name}-${rest}`);
  for (const other of CHANNEL_NAMES.filter((one) => one !== name && one !== 'web')) {
    expect(channel(other).parseConversationId(id)).toBeUndefined();
    expect(channel(other).conversationId('account-1/person-1')).not.toContain(rest);
  }
});
