export type Direction = 'rtl' | 'ltr';

const ARABIC = /\p{Script=Arabic}/u;
const LATIN = /\p{Script=Latin}/u;

/**
 * The direction in which a text is read. The first letter alone misleads in a shop: Arabic sentences begin with brand
 * names, and French ones hold an Arabic word. So words are counted, and the first one weighs more.
 */
export function directionOf(text: string, otherwise: Direction): Direction {
  const words = text.split(/\s+/);
  const arabic = words.filter((word) => ARABIC.test(word)).length;
  const latin = words.filter((word) => LATIN.test(word) && !ARABIC.test(word)).length;
  if (arabic + latin === 0) return otherwise;
  const first = /\p{Script=Arabic}|\p{Script=Latin}/u.exec(text)?.[0] ?? '';
  if (ARABIC.test(first)) return arabic * 3 >= latin ? 'rtl' : 'ltr';
  return arabic > latin ? 'rtl' : 'ltr';
}
