import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSay } from '../../dialogs/locales/openSay.ts';
import type { ChannelActivity } from '../../src/channels/activity.ts';
import { azurePayloads } from '../../src/channels/azure/azureMessage.ts';
import { choicesOf } from '../../src/channels/choices.ts';
import { type MessengerPlatform, messengerPayloads } from '../../src/channels/messenger/messengerMessage.ts';
import { telegramPayloads } from '../../src/channels/telegram/telegramMessage.ts';
import { inBytes, inCharacters, splitText } from '../../src/channels/text/splitText.ts';
import { templateMessage, whatsappPayloads } from '../../src/channels/whatsapp/whatsappMessage.ts';
import { messengerRules } from '../support/platforms/messenger.ts';
import { telegramRules } from '../support/platforms/telegram.ts';
import { whatsappRules } from '../support/platforms/whatsapp.ts';

const words = openSay();
const RUNS = 60;
const URL_OF_OURS = 'https://chat.example.ma';

/** Words of Arabic answers: letters with marks, numbers, order ids, phones, links, e-mails, Latin names, emoji. */
const word = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom('المنتج', 'يحق', 'للمشتري', 'الإرجاع', 'يومًا،', 'التسليم.', 'شكرًا!', 'ٱلرَّحْمَٰن'),
  },
  fc.integer({ min: 0, max: 99_999 }).map(String),
  fc.constantFrom(
    '0800 090 190',
    'CMD-2041/7',
    'https://shop.example.ma/p?a=1&b=2',
    'sav@shop.example.ma',
    'Redmi Note 13',
    '👩‍👩‍👧‍👦',
    '«نص مقتبس»',
  ),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
);
const text = fc
  .array(fc.tuple(word, fc.constantFrom(' ', ' ', ' ', '\n', '\n\n')), { minLength: 1, maxLength: 1200, size: 'max' })
  .map((pieces) => pieces.map(([one, gap]) => one + gap).join(''))
  .filter((one) => one.trim() !== '');
const title = fc
  .array(word, { minLength: 1, maxLength: 12 })
  .map((pieces) => pieces.join(' ').trim())
  .filter((one) => one !== '');
const message: fc.Arbitrary<ChannelActivity> = fc.record({
  type: fc.constant('message'),
  text,
  suggestedActions: fc
    .uniqueArray(title, { maxLength: 120, size: 'max' })
    .map((titles) => ({ actions: titles.map((one) => ({ type: 'imBack', title: one, value: one })) })),
  attachments: fc.array(
    fc.constantFrom('image/png', 'image/gif', 'image/webp', 'application/pdf').map((contentType) => ({
      contentType,
      contentUrl: `/v3/directline/files/${'f'.repeat(22)}.png`,
      name: 'صورة المنتج 1.png',
    })),
    { maxLength: 3 },
  ),
  channelData: fc
    .array(
      fc.record({
        clause: fc.constantFrom('demo#8.1', 'demo#0', 'demo#12'),
        quote: text,
        policyVersion: fc.constant('1'),
      }),
      { maxLength: 3 },
    )
    .map((citations) => ({ sanad: { citations } })),
});

const property = (check: (activity: ChannelActivity) => void) =>
  fc.assert(fc.property(message, check), { numRuns: RUNS, seed: 20261123 });

describe('every limit of the platforms is kept, whatever is said', () => {
  it('on WhatsApp', () => {
    property((activity) => {
      for (const { message: payload, text: said, file } of whatsappPayloads(activity, words, URL_OF_OURS)) {
        // The id of a file is known once it is handed over.
        const whole = file ? { ...payload, [String(payload.type)]: { id: 'uploaded' } } : payload;
        const late = templateMessage(said, { name: 'agent_reply', language: 'ar' });
        for (const sent of [whole, late]) {
          expect(whatsappRules({ messaging_product: 'whatsapp', to: '212600000000', ...sent })).toBeUndefined();
        }
      }
    });
  });

  it.each<MessengerPlatform>(['messenger', 'instagram'])('on %s', (platform) => {
    property((activity) => {
      for (const { message: payload } of messengerPayloads(platform, activity, words, URL_OF_OURS)) {
        const { attachment } = payload as { attachment?: { type: string } };
        // Instagram gets the address of a file when it is sent.
        const whole = attachment ? { attachment: { ...attachment, payload: { url: URL_OF_OURS } } } : payload;
        expect(messengerRules(platform)({ messaging_type: 'RESPONSE', message: whole })).toBeUndefined();
      }
    });
  });

  it('on Telegram', () => {
    property((activity) => {
      for (const { parameters, file } of telegramPayloads(activity, words, URL_OF_OURS)) {
        if (file === undefined) expect(telegramRules(parameters)).toBeUndefined();
      }
    });
  });

  it('behind Azure', () => {
    property((activity) => {
      for (const payload of azurePayloads(activity, words, URL_OF_OURS)) {
        expect(payload.text?.length ?? 1).toBeLessThanOrEqual(8000);
        expect(payload.suggestedActions?.actions.length ?? 0).toBeLessThanOrEqual(6);
        expect(JSON.stringify(payload).length).toBeLessThan(28 * 1024);
      }
    });
  });
});

describe('a text in parts', () => {
  const limit = fc.oneof(
    fc.record({ most: fc.integer({ min: 20, max: 300 }), measure: fc.constant(inCharacters) }),
    fc.record({ most: fc.integer({ min: 40, max: 600 }), measure: fc.constant(inBytes) }),
  );

  it('loses nothing but white space, and no part is too long', () => {
    fc.assert(
      fc.property(text, limit, (whole, within) => {
        const parts = splitText(whole, within);
        for (const part of parts) expect(within.measure(part)).toBeLessThanOrEqual(within.most);
        expect(parts.join('').replace(/\s/gu, '')).toBe(whole.replace(/\s/gu, ''));
      }),
      { numRuns: 300, seed: 20261123 },
    );
  });

  it('is cut inside no word, number, link or quote that fits into a part', () => {
    const plain = fc.constantFrom(
      'المنتج',
      'يحق',
      '0800 090 190',
      '15 000',
      'https://shop.example.ma/p?a=1',
      '«نص مقتبس من البند»',
      'sav@shop.example.ma',
    );
    fc.assert(
      fc.property(
        fc.array(plain, { minLength: 1, maxLength: 80 }),
        fc.integer({ min: 60, max: 200 }),
        (pieces, most) => {
          const parts = splitText(pieces.join(' ، '), { most, measure: inCharacters });
          expect(parts.flatMap((part) => part.split(/\s?،\s?/u)).filter((piece) => piece !== '')).toEqual(pieces);
        },
      ),
      { numRuns: 300, seed: 20261123 },
    );
  });
});

it('gives every button an id of its own that is short enough for all platforms', () => {
  property((activity) => {
    const ids = choicesOf(activity).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(Buffer.byteLength(id)).toBeLessThanOrEqual(64);
  });
});
