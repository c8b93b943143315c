import { lightStem, lightStemFrench } from './lightStem.ts';
import { normalize } from './normalize.ts';
import { skeleton } from './skeleton.ts';
import type { Token } from './tokenize.ts';
import { transliterate } from './transliterate.ts';

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

/** A lexicon as plain JSON, made once at build time: normalized phrase → meaning. The empty string is "no meaning". */
export interface CompiledLexicon {
  readonly phrases: Readonly<Record<string, string>>;
}

/** What a run of words means. `length` is how many tokens it took. */
export interface Meaning {
  readonly concept: string;
  readonly length: number;
}

/** Finds the meaning that starts at one token of a text. */
export interface Lexicon {
  at(tokens: readonly Token[], start: number): Meaning;
}

const LONGEST_PHRASE = 3;

/**
 * Lexicon entries in the form that loads fast. Earlier entries win where two claim the same word, and an entry whose
 * first word is known already adds its spellings to that meaning.
 */
export function compileLexicon(entries: readonly LexiconEntry[]): CompiledLexicon {
  const phrases: Record<string, string> = {};
  for (const entry of entries) {
    const spellings = [entry.msa, entry.darija, entry.arabizi, entry.french, entry.levantine].flat();
    const known = phrases[normalize(spellings[0] ?? '')];
    const concept = known ?? (entry.empty ? '' : conceptName(spellings[0] ?? ''));
    for (const spelling of spellings) {
      const key = normalize(spelling ?? '');
      if (key && !Object.hasOwn(phrases, key)) phrases[key] = concept;
    }
  }
  return { phrases };
}

/** A lexicon ready for lookups: exact phrases first, then a word's stem, then (for Latin letters) its consonants. */
export function loadLexicon(compiled: CompiledLexicon): Lexicon {
  const phrases = new Map(Object.entries(compiled.phrases));
  const stems = new Map<string, string>();
  const skeletons = new Map<string, string>();
  for (const [phrase, concept] of phrases) {
    if (phrase.includes(' ')) continue;
    addFirst(stems, stemOf(phrase), concept);
    const bones = skeleton(phrase);
    if (bones.length >= 3) addFirst(skeletons, bones, concept);
  }
  return { at: (tokens, start) => meaningAt({ phrases, stems, skeletons }, tokens, start) };
}

/** A lexicon that knows no word: every word means its own stem. */
export const EMPTY_LEXICON: Lexicon = loadLexicon({ phrases: {} });

interface Indexes {
  readonly phrases: ReadonlyMap<string, string>;
  readonly stems: ReadonlyMap<string, string>;
  readonly skeletons: ReadonlyMap<string, string>;
}

function meaningAt(indexes: Indexes, tokens: readonly Token[], start: number): Meaning {
  for (let length = Math.min(LONGEST_PHRASE, tokens.length - start); length > 1; length--) {
    const concept = indexes.phrases.get(phraseOf(tokens, start, length));
    if (concept !== undefined) return { concept, length };
  }
  const token = tokens[start];
  return { concept: token ? conceptOf(indexes, token) : '', length: 1 };
}

function conceptOf(indexes: Indexes, token: Token): string {
  const exact = indexes.phrases.get(token.form);
  if (exact !== undefined) return exact;
  if (token.script === 'number') return '0';
  if (token.script === 'arabic') {
    for (const bare of withoutProclitics(token.form)) {
      const concept = indexes.phrases.get(bare);
      if (concept !== undefined) return concept;
    }
  }
  const stem = stemOf(token.form);
  const known = indexes.stems.get(stem);
  if (known !== undefined) return known;
  return token.script === 'latin' ? latinConcept(indexes, token.form, stem) : stem;
}

/** A word without the small words written together with it: `فالكشف` → `الكشف`, `كشف`; `للكونط` → `لكونط`, `كونط`. */
function withoutProclitics(word: string): string[] {
  const bare: string[] = [];
  let rest = word;
  for (let round = 0; round < 3 && rest.length > 3; round++) {
    const shorter = rest.replace(PROCLITIC, '');
    if (shorter === rest || shorter.length < 3) break;
    bare.push(shorter);
    rest = shorter;
  }
  return bare;
}

const PROCLITIC = /^(?:ال|[وفبلكد]|ع(?=ال)|ه(?=ال))/;

function latinConcept(indexes: Indexes, form: string, stem: string): string {
  const arabic = lightStem(transliterate(form));
  return indexes.stems.get(arabic) ?? indexes.skeletons.get(skeleton(form)) ?? stem;
}

function phraseOf(tokens: readonly Token[], start: number, length: number): string {
  let phrase = tokens[start]?.form ?? '';
  for (let i = 1; i < length; i++) phrase += ` ${tokens[start + i]?.form}`;
  return phrase;
}

function conceptName(spelling: string): string {
  const words = normalize(spelling).split(' ');
  return words.map(stemOf).join('_');
}

/** The stem of a word in whichever script it is. */
function stemOf(word: string): string {
  return /[a-z]/.test(word) ? lightStemFrench(word) : lightStem(word);
}

function addFirst(map: Map<string, string>, key: string, concept: string): void {
  if (key && !map.has(key)) map.set(key, concept);
}
