import { foldLetters } from './foldLetters.ts';
import { letterByLetter } from './letterByLetter.ts';

/**
 * One spelling for what customers write in many: the form that tokens, features and lexicon keys are made of.
 *
 * In: any string, also lone surrogates, control characters, tashkeel, tatweel, bidi marks, emoji, presentation forms.
 * Out: lower-case letters and ASCII digits in words separated by one space. `أإآ→ا`, `ة→ه`, `ى→ي`, `ئ→ي`, `ؤ→و`, `é→e`,
 * `٧→7`, `بزاااف→بزاف`, `merciiii→merci`. Apostrophes and punctuation separate words.
 *
 * Idempotent, never throws, linear in the length of the text.
 */
export function normalize(text: string): string {
  return inOneWalk(text) ?? normalizeWhole(text);
}

/** The same for every text, step by step: the rule that the short way above must keep. */
export function normalizeWhole(text: string): string {
  return foldElongation(separateWords(foldLetters(plainLetters(text))));
}

const inOneWalk = letterByLetter((letter) => foldLetters(plainLetters(letter)));

/** Marks go before decomposition too: a long run of them would make the canonical reordering quadratic. */
function plainLetters(text: string): string {
  return text.toWellFormed().replace(MARKS, '').normalize('NFKD').toLowerCase().replace(MARKS, '');
}

/** Everything but letters and numbers separates words. */
function separateWords(text: string): string {
  return text.replace(NOT_WORD, ' ').trim();
}

/** Three or more of one letter are stress, not spelling; digits are left alone (1000000). */
function foldElongation(text: string): string {
  return text.replace(ELONGATION, '$1');
}

/** Vowel signs, shadda, accents; tatweel and invisible joiners and direction marks behave like them. */
const MARKS = /[\p{M}\p{Cf}\u0640]+/gu;
const NOT_WORD = /[^\p{L}\p{N}]+/gu;
const ELONGATION = /(\p{L})\1{2,}/gu;
