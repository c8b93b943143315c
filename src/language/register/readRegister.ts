import { type Token, tokenize } from '../tokenize.ts';
import { isDarijaWord, isStandardWord } from './darijaWords.ts';
import { weighLatinWords } from './latinWords.ts';

/** How a customer writes: Standard Arabic, Darija in Arabic letters, Darija in Latin letters, French, or two of them. */
export type Register = 'msa' | 'darija' | 'arabizi' | 'french' | 'mixed';

/**
 * The register of a message, word by word. Brand names, codes and addresses count for nothing; a few French nouns
 * inside Arabizi are still Arabizi, as Moroccans write it. A text without words is `msa`.
 */
export function readRegister(text: string): Register {
  const tokens = tokenize(withoutNames(text));
  const latin = weighLatinWords(formsIn(tokens, 'latin'));
  const arabic = formsIn(tokens, 'arabic');
  const latinWeight = latin.french + latin.arabizi;
  if (arabic.length === 0) return latinWeight > 0 ? latinRegister(latin) : fallback(tokens);
  if (latinWeight >= STRAY_WEIGHT) return 'mixed';
  return isDarija(arabic) ? 'darija' : 'msa';
}

/** Below this weight, Latin words beside Arabic letters are a stray name. */
const STRAY_WEIGHT = 0.4;
/** Between these shares of French, Latin-script words are a mixture. */
const MIXED_FROM = 0.33;
const FRENCH_FROM = 0.8;

function latinRegister({ french, arabizi }: { french: number; arabizi: number }): Register {
  const share = french / (french + arabizi);
  if (share >= FRENCH_FROM) return 'french';
  return share >= MIXED_FROM ? 'mixed' : 'arabizi';
}

function isDarija(words: readonly string[]): boolean {
  const darija = words.filter((word, at) => isDarijaWord(word, words[at - 1])).length;
  const standard = words.filter(isStandardWord).length;
  return darija > 0 && darija * 3 >= standard;
}

/** Latin words that are in no list: a name or a stray word. French is what such customers mostly write. */
function fallback(tokens: readonly Token[]): Register {
  return tokens.some((token) => token.script === 'latin') ? 'french' : 'msa';
}

function formsIn(tokens: readonly Token[], script: Token['script']): string[] {
  return tokens.filter((token) => token.script === script).map((token) => token.form);
}

/** E-mail addresses, links, order codes. */
function withoutNames(text: string): string {
  return text.replace(/[^\s@]{0,200}@[^\s@]{0,200}|https?:\S{0,500}|\b[A-Z][A-Z\d]{1,4}-[\d-]+/g, ' ');
}
