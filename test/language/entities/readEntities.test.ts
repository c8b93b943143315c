import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Entity, normalizePhone, readEntities } from '../../../src/language/index.ts';
import { anyText } from '../../support/anyText.ts';

/** A Sunday, 12:00 in Casablanca. */
const NOW = new Date('2026-11-22T12:00:00Z');

function read(text: string): Entity[] {
  return readEntities(text, { now: NOW, orderPrefixes: ['VIL', 'M4P'] });
}

/** `kind:value` of each, with currency or unit. */
function told(text: string): string[] {
  return read(text).map((entity) => {
    if (entity.kind === 'amount') return `amount:${entity.value} ${entity.currency}`;
    if (entity.kind === 'count') return `count:${entity.value} ${entity.unit}`;
    return `${entity.kind}:${entity.value}`;
  });
}

describe('order numbers', () => {
  test.each([
    ['رقم الطلب 5261117836207719', '5261117836207719'],
    ['رقم الطلب ٥٢٦١١١٧٨٣٦٢٠٧٧١٩', '5261117836207719'],
    ['5261 1178 3620 7719', '5261117836207719'],
    ['5261-1178-3620-7719', '5261117836207719'],
    ['1234567890123456789', '1234567890123456789'],
    ['الطلبية VIL-10251', 'VIL-10251'],
    ['vil 10251 فين وصلات', 'VIL-10251'],
    ['vil10251', 'VIL-10251'],
    ['\u200eM4P-2026-0042\u200f', 'M4P-2026-0042'],
    ['m4p 2026 0042', 'M4P-2026-0042'],
    ['M4P–2026–0042', 'M4P-2026-0042'],
    ['commande ABC-88231', 'ABC-88231'],
    ['la commande dyali num 48213', '48213'],
    ['طلبي رقم 48213', '48213'],
  ])('are read from %j', (text, number) => expect(told(text)).toEqual([`orderNumber:${number}`]));

  test.each(['Redmi Note 14', 'Xiaomi TV A 43', '12345678901234567890', 'COVID-19', 'iPhone 15'])(
    'are not read from %j',
    (text) => expect(told(text)).toEqual([]),
  );
});

describe('phones', () => {
  test.each([
    '0612345678',
    '06 12 34 56 78',
    '06.12.34.56.78',
    '06-12-34-56-78',
    '+212612345678',
    '+212 6 12 34 56 78',
    '00212612345678',
    '00 212 612-345678',
    '(+212) 0612345678',
    '212612345678',
    '٠٦١٢٣٤٥٦٧٨',
    '٠٦ ١٢ ٣٤ ٥٦ ٧٨',
    '\u200e+212\u200f 612345678',
    '612345678',
  ])('are read from %j in one form', (phone) => {
    expect(told(`رقمي ${phone}`)).toEqual(['phone:+212612345678']);
    expect(normalizePhone(phone)).toBe('+212612345678');
  });

  test('keep apart from an order number beside them', () => {
    expect(told('0612345678 5261117836207719')).toEqual(['phone:+212612345678', 'orderNumber:5261117836207719']);
    expect(told('5261117836207719 06 12 34 56 78')).toEqual(['orderNumber:5261117836207719', 'phone:+212612345678']);
    expect(told('2026-03-12 0612345678')).toEqual(['date:2026-03-12', 'phone:+212612345678']);
  });

  test('of other countries keep their prefix', () => expect(told('+33 6 12 34 56 78')).toEqual(['phone:+33612345678']));

  test('normalizing tells what is none', () => expect(normalizePhone('5261117836207719')).toBeUndefined());
});

describe('e-mails', () => {
  test.each([
    ['K.Tazi@Example.COM', 'k.tazi@example.com'],
    ['راسلوني على sara_92@mail.example.org.', 'sara_92@mail.example.org'],
    ['sara @ example.com', 'sara@example.com'],
  ])('are read from %j in lower case', (text, email) => expect(told(text)).toEqual([`email:${email}`]));

  test('do not give their digits away', () => expect(told('ali0612345678@example.com')).toHaveLength(1));
});

describe('dates', () => {
  test.each([
    ['وصلني البارح', '2026-11-21'],
    ['توصلت به أمس', '2026-11-21'],
    ['ول البارح', '2026-11-20'],
    ['avant-hier', '2026-11-20'],
    ['lbare7', '2026-11-21'],
    ["aujourd'hui", '2026-11-22'],
    ['غدا', '2026-11-23'],
    ['قبل ثلاثة أيام', '2026-11-19'],
    ['منذ ٣ أيام', '2026-11-19'],
    ['من يومين', '2026-11-20'],
    ['هادي 8 ايام', '2026-11-14'],
    ['هادي جوج سيمانات', '2026-11-08'],
    ['hadi 3 yam', '2026-11-19'],
    ['khamsa d yam hadi', '2026-11-17'],
    ['il y a 5 jours', '2026-11-17'],
    ['ça fait dix jours', '2026-11-12'],
    ['simana li fatet', '2026-11-15'],
    ['السيمانة اللي فاتت', '2026-11-15'],
    ['الشهر الماضي', '2026-10-22'],
    ['la semaine dernière', '2026-11-15'],
    ['قبل شهر', '2026-10-22'],
    ['يوم الاثنين', '2026-11-16'],
    ['lundi dernier', '2026-11-16'],
    ['mardi prochain', '2026-11-24'],
    ['يوم الأحد', '2026-11-15'],
    ['12 مارس 2026', '2026-03-12'],
    ['12 نونبر', '2026-11-12'],
    ['le 1er décembre', '2025-12-01'],
    ['12/03/2026', '2026-03-12'],
    ['12-3-26', '2026-03-12'],
    ['2026-03-12', '2026-03-12'],
    ['١٢/٠٣/٢٠٢٦', '2026-03-12'],
    ['15/11', '2026-11-15'],
    ['نهار 12', '2026-11-12'],
  ])('are read from %j', (text, date) => expect(told(text)).toEqual([`date:${date}`]));

  test.each(['أكثر من 10 أيام', 'خلال 7 أيام', '31/02/2026', 'الأحدث'])('are not read from %j', (text) => {
    expect(read(text).filter(({ kind }) => kind === 'date')).toEqual([]);
  });

  test('are counted from the Moroccan day', () => {
    const [date] = readEntities('اليوم', { now: new Date('2026-07-01T23:30:00Z') });
    expect(date).toMatchObject({ value: '2026-07-02' });
  });

  test('say how roughly they were put', () => {
    expect(read('الشهر الماضي')[0]).toMatchObject({ precision: 'month' });
    expect(read('هادي شي سيمانة')[0]).toMatchObject({ precision: 'week', value: '2026-11-15' });
    expect(read('هادي 8 ايام')[0]).toMatchObject({ precision: 'day' });
  });
});

describe('amounts', () => {
  test.each([
    ['299 درهم', '299 MAD'],
    ['1 299,50 DH', '1299.5 MAD'],
    ['1.299,00 dhs', '1299 MAD'],
    ['٢٩٩٫٥٠ درهم', '299.5 MAD'],
    ['500dh', '500 MAD'],
    ['dh500', '500 MAD'],
    ['MAD 300', '300 MAD'],
    ['خمسة وعشرين درهم', '25 MAD'],
    ['ألف ومئتين درهم', '1200 MAD'],
    ['تلتمية وخمسين درهم', '350 MAD'],
    ['3 آلاف درهم', '3000 MAD'],
    ['cent vingt dirhams', '120 MAD'],
    ['quatre-vingt-dix dh', '90 MAD'],
    ['ألف ريال', '50 MAD'],
    ['20 euros', '20 EUR'],
  ])('are read from %j', (text, amount) => expect(told(text)).toEqual([`amount:${amount}`]));
});

describe('counts', () => {
  test.each([
    ['خلال 7 أيام', '7 day'],
    ['خمسطاش نهار', '15 day'],
    ['vingt et un jours', '21 day'],
    ['f 24h', '24 hour'],
    ['جوج حوايج', '2 piece'],
    ['شهرين', '2 month'],
    ['3 semaines', '3 week'],
    ['سنتين', '2 year'],
  ])('are read from %j', (text, count) => expect(told(text)).toEqual([`count:${count}`]));
});

describe('reading entities', () => {
  test('gives several in the order of the text, each with its words', () => {
    const found = read('طلبت VIL-10251 البارح ب 300 درهم، تيليفوني 0612345678');
    expect(found.map(({ kind, text }) => [kind, text])).toEqual([
      ['orderNumber', 'VIL-10251'],
      ['date', 'البارح'],
      ['amount', '300 درهم'],
      ['phone', '0612345678'],
    ]);
    expect(found.map(({ start }) => start)).toEqual(found.map(({ start }) => start).sort((a, b) => a - b));
  });

  test('never throws', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        read(text);
      }),
    );
  });

  test.each([
    ['digits', '1'.repeat(100_000)],
    ['spaced digits', '1 '.repeat(50_000)],
    ['letters', 'a'.repeat(100_000)],
    ['at signs', 'a@'.repeat(50_000)],
    ['phones', '0612345678 '.repeat(9_000)],
    ['dates', 'هادي 3 ايام '.repeat(8_000)],
    ['number words', 'خمسة و'.repeat(16_000)],
    ['order words', 'commande dyali '.repeat(6_500)],
    ['points', '1.'.repeat(50_000)],
  ])('takes 100,000 characters of %s at once', (_, text) => {
    const started = performance.now();
    read(text);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
