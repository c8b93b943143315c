import type { Lexicon } from './lexicon.ts';
import { tokenize } from './tokenize.ts';

/**
 * A message with every word that the lexicon knows replaced by its Standard Arabic meaning, for searching Arabic text:
 * `ch7al d nhar bach nrej3` → `كم يوم ارجاع`. Words without a meaning of their own are left out; unknown ones stay.
 */
export function toStandardArabic(lexicon: Lexicon, message: string): string {
  const tokens = tokenize(message);
  const words: string[] = [];
  for (let at = 0; at < tokens.length; ) {
    const { standard, concepts, length } = lexicon.at(tokens, at);
    const said = tokens.slice(at, at + length).map((token) => token.form);
    // Arabic words keep their own form too: the lexicon names only one of the words for a meaning.
    if (tokens[at]?.script === 'arabic') words.push(...said);
    words.push(...(standard ?? concepts).filter((word) => !said.includes(word)));
    at += length;
  }
  return words.join(' ');
}
