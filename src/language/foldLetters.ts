/**
 * Letters that customers use for one another become one letter, and every decimal digit becomes ASCII.
 * Expects decomposed lower-case text without marks (see normalize): there `أ`, `ؤ`, `ئ` are already `ا`, `و`, `ي`.
 */
export function foldLetters(text: string): string {
  return text.replace(FOLDABLE, (letter) => FOLDS.get(letter) ?? letter);
}

/** What a letter is read as; Persian and Moroccan letters (گ ڭ ݣ پ ڤ چ) go to the Arabic letter typed instead of them. */
const FOLDS: ReadonlyMap<string, string> = new Map([
  ...pairs('ٱ', 'ا'),
  ...pairs('ىیېۍۑے', 'ي'),
  ...pairs('ةۃہھە', 'ه'),
  ...pairs('ء', ''),
  ...pairs('گڭݣکڪ', 'ك'),
  ...pairs('پ', 'ب'),
  ...pairs('ڤۋ', 'ف'),
  ...pairs('چژ', 'ج'),
  ...pairs('œ', 'oe'),
  ...pairs('æ', 'ae'),
  ...pairs('ß', 'ss'),
  ...pairs('ø', 'o'),
  ...pairs('ł', 'l'),
  ...pairs('ı', 'i'),
  ...digits('٠'),
  ...digits('۰'),
]);

const FOLDABLE = new RegExp(`[${[...FOLDS.keys()].join('')}]`, 'gu');

function pairs(letters: string, readAs: string): [string, string][] {
  return [...letters].map((letter) => [letter, readAs]);
}

function digits(zero: string): [string, string][] {
  const first = zero.codePointAt(0) ?? 0;
  return Array.from({ length: 10 }, (_, n) => [String.fromCodePoint(first + n), String(n)]);
}
