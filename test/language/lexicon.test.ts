import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { compileLexicon, loadLexicon, readLexicon, tokenize } from '../../src/language/index.ts';

const lexicon = loadLexicon(
  JSON.parse(
    JSON.stringify(
      compileLexicon([
        { msa: ['بطاقة', 'كرت'], darija: ['لاكارط', 'كارط'], arabizi: ['karta'], french: ['carte', 'cartes'] },
        { msa: 'لا يعمل', darija: ['خاسر'] },
        { msa: 'يعمل', darija: ['خدام'] },
        { msa: 'الخاص', darija: ['ديالي'], empty: true },
        { msa: ['رمز سري'], french: ['code secret'] },
        { msa: 'كرت', darija: ['كارطونة'] },
      ]),
    ),
  ),
);

function meanings(text: string): string[] {
  const tokens = tokenize(text);
  const found: string[] = [];
  for (let at = 0; at < tokens.length; ) {
    const meaning = lexicon.at(tokens, at);
    found.push(...(meaning.standard ?? [`?${meaning.concepts.join()}`]));
    at += meaning.length;
  }
  return found;
}

describe('a lexicon', () => {
  test('leads words of every register to the Standard Arabic one', () => {
    expect(meanings('لاكارط karta cartes كرت')).toEqual(['بطاقه', 'بطاقه', 'بطاقه', 'بطاقه']);
  });

  test('sees through small words written together with a word', () => {
    expect(meanings('بلاكارط فالكارط للكارط')).toEqual(['بطاقه', 'بطاقه', 'بطاقه']);
  });

  test('knows phrases before words', () => expect(meanings('le code secret')).toContain('سري'));

  test('gives words that only carry grammar no meaning', () => expect(meanings('الكارط ديالي')).toEqual(['بطاقه']));

  test('adds spellings to a meaning whose word is known already', () => expect(meanings('كارطونة')).toEqual(['بطاقه']));

  test('takes a phrase that is meant apart into the meanings of its words', () => {
    const { concepts } = lexicon.at(tokenize('خاسر'), 0);
    expect(concepts).toContain('يعمل');
  });

  test('leaves unknown words to their stems', () => expect(meanings('والسماعات')[0]).toMatch(/^\?/));

  test('says something for every token of a text', () => {
    const tokens = tokenize('abc 12 的 ديالي');
    for (let at = 0; at < tokens.length; at++) expect(lexicon.at(tokens, at).length).toBeGreaterThan(0);
  });
});

describe('lexicon files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lexicon-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('of the product are sound', () => {
    const known = readLexicon(join(import.meta.dirname, '../../knowledge/language'));
    expect(known.at(tokenize('شحال'), 0).standard).toEqual(['كم']);
    expect(known.at(tokenize('ch7al'), 0).standard).toEqual(['كم']);
  });

  test('name the file of a fault', () => {
    writeFileSync(join(folder, 'dialect.yaml'), 'entries: [{ msa: 5 }]');
    expect(() => readLexicon(folder)).toThrow(/dialect\.yaml[\s\S]*entries\[0\]\.msa/);
  });

  test('that are missing count as empty', () => {
    expect(readLexicon(join(folder, 'nowhere')).at(tokenize('شحال'), 0).standard).toBeUndefined();
  });
});
