import { lightStem, lightStemFrench } from './lightStem.ts';
import { transliterate } from './transliterate.ts';

/** The stem of a normalized word in whichever script it is: Latin letters are read as French. */
export function stemWord(word: string): string {
  return LATIN.test(word) ? lightStemFrench(word) : lightStem(word);
}

/** The stem of a normalized word with Latin letters read as Arabizi: `kanrje3` → `رجع`. */
export function stemArabizi(word: string): string {
  return lightStem(LATIN.test(word) ? transliterate(word) : word);
}

const LATIN = /[a-z]/;
