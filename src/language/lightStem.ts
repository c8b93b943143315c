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
  return cutPrefix(withoutProclitic(word), PREFIXES);
}

/** Conjunctions and prepositions are cut only where no common root begins with their letter. */
function withoutProclitic(word: string): string {
  const bare = cutPrefix(word, ARTICLES);
  if (bare !== word || ROOTS.test(word)) return bare;
  return PROCLITIC.test(word) ? word.slice(1) : word;
}

function cutPrefix(word: string, prefixes: readonly string[]): string {
  for (const prefix of prefixes) {
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

/** Four letters are enough after `ب`, the Levantine present (`بدفع`, `بقدر`). */
const PROCLITIC = /^(?:[وفلكد](?=.{4})|ب(?=.{3}))/u;
const ARTICLES = byLength('وال فال بال كال عال هال وبال ولل لل ال');
const ROOTS =
  /^(?:بطا[قر]|بنك|بلد|بلا|بريد|بيان|باي|بضاع|برنا|بعد|بعض|بدل|بدي|بحث|بعث|بلوك|بنا?ت|بور|كود|كار|كشف|كون|كرت|كلم|كول|كومو|كامل|كتب|كتا|كثير|كاش|كيشي|كيف|فلوس|فتح|فعل|فات|فاك|فير|فرع|فحص|فشل|فقد|فتر|فرق|فيز|فري|وصل|وصول|وقت|وقع|وقف|وثي|وثا|وكا|ورق|وضع|وجد|ولد|وسي|وسا|واح|لوح|لغ|ليفر|لون|لمس|لقي|لاز|دفع|دول|درهم|دار|داخ|دخل|دير|كن[\u0621-\u064a]|كي[\u0621-\u064a]|كت[\u0621-\u064a])/u;
/** Verbs: `كن كت كي` (Moroccan present), `غن غت غي` (future), `بت بي بن` (Levantine); nouns and participles: `م ت`. */
const PREFIXES = byLength(
  'كان كات كاي كن كت كي تان تات تاي غان غات غاي غادي غن غت غي بت بي بن سي ست سن ي ت ن ا است مت من م',
);
const SUFFIXES = byLength('ها هم هن كم نا ني ي ك ه ات ين ون ان تي ته تها تك و وا وني ت تو لي ليا لو لهم لكم يا ا');
const FRENCH_ENDING =
  /(?:issements?|ements?|ations?|ateurs?|ement|ation|ateur|ances?|euses?|iez|ions|ees?|ent|ant|ait|ais|er|ez|ee|es|e|r)$/;

function byLength(words: string): string[] {
  return words.split(' ').sort((a, b) => b.length - a.length);
}
