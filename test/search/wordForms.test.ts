import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asksAmount, isEmptyWord } from '../../src/search/questionWords.ts';
import { letterGroups, rootLetters, searchStem } from '../../src/search/wordForms.ts';

describe('word forms', () => {
  test.each([
    ['والمنتجات', 'منتج'],
    ['بالضمان', 'ضمان'],
    ['للمشتري', 'مشتر'],
    ['طلبها', 'طلب'],
    ['يوم', 'يوم'],
    ['xiaomi', 'xiaomi'],
    ['2018', '2018'],
  ])('the stem of %s is %s', (word, stem) => {
    expect(searchStem(word)).toBe(stem);
  });

  test('relatives share their root letters', () => {
    const roots = (...words: string[]): string[] => words.map((word) => rootLetters(searchStem(word)));
    expect(roots('مكتوب', 'كاتب', 'كتاب', 'الكتب', 'يكتبون')).toEqual(['كتب', 'كتب', 'كتب', 'كتب', 'كتب']);
    expect(roots('تاسست', 'تاسيس')).toEqual(['تسس', 'تسس']);
  });

  test('a stem keeps at least three letters of a longer word and is a piece of it', () => {
    const word = fc.string({ unit: fc.constantFrom(...'ابتثجحخدذرزسشصضطظعغفقكلمنهوي'), minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(word, (each) => {
        const stem = searchStem(each);
        expect(each).toContain(stem);
        expect(stem.length).toBeGreaterThanOrEqual(Math.min(3, each.length));
      }),
    );
  });

  test('letter groups cover a word with its borders, and a short word is one group', () => {
    expect([letterGroups('كتاب', 4), letterGroups('و', 4)]).toEqual([['<كتا', 'كتاب', 'تاب>'], ['<و>']]);
  });
});

describe('question words', () => {
  test('carry nothing to search for', () => {
    expect(['متي', 'ماهو', 'في', 'الضمان'].map(isEmptyWord)).toEqual([true, true, true, false]);
  });

  test('tell when an amount is asked for', () => {
    expect(['كم', 'بكم', 'مدتها', 'الثمن', 'وعدد', 'كما', 'كمال'].map(asksAmount)).toEqual([
      true,
      true,
      false,
      true,
      true,
      false,
      false,
    ]);
  });
});
