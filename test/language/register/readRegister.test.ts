import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRegister } from '../../../src/language/index.ts';
import { anyText } from '../../support/anyText.ts';

describe('readRegister', () => {
  test.each([
    ['هل يمكنني إعادة الهاتف بعد فتح العلبة؟', 'msa'],
    ['كم تستغرق مدة التوصيل إلى مراكش؟', 'msa'],
    ['اشتريت هاتف Redmi Note 14 من متجركم', 'msa'],
    ['أين وصلت الطلبية رقم ABC-10299؟', 'msa'],
    ['شكرا جزيلا', 'msa'],
    ['واش نقدر نبدل القياس ديال الصباط؟', 'darija'],
    ['ما وصلني والو وعييت نتسنى', 'darija'],
    ['كتقبلو الخلاص فاش توصل السلعة؟', 'darija'],
    ['ما بغيتش', 'darija'],
    ['wach n9der nbeddel l9yas dyal sebbat?', 'arabizi'],
    ['ma wselni walo', 'arabizi'],
    ['chhal katakhdo f twsil l agadir', 'arabizi'],
    ['wakha', 'arabizi'],
    ["Est-ce que je peux changer la taille d'une chaussure ?", 'french'],
    ['jai rien recu jusqua maintenant', 'french'],
    ['merci', 'french'],
    ['واش la livraison فابور؟', 'mixed'],
    ['bonjour, بغيت نعرف الثمن', 'mixed'],
    ['je veux savoir wach la garantie kat3ni kolchi', 'mixed'],
    ['merci bzaf', 'mixed'],
  ])('reads %j as %s', (text, register) => expect(readRegister(text)).toBe(register));

  test('takes a text without words as Standard Arabic', () => {
    for (const text of ['', '😀', '12', '؟']) expect(readRegister(text)).toBe('msa');
  });

  test('never throws', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        readRegister(text);
      }),
    );
  });

  test('reads 100,000 characters at once', () => {
    const started = performance.now();
    readRegister('a@'.repeat(50_000));
    readRegister('wach الله '.repeat(10_000));
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
