import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lightStem, lightStemFrench, skeleton, tokenize, transliterate } from '../../src/language/index.ts';
import { stemArabizi } from '../../src/language/stem.ts';
import { anyText } from '../support/anyText.ts';

describe('tokenize', () => {
  test('tells scripts apart and cuts words where the script changes', () => {
    expect(tokenize('واش الcarte ديالي 3ndkom 25?').map(({ form, script }) => `${form}:${script}`)).toEqual([
      'واش:arabic',
      'ال:arabic',
      'carte:latin',
      'ديالي:arabic',
      '3ndkom:latin',
      '25:number',
    ]);
  });

  test('never throws and never makes an empty word', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(tokenize(text).every(({ form }) => form.length > 0)).toBe(true);
      }),
    );
  });
});

describe('lightStem', () => {
  test.each([
    ['نرجع', 'كنرجع', 'غنرجع', 'يرجع', 'رجع'],
    ['بطاقتي', 'البطاقات', 'بطاقتها', 'ببطاقتي'],
    ['وصلت', 'وصلاتني', 'ماوصلنيش', 'توصلت'],
    ['حسابي', 'لحسابي', 'بحسابك'],
    ['تحويلات', 'التحويل', 'تحويلك'],
  ])('gives forms of one word one stem: %s', (...forms) => {
    expect(new Set(forms.map(lightStem)).size).toBe(1);
  });

  test('leaves at least two letters', () => {
    const words = fc.string({ unit: fc.constantFrom(...'ابتثجحخدرزسشصضطعغفقكلمنهوي'), minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(words, (word) => {
        expect(lightStem(word).length).toBeGreaterThanOrEqual(2);
      }),
    );
  });

  test.each([
    ['commande', 'commandes'],
    ['remboursement', 'remboursements', 'rembourser'],
    ['garantie', 'garanties'],
  ])('gives French forms one stem: %s', (...forms) => {
    expect(new Set(forms.map(lightStemFrench)).size).toBe(1);
  });
});

describe('skeleton', () => {
  test.each([
    ['نرجع', 'nrje3', 'nrejje3', 'nrj3'],
    ['كارط', 'carte', 'karta'],
    ['شحال', 'ch7al', 'chhal', 'sh7al'],
    ['صيفط', 'sifet', 'sayfet'],
    ['خدام', 'khdam', '5dam', 'kheddam'],
    ['غادي', 'ghadi', '4adi'],
    ['فلوس', 'flous', 'flouss'],
  ])('is the same in every script: %s', (...spellings) => {
    expect(new Set(spellings.map(skeleton)).size).toBe(1);
  });
});

describe('transliterate', () => {
  test.each([
    ['bghit', 'بغيت'],
    ['nrejje3', 'نرجع'],
    ['kayrje3', 'كيرجع'],
    ['flous', 'فلوس'],
  ])('writes %s as %s', (arabizi, arabic) => expect(transliterate(arabizi)).toBe(arabic));

  test('lets Arabizi use the Arabic stemmer', () => {
    expect(['kanrje3', 'katrej3o', 'ghanrje3'].map(stemArabizi)).toEqual(['رجع', 'رجع', 'رجع']);
  });
});
