import { type Token, tokenize } from '../tokenize.ts';
import { isArabiziWord } from './arabiziWords.ts';
import { isDarijaWord, isStandardWord } from './darijaWords.ts';
import { isFrenchGrammar, isFrenchWord } from './frenchWords.ts';

/** How a customer writes: Standard Arabic, Darija in Arabic letters, Darija in Latin letters, French, or two of them. */
export type Register = 'msa' | 'darija' | 'arabizi' | 'french' | 'mixed';

/**
 * The register of a message, word by word. Brand names, codes and addresses count for nothing; a few French nouns
 * inside Arabizi are still Arabizi, as Moroccans write it. A text without words is `msa`.
 */
export function readRegister(text: string): Register {
  const counts = countWords(tokenize(withoutNames(text)));
  if (counts.arabic > 0 && counts.latin > 0) return mixedScripts(counts);
  if (counts.arabic > 0) return counts.darija > 0 && counts.darija >= counts.standard * 0.34 ? 'darija' : 'msa';
  return counts.latin > 0 ? latinRegister(counts) : 'msa';
}

interface Counts {
  arabic: number;
  darija: number;
  standard: number;
  latin: number;
  french: number;
  frenchContent: number;
  arabizi: number;
}

function countWords(tokens: readonly Token[]): Counts {
  const counts: Counts = { arabic: 0, darija: 0, standard: 0, latin: 0, french: 0, frenchContent: 0, arabizi: 0 };
  for (const token of tokens) {
    if (token.script === 'arabic') countArabic(counts, token.form);
    if (token.script === 'latin') countLatin(counts, token.form);
  }
  return counts;
}

function countArabic(counts: Counts, word: string): void {
  counts.arabic++;
  if (isDarijaWord(word)) counts.darija++;
  else if (isStandardWord(word)) counts.standard++;
}

/** Words that are neither (names, models) are not counted. One letter says nothing. */
function countLatin(counts: Counts, word: string): void {
  if (isArabiziWord(word) && !(isFrenchWord(word) && !BOTH.has(word))) {
    if (word.length > 1) {
      counts.arabizi++;
      counts.latin++;
    }
  } else if (isFrenchWord(word)) {
    counts.french++;
    counts.latin++;
    if (!isFrenchGrammar(word)) counts.frenchContent++;
  }
}

/** Arabic letters with Latin words: mixed, unless the Latin words are only a stray one beside much Arabic. */
function mixedScripts(counts: Counts): Register {
  if (counts.frenchContent + counts.arabizi === 0 && counts.french < 2) {
    return counts.darija > 0 && counts.darija >= counts.standard * 0.34 ? 'darija' : 'msa';
  }
  return 'mixed';
}

function latinRegister(counts: Counts): Register {
  if (counts.arabizi === 0) return 'french';
  if (counts.french === 0) return 'arabizi';
  const share = counts.french / (counts.french + counts.arabizi);
  if (share < 0.33 || counts.frenchContent === 0) return share > 0.75 ? 'french' : 'arabizi';
  return share > 0.9 ? 'french' : 'mixed';
}

/** E-mail addresses, links, order codes, numbers. */
function withoutNames(text: string): string {
  return text.replace(/\S{0,200}@\S{0,200}|https?:\S{0,500}|\b[A-Z][A-Z\d]{1,4}-[\d-]+/g, ' ');
}

/** Words of both lists that Moroccans mean in Arabizi. */
const BOTH = new Set(['ou', 'mais', 'la', 'ta', 'a', 'o', 'tele', 'stop']);
