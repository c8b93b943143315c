import { normalize } from './normalize.ts';
import { skeleton } from './skeleton.ts';
import { stemArabizi, stemWord } from './stem.ts';
import type { Token } from './tokenize.ts';
import { WordTable } from './wordTable.ts';

const LONGEST_PHRASE = 3;
const SHORTEST_SKELETON = 3;
const DOUBTFUL = -1;

/** One meaning and the words for it: an element of `entries` in knowledge/language/dialect.yaml and lexicon.yaml. */
export interface LexiconEntry {
  /** Standard Arabic word or short phrase, or several; the first one names the meaning. */
  readonly msa: string | readonly string[];
  readonly darija?: readonly string[] | undefined;
  readonly arabizi?: readonly string[] | undefined;
  readonly french?: readonly string[] | undefined;
  /** Eastern words that appear in public Arabic text: `ليش`, `بدي`. */
  readonly levantine?: readonly string[] | undefined;
  /** True for words that only carry grammar (`ديال`, `راه`): they then add no meaning to a text. */
  readonly empty?: boolean | undefined;
}

/**
 * A lexicon as plain JSON, made once at build time: the Standard Arabic phrases that are meant (the first is empty:
 * "no meaning of its own"), and tables from spellings, stems and consonant skeletons to them (base64, see WordTable).
 */
export interface CompiledLexicon {
  readonly meanings: readonly string[];
  readonly phrases: string;
  readonly stems: string;
  readonly skeletons: string;
}

/** What a run of words means. */
export interface Meaning {
  /** The Standard Arabic words meant, if the lexicon knows the run; none for words that only carry grammar. */
  readonly standard: readonly string[] | undefined;
  /** What each word of it is about: the lexicon's own meanings, or stems of words that it does not know. */
  readonly concepts: readonly string[];
  /** How many tokens it took. */
  readonly length: number;
}

/** Finds the meaning that starts at one token of a text. */
export interface Lexicon {
  at(tokens: readonly Token[], start: number): Meaning;
}

/**
 * Lexicon entries in the form that loads fast. Earlier entries win where two claim the same word, and an entry whose
 * first word is known already adds its spellings to that meaning.
 */
export function compileLexicon(entries: readonly LexiconEntry[]): CompiledLexicon {
  const meanings = new Map([['', 0]]);
  const phrases = new Map<string, number>();
  for (const entry of entries) {
    const spellings = [entry.msa, entry.darija, entry.arabizi, entry.french, entry.levantine].flat();
    const first = normalize(spellings[0] ?? '');
    const meaning = phrases.get(first) ?? numberOf(meanings, entry.empty ? '' : first);
    for (const spelling of spellings) addFirst(phrases, normalize(spelling ?? ''), meaning);
  }
  return { meanings: [...meanings.keys()], phrases: WordTable.of(phrases).toBase64(), ...indexWords(phrases) };
}

function indexWords(phrases: ReadonlyMap<string, number>): Pick<CompiledLexicon, 'stems' | 'skeletons'> {
  const stems = new Map<string, number>();
  const skeletons = new Map<string, number>();
  for (const [phrase, meaning] of phrases) {
    if (phrase.includes(' ')) continue;
    addFirst(stems, stemWord(phrase), meaning);
    const bones = skeleton(phrase);
    if (bones.length >= SHORTEST_SKELETON) addUnlessDoubtful(skeletons, bones, meaning);
  }
  for (const [bones, meaning] of skeletons) if (meaning === DOUBTFUL) skeletons.delete(bones);
  return { stems: WordTable.of(stems).toBase64(), skeletons: WordTable.of(skeletons).toBase64() };
}

/** Consonants that words of two meanings share tell nothing: `شروط` and `شريت`, `client` and `clinique`. */
function addUnlessDoubtful(map: Map<string, number>, key: string, meaning: number): void {
  const known = map.get(key) ?? meaning;
  map.set(key, known === meaning ? meaning : DOUBTFUL);
}

function numberOf(meanings: Map<string, number>, meaning: string): number {
  const number = meanings.get(meaning) ?? meanings.size;
  meanings.set(meaning, number);
  return number;
}

function addFirst(map: Map<string, number>, key: string, meaning: number): void {
  if (key && !map.has(key)) map.set(key, meaning);
}

/** A lexicon ready for lookups: exact phrases first, then a word's stem, then (for Latin letters) its consonants. */
export function loadLexicon(compiled: CompiledLexicon): Lexicon {
  const index: Index = {
    phrases: WordTable.fromBase64(compiled.phrases),
    stems: WordTable.fromBase64(compiled.stems),
    skeletons: WordTable.fromBase64(compiled.skeletons),
    meanings: compiled.meanings,
    cut: new Map(),
  };
  return { at: (tokens, start) => meaningAt(index, tokens, start) };
}

/** A lexicon that knows no word: every word means its own stem. */
export const EMPTY_LEXICON: Lexicon = loadLexicon(compileLexicon([]));

interface Index {
  readonly phrases: WordTable;
  readonly stems: WordTable;
  readonly skeletons: WordTable;
  readonly meanings: readonly string[];
  /** Meanings cut into words and concepts: filled as they come up. */
  readonly cut: Map<number, Pick<Meaning, 'standard' | 'concepts'>>;
}

function meaningAt(index: Index, tokens: readonly Token[], start: number): Meaning {
  for (let length = Math.min(LONGEST_PHRASE, tokens.length - start); length > 1; length--) {
    const phrase = index.phrases.get(phraseOf(tokens, start, length));
    if (phrase !== undefined) return { ...cutMeaning(index, phrase), length };
  }
  const token = tokens[start];
  if (!token) return { standard: undefined, concepts: [], length: 1 };
  if (token.script === 'number') return { standard: undefined, concepts: ['0'], length: 1 };
  const meaning = lookUp(index, token);
  if (meaning !== undefined) return { ...cutMeaning(index, meaning), length: 1 };
  return { standard: undefined, concepts: [stemWord(token.form)], length: 1 };
}

/** A phrase of one word is a meaning of its own; a longer one means what its words mean, each looked up again. */
function cutMeaning(index: Index, number: number): Pick<Meaning, 'standard' | 'concepts'> {
  const known = index.cut.get(number);
  if (known) return known;
  const standard = index.meanings[number]?.split(' ').filter(Boolean) ?? [];
  const concepts = standard.length > 1 ? standard.map((word) => wordConcept(index, word)).filter(Boolean) : standard;
  const meaning = { standard, concepts };
  index.cut.set(number, meaning);
  return meaning;
}

function wordConcept(index: Index, word: string): string {
  const stem = stemWord(word);
  const meaning = index.phrases.get(word) ?? index.stems.get(stem);
  return meaning === undefined ? stem : (index.meanings[meaning] ?? stem);
}

function lookUp(index: Index, token: Token): number | undefined {
  const exact = index.phrases.get(token.form);
  if (exact !== undefined) return exact;
  const stem = stemWord(token.form);
  if (token.script === 'latin') {
    return (
      index.stems.get(stem) ?? index.stems.get(stemArabizi(token.form)) ?? index.skeletons.get(skeleton(token.form))
    );
  }
  return lookUpWithoutProclitics(index, token.form) ?? index.stems.get(stem);
}

/** A word without the small words written together with it: `فالكشف` → `الكشف`, `كشف`; `للكونط` → `لكونط`, `كونط`. */
function lookUpWithoutProclitics(index: Index, word: string): number | undefined {
  let rest = word;
  for (let round = 0; round < 3 && rest.length > 3; round++) {
    const shorter = rest.replace(PROCLITIC, '');
    if (shorter === rest || shorter.length < 3) return undefined;
    const phrase = index.phrases.get(shorter);
    if (phrase !== undefined) return phrase;
    rest = shorter;
  }
  return undefined;
}

const PROCLITIC = /^(?:ال|[وفبلكد]|ع(?=ال)|ه(?=ال))/;

function phraseOf(tokens: readonly Token[], start: number, length: number): string {
  let phrase = tokens[start]?.form ?? '';
  for (let i = 1; i < length; i++) phrase += ` ${tokens[start + i]?.form}`;
  return phrase;
}
