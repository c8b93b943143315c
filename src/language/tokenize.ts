import { normalize } from './normalize.ts';

/** How a word is written. Arabizi counts as `latin`: its digits are letters (`3ndi`, `n9der`). */
export type Script = 'arabic' | 'latin' | 'number' | 'other';

/** One word of a text: its normalized form and its script. */
export interface Token {
  readonly form: string;
  readonly script: Script;
}

/** Words of a text in order. Words that mix scripts are cut where the script changes: `الcarte` → `ال`, `carte`. */
export function tokenize(text: string): Token[] {
  return tokenizeNormalized(normalize(text));
}

/** The same for text that has already gone through `normalize`. */
export function tokenizeNormalized(normalized: string): Token[] {
  const tokens: Token[] = [];
  for (const match of normalized.matchAll(WORD_PIECE)) tokens.push({ form: match[0], script: scriptOf(match[0]) });
  return tokens;
}

function scriptOf(form: string): Script {
  if (ARABIC.test(form)) return 'arabic';
  if (LATIN.test(form)) return 'latin';
  return DIGITS.test(form) ? 'number' : 'other';
}

const WORD_PIECE = /\p{Script=Arabic}+|[\p{Script=Latin}\d]+|[^\s\p{Script=Arabic}\p{Script=Latin}\d]+/gu;
const ARABIC = /^\p{Script=Arabic}/u;
const LATIN = /\p{Script=Latin}/u;
const DIGITS = /^\d+$/;
