/**
 * The forms of a word that the search compares, from strict to loose: stem, root letters, letter groups. All expect a
 * normalized word (see language/normalize) and give words of other scripts back as they are.
 *
 * The stem differs from language/lightStem on purpose: that one also cuts Moroccan and Levantine verb prefixes, which in
 * Standard Arabic paragraphs cuts letters of the root and costs 2 points of right first paragraphs (docs/search.md).
 */

/** A word without article, glued conjunctions and prepositions, and up to two endings; at least three letters stay. */
export function searchStem(word: string): string {
  if (!ARABIC.test(word)) return word;
  return withoutSuffix(withoutSuffix(withoutPrefix(word)));
}

/**
 * The letters that a word shares with its relatives: a stem without long vowels after the first letter, and without a
 * leading letter that conjugates or forms participles if three others remain: `مكتوب`, `كاتبة`, `كتاب` all give `كتب`.
 */
export function rootLetters(stem: string): string {
  if (!ARABIC.test(stem)) return stem;
  const bones = stem.charAt(0) + stem.slice(1).replace(WEAK, '');
  return bones.length >= 4 && FORMATIVE.includes(bones.charAt(0)) ? bones.slice(1) : bones;
}

/** All runs of `size` letters of a word with its borders marked; a shorter word is one run. */
export function letterGroups(word: string, size: number): string[] {
  const bordered = `<${word}>`;
  if (bordered.length <= size) return [bordered];
  return Array.from({ length: bordered.length - size + 1 }, (_, start) => bordered.slice(start, start + size));
}

const ARABIC = /^\p{Script=Arabic}/u;
const PREFIXES = 'وبال وال فال بال كال ولل لل ال و ف ب ل'.split(' ');
const SUFFIXES = 'ها هم هن كم نا ات ين ون ان تي يه ته تها ني ي ك ه ت وا ا'
  .split(' ')
  .sort((a, b) => b.length - a.length);
const WEAK = /[اويئ]/g;
const FORMATIVE = 'اتينم';
const SHORTEST = 3;

function withoutPrefix(word: string): string {
  const prefix = PREFIXES.find((each) => word.length - each.length >= SHORTEST && word.startsWith(each));
  return prefix ? word.slice(prefix.length) : word;
}

function withoutSuffix(word: string): string {
  const suffix = SUFFIXES.find((each) => word.length - each.length >= SHORTEST && word.endsWith(each));
  return suffix ? word.slice(0, -suffix.length) : word;
}
