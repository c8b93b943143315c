/**
 * The middle of a word, with what grammar glues to it removed: articles, prepositions, verb prefixes (also Moroccan
 * `ك/ت/غ` + person and Levantine `ب` + person), possessive and object endings, plural endings, the `ش` of negation.
 *
 * In: a normalized Arabic-script word. Out: at least two letters of it; a short word is returned as it is.
 * It over-cuts now and then (`بنك` stays, `كتاب` → `كتاب`), on purpose in the same way for every spelling of a word.
 */
export function lightStem(word: string): string {
  return withoutSuffix(withoutPrefix(withoutNegation(word)));
}

/** French endings that do not change what a word is about: plural, feminine, common verb and noun endings. */
export function lightStemFrench(word: string): string {
  if (word.length < 5) return word.length === 4 && word.endsWith('s') ? word.slice(0, -1) : word;
  const singular = word.replace(/(?:aux|[sx])$/, (end) => (end === 'aux' ? 'al' : ''));
  const cut = singular.replace(FRENCH_ENDING, '');
  return cut.length >= 3 ? cut : singular;
}

/** `معجبنيش`, `ماوصلنيش`, `بزبطش`: the word between `ما` and `ش`. */
function withoutNegation(word: string): string {
  if (word.length < 5 || !word.endsWith('ش')) return word;
  const start = word.startsWith('ما') && word.length > 5 ? 2 : word.startsWith('م') ? 1 : 0;
  return word.slice(start, -1);
}

function withoutPrefix(word: string): string {
  for (const prefix of PREFIXES) {
    if (word.length - prefix.length >= 3 && word.startsWith(prefix)) return word.slice(prefix.length);
  }
  return word;
}

function withoutSuffix(word: string): string {
  let rest = word;
  for (let round = 0; round < 2; round++) {
    const shorter = cutSuffix(rest);
    if (shorter === rest) return rest;
    rest = shorter;
  }
  return rest;
}

function cutSuffix(word: string): string {
  for (const suffix of SUFFIXES) {
    if (word.length - suffix.length >= 3 && word.endsWith(suffix)) return word.slice(0, -suffix.length);
  }
  return word;
}

/** Longest first. The second row is verbs: `كن كت كي` (Moroccan present), `غن غت غي` (future), `بت بي بن` (Levantine). */
const PREFIXES = byLength(
  'وال فال بال كال عال هال وبال ولل لل ال و ف ب ل ' +
    'كان كات كاي كن كت كي تان تات تاي تن تي غان غات غاي غادي غن غت غي بت بي بن سي ست سن وي وت ون ي ت ن ا است مت من م',
);
const SUFFIXES = byLength('ها هم هن كم نا ني ي ك ه ات ين ون ان تي ته تها تك و وا وني ت تو لي ليا لو لهم لكم يا ا');
const FRENCH_ENDING =
  /(?:issements?|ements?|ations?|ateurs?|ement|ation|ateur|ances?|euses?|iez|ions|ees?|ent|ant|ait|ais|er|ez|ee|es|e|r)$/;

function byLength(words: string): string[] {
  return words.split(' ').sort((a, b) => b.length - a.length);
}
