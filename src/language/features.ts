import { FeatureBag, hashText, mixHash } from './featureBag.ts';
import { EMPTY_LEXICON, type Lexicon } from './lexicon.ts';
import { type Token, tokenize } from './tokenize.ts';
import { createWordCueReader, type WordCues } from './wordCues.ts';

/**
 * What classifiers see of one text: hashed cues in groups, computed once and shared by all classifiers.
 * `hashes` and `counts` run in parallel; group g is the slice from `ends[g - 1]` to `ends[g]`.
 */
export interface Features {
  readonly hashes: Uint32Array;
  readonly counts: Float32Array;
  readonly ends: Uint32Array;
}

/**
 * The groups of cues in their order in `Features`. Each is brought to the same length before a classifier weighs it.
 * The words as written: `words`, their `stems`, runs of `letters`, runs of the consonants (`bones`).
 * What they mean in Standard Arabic: `meanings`, neighbouring `pairs`, `looserPairs` a few words apart, the first and
 * last meaning (`edges`), and the consonants of the Standard Arabic words (`skeletons`).
 */
export const FEATURE_GROUPS = [
  'words',
  'stems',
  'letters',
  'bones',
  'meanings',
  'pairs',
  'looserPairs',
  'edges',
  'skeletons',
] as const;

/** Reads texts into features. Only the first `MOST_WORDS` words count: later ones rarely change what is asked. */
export interface FeatureReader {
  read(text: string): Features;
}

const MOST_WORDS = 400;
/** Letters of a word that count, and characters of a text that are read at all. */
const MOST_LETTERS = 40;
const MOST_CHARACTERS = 8000;

/** A feature reader that knows the words of one lexicon. */
export function createFeatureReader(lexicon: Lexicon = EMPTY_LEXICON): FeatureReader {
  const bag = new FeatureBag();
  const cuesOf = createWordCueReader();
  return {
    read(text) {
      const tokens = readTokens(text);
      const meanings = readMeanings(lexicon, tokens);
      bag.start();
      addWords(
        bag,
        tokens.map((token) => cuesOf(token.form)),
      );
      addMeanings(bag, meanings);
      addSkeletons(
        bag,
        meanings.standard.map((word) => cuesOf(word)),
      );
      return bag.finish();
    },
  };
}

function readTokens(text: string): Token[] {
  const tokens = tokenize(text.slice(0, MOST_CHARACTERS)).slice(0, MOST_WORDS);
  return tokens.map((token) => (isNumber(token) ? { ...token, form: '0' } : shortened(token)));
}

function shortened(token: Token): Token {
  return token.form.length > MOST_LETTERS ? { ...token, form: token.form.slice(0, MOST_LETTERS) } : token;
}

function addWords(bag: FeatureBag, words: readonly WordCues[]): void {
  for (const { word } of words) bag.add(word);
  bag.endGroup();
  for (const { stem } of words) bag.add(stem);
  bag.endGroup();
  for (const { letters } of words) bag.addAll(letters);
  bag.endGroup();
  for (const { bones } of words) bag.addAll(bones);
  bag.endGroup();
}

function addSkeletons(bag: FeatureBag, words: readonly WordCues[]): void {
  for (const { skeleton } of words) if (skeleton !== undefined) bag.add(skeleton);
  bag.endGroup();
}

interface Meanings {
  /** Hashes of what the words of the text mean, in order; words that only carry grammar are left out. */
  readonly concepts: readonly number[];
  /** Hashes of the phrases of several words that were meant. */
  readonly phrases: readonly number[];
  /** The text in Standard Arabic words, as far as the lexicon knows. */
  readonly standard: readonly string[];
}

function readMeanings(lexicon: Lexicon, tokens: readonly Token[]): Meanings {
  const concepts: number[] = [];
  const phrases: number[] = [];
  const standard: string[] = [];
  for (let at = 0; at < tokens.length; ) {
    const meaning = lexicon.at(tokens, at);
    for (const concept of meaning.concepts) concepts.push(hashText(concept, KIND.concept));
    if (meaning.concepts.length > 1) phrases.push(hashText(meaning.concepts.join(' '), KIND.phrase));
    const word = tokens[at];
    if (meaning.standard) standard.push(...meaning.standard);
    else if (word && !isNumber(word)) standard.push(word.form);
    at += meaning.length;
  }
  return { concepts, phrases, standard };
}

function addMeanings(bag: FeatureBag, { concepts, phrases }: Meanings): void {
  bag.addAll(concepts);
  bag.addAll(phrases);
  bag.endGroup();
  addPairs(bag, concepts);
  addLooserPairs(bag, concepts);
  addEdges(bag, concepts);
}

/** Neighbours in order, the start of the text included. */
function addPairs(bag: FeatureBag, concepts: readonly number[]): void {
  let before: number = KIND.start;
  for (const concept of concepts) {
    bag.add(mixHash(before, concept));
    before = concept;
  }
  bag.endGroup();
}

/** Two to four words apart, in either order: dialects and Standard Arabic order words differently. */
function addLooserPairs(bag: FeatureBag, concepts: readonly number[]): void {
  for (const [i, first] of concepts.entries()) {
    for (const second of concepts.slice(i + 2, i + 5)) {
      bag.add(mixHash(mixHash(KIND.looser, Math.min(first, second)), Math.max(first, second)));
    }
  }
  bag.endGroup();
}

function addEdges(bag: FeatureBag, concepts: readonly number[]): void {
  const [first, second] = concepts;
  const last = concepts.at(-1);
  if (first !== undefined) bag.add(mixHash(KIND.first, first));
  if (last !== undefined) bag.add(mixHash(KIND.last, last));
  if (first !== undefined && second !== undefined) bag.add(mixHash(KIND.opening, mixHash(first, second)));
  bag.endGroup();
}

function isNumber(token: Token): boolean {
  return token.script === 'number';
}

/** Keeps the same text apart in different groups; WordCues has the other kinds. */
const KIND = { concept: 3, start: 4, phrase: 8, looser: 9, first: 10, last: 11, opening: 12 } as const;
