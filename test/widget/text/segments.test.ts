import { describe, expect, test } from 'vitest';
import { directionOf } from '../../../src/widget/text/direction.ts';
import { safeHref, segmentsOf } from '../../../src/widget/text/segments.ts';

/** What stands apart in an Arabic line, in its order. */
function apart(line: string): string[] {
  return segmentsOf(line, 'rtl').flatMap((segment) => (segment.kind === 'text' ? [] : segment.text));
}

function hrefs(line: string): string[] {
  return segmentsOf(line, 'rtl').flatMap((segment) => (segment.kind === 'link' ? segment.href : []));
}

test.each([
  ['هاتف Xiaomi 14 Pro جديد', ['Xiaomi 14 Pro']],
  ['طلبي رقم #MA-2024/118 لم يصل', ['#MA-2024/118']],
  ['خلال 7-15 يومًا بخصم 10%', ['7-15', '10%']],
  ['البند 8.1، ثم 14-b.', ['8.1', '14-b']],
  ['سبعة (7) أيام', ['7']],
  ['السعر 1.250,50 درهم', ['1.250,50']],
  ['شريت Redmi Note 14 Pro+ 5G يوم 12/11', ['Redmi Note 14 Pro+ 5G', '12/11']],
  ['Bonjour, je regarde votre commande. لحظة من فضلك', ['Bonjour, je regarde votre commande']],
  ['قال: ma commande n°52 (Xiaomi 14T) n’est pas là ! وشكرا', ['ma commande n°52 (Xiaomi 14T) n’est pas là']],
  ['الطلب (Xiaomi 14T) لم يصل', ['Xiaomi 14T']],
  ['بعد 7, 30 أو 60 يومًا', ['7', '30', '60']],
  ['لا شيء هنا', []],
])('in «%s» stands apart %j', (line, expected) => {
  expect(apart(line)).toEqual(expected);
});

test.each([
  ['راسلنا على Info@maroc4products.com.', ['mailto:Info@maroc4products.com']],
  ['انظر (https://www.mi.com/ma-ar/)، أو www.village.ma.', ['https://www.mi.com/ma-ar/', 'https://www.village.ma/']],
  ['الهاتف 0800 090 190', ['tel:0800090190']],
  ['واتساب +212 661-23-45-67 أو 00212661234567', ['tel:+212661234567', 'tel:+212661234567']],
  ['طلب 4411223344 و 202611220001', []],
  ['javascript:alert(1) data:text/html,x file:///etc/passwd', []],
  ['Https://shop.ma/x HTTP://SHOP.MA', ['https://shop.ma/x', 'http://shop.ma/']],
  ['https://', []],
])('links of «%s» are %j', (line, expected) => {
  expect(hrefs(line)).toEqual(expected);
});

test('the segments of a line are the line', () => {
  for (const line of ['a ب c', 'https://x.ma/ب؟ 0661234567', '', '😀 ١٢٣ abc', '<b>&amp;</b> "']) {
    for (const direction of ['rtl', 'ltr'] as const) {
      expect(
        segmentsOf(line, direction)
          .map(({ text }) => text)
          .join(''),
      ).toBe(line);
    }
  }
});

test('a line of 100,000 characters is cut in well under a second', () => {
  const began = performance.now();
  for (const piece of ['1 ', 'a.', 'ab@', 'http://', '0', '«(', 'a, ', 'a (b) ', 'a (', 'a+ '])
    segmentsOf(piece.repeat(100_000 / piece.length), 'rtl');
  expect(performance.now() - began).toBeLessThan(1500);
});

test('only pages, mail and phone numbers are opened', () => {
  expect(safeHref('https://mi.com/')).toBe('https://mi.com/');
  for (const address of [
    'javascript:alert(1)',
    ' JaVaScRiPt:x',
    'data:,x',
    'blob:x',
    'ftp://x',
    '/path',
    7,
    undefined,
  ]) {
    expect(safeHref(address)).toBeUndefined();
  }
});

describe('the direction of a line', () => {
  test.each([
    ['كم يومًا لديّ؟', 'rtl'],
    ['Village.ma هو متجر مغربي', 'rtl'],
    ['عندي Xiaomi 14 Pro Max', 'rtl'],
    ['bghit nrje3 had telephone', 'ltr'],
    ['Je veux retourner le produit', 'ltr'],
    ['Combien de jours pour الإرجاع du produit', 'ltr'],
  ] as const)('of «%s» is %s', (line, expected) => {
    expect(directionOf(line, 'rtl')).toBe(expected);
  });

  test('of a line without letters is that of its surroundings', () => {
    expect(directionOf('12345 ؟', 'rtl')).toBe('rtl');
    expect(directionOf('😀', 'ltr')).toBe('ltr');
  });
});
