import { FeatureBag, hashGrams, hashText, mixHash } from './featureBag.ts';
import { EMPTY_LEXICON, type Lexicon } from './lexicon.ts';
import { lightStem, lightStemFrench } from './lightStem.ts';
import { skeleton } from './skeleton.ts';
import { type Token, tokenize } from './tokenize.ts';
import { transliterate } from './transliterate.ts';

/**
 * What classifiers see of one text: hashed cues in groups, computed once and shared by all classifiers.
 * `hashes`, `counts` and `words` run in parallel; group g is the slice from `ends[g - 1]` to `ends[g]`.
 */
export interface Features {
  readonly hashes: Uint32Array;
  readonly counts: Float32Array;
  /** The token that gave each cue (the first of several), for word dropout in training. */
  readonly words: Uint16Array;
  readonly ends: Uint32Array;
}

/** The groups of cues in their order in `Features`. Each is brought to the same length before a classifier weighs it. */
export const FEATURE_GROUPS = ['words', 'stems', 'meanings', 'meaningPairs', 'skeletons', 'letters'] as const;

/** Reads texts into features. Texts are cut after `MOST_WORDS` words: later words rarely change what is asked. */
export interface FeatureReader {
  read(text: string): Features;
}

const MOST_WORDS = 400;

/** A feature reader that knows the words of one lexicon. */
export function createFeatureReader(lexicon: Lexicon = EMPTY_LEXICON): FeatureReader {
  const bag = new FeatureBag();
  return { read: (text) => readFeatures(bag, lexicon, text) };
}

function readFeatures(bag: FeatureBag, lexicon: Lexicon, text: string): Features {
  const tokens = tokenize(text).slice(0, MOST_WORDS);
  const stems = tokens.map(stemOf);
  bag.start();
  tokens.forEach((token, at) => {
    bag.add(hashText(token.script === 'number' ? '0' : token.form, 1), at);
  });
  bag.endGroup();
  stems.forEach((stem, at) => {
    bag.add(hashText(stem, 2), at);
  });
  bag.endGroup();
  addMeanings(bag, lexicon, tokens);
  const bones = tokens.map(bonesOf);
  bones.forEach((bone, at) => {
    if (bone.length > 1) bag.add(hashText(bone, 5), at);
  });
  bag.endGroup();
  tokens.forEach((token, at) => {
    if (token.script !== 'number') hashGrams(token.form, (hash) => bag.add(hash, at));
  });
  bag.endGroup();
  return bag.finish();
}

/** Meanings and pairs of neighbouring meanings; empty words are skipped, so `الكارط ديالي تسرقات` pairs card and stolen. */
function addMeanings(bag: FeatureBag, lexicon: Lexicon, tokens: readonly Token[]): void {
  const meanings: [hash: number, at: number][] = [];
  for (let at = 0; at < tokens.length; ) {
    const meaning = lexicon.at(tokens, at);
    if (meaning.concept) meanings.push([hashText(meaning.concept, 3), at]);
    at += meaning.length;
  }
  for (const [hash, at] of meanings) bag.add(hash, at);
  bag.endGroup();
  let before = 4;
  for (const [hash, at] of meanings) {
    bag.add(mixHash(before, hash), at);
    before = hash;
  }
  bag.endGroup();
}

/** The consonants of the stem, the same for Arabic letters and Arabizi. */
function bonesOf(token: Token): string {
  if (token.script === 'number') return '';
  return skeleton(lightStem(token.script === 'latin' ? transliterate(token.form) : token.form));
}

function stemOf(token: Token): string {
  if (token.script === 'number') return '0';
  return token.script === 'latin' ? lightStemFrench(token.form) : lightStem(token.form);
}
