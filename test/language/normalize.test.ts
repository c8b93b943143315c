import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalize } from '../../src/language/index.ts';
import { normalizeWhole } from '../../src/language/normalize.ts';
import { anyText } from '../support/anyText.ts';

describe('normalize', () => {
  test.each([
    ['أُريدُ إرجاعَ المُنتَجِ', 'اريد ارجاع المنتج'],
    ['بزاااااف', 'بزاف'],
    ['merciiiii', 'merci'],
    ['الطلبيّة رقم ٥٢٦', 'الطلبيه رقم 526'],
    ['۱۲۳', '123'],
    ['مسؤول، قائمة؛ شيء', 'مسوول قايمه شي'],
    ['ڭيشي گارونتي پرو ڤيزا', 'كيشي كارونتي برو فيزا'],
    ['على ــ عـــلى', 'علي علي'],
    ["J'ai déjà reçu l'Écran", 'j ai deja recu l ecran'],
    ['\u200fسلام\u200e 😀👍🏽 khoya!!', 'سلام khoya'],
    ['ﻻ ﷲ', 'لا الله'],
    ['1000000', '1000000'],
    ['', ''],
    ['؟!… 😡', ''],
  ])('writes %j as %j', (text, expected) => expect(normalize(text)).toBe(expected));

  test('changes nothing the second time', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(normalize(normalize(text))).toBe(normalize(text));
      }),
      { numRuns: 2000 },
    );
  });

  test('changes nothing the second time for any single character', () => {
    for (let code = 0; code <= 0xffff; code++) {
      const once = normalize(`a${String.fromCharCode(code)}b`);
      if (normalize(once) !== once) expect.fail(`U+${code.toString(16)} is written ${JSON.stringify(once)}`);
    }
  });

  test('takes no short way to another result, whatever stands beside a character', () => {
    for (let code = 0; code <= 0xffff; code++) {
      const letter = String.fromCharCode(code);
      const text = `ا${letter}${letter}${letter} b${letter}1${letter}`;
      if (normalize(text) !== normalizeWhole(text)) expect.fail(`U+${code.toString(16)} is read otherwise`);
    }
    fc.assert(
      fc.property(anyText, (text) => {
        expect(normalize(text)).toBe(normalizeWhole(text));
      }),
      { numRuns: 5000 },
    );
  });

  test('leaves letters, digits and single spaces only', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(normalize(text)).toMatch(/^(?:[\p{L}\p{N}]+(?: [\p{L}\p{N}]+)*)?$/u);
      }),
    );
  });

  test.each([
    ['one word', 'ب'.repeat(100_000)],
    ['marks in wrong order', 'a\u0301\u0323'.repeat(33_000)],
    ['nothing but marks', '\u0301\u0323'.repeat(50_000)],
    ['lone surrogates', '\ud800'.repeat(100_000)],
    ['words', 'سلام khoya 12 '.repeat(7_000)],
  ])('reads 100,000 characters of %s at once', (_, text) => {
    const started = performance.now();
    normalize(text);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
