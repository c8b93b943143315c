import { addImpacts, buildPostings, type Postings, Vocabulary } from './postings.ts';
import { letterGroups } from './wordForms.ts';

/**
 * How likely a document's spelling brings forth the question's: a language model over groups of 3 and 4 letters with
 * Dirichlet smoothing. It forgives endings, spelling and typing mistakes, and it is fair to short and long documents.
 */
export interface LetterModel {
  /** Adds the log likelihood of the words (less that of an empty document) to each document's score. */
  addScores(words: readonly string[], scores: Float64Array): void;
}

const SIZES = [3, 4];
/** Smoothing mass in letter groups: a document is believed as much as the collection when it has this many. */
const SMOOTHING = 30;

/** `documents` hold word numbers, `words` the words by number. */
export function createLetterModel(documents: readonly Int32Array[], words: readonly string[]): LetterModel {
  const vocabulary = new Vocabulary();
  const groupsOfWord = words.map((word) => groupsOf(word).map((group) => vocabulary.add(group)));
  const terms = documents.map((document) => Int32Array.from([...document].flatMap((word) => groupsOfWord[word]!)));
  const postings = buildPostings(terms, vocabulary.size);
  const impacts = logImpacts(postings);
  const lengthCost = postings.lengths.map((length) => Math.log(SMOOTHING / (length + SMOOTHING)));
  return {
    addScores(queryWords, scores) {
      let known = 0;
      for (const group of queryWords.flatMap(groupsOf)) {
        const term = vocabulary.find(group);
        if (term === undefined) continue;
        known += 1;
        addImpacts(postings, impacts, term, 1, scores);
      }
      for (let unit = 0; unit < scores.length; unit++) scores[unit]! += known * lengthCost[unit]!;
    },
  };
}

function groupsOf(word: string): string[] {
  return SIZES.flatMap((size) => letterGroups(word, size));
}

function logImpacts({ starts, counts, lengths }: Postings): Float64Array {
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const impacts = new Float64Array(counts.length);
  for (let term = 0; term + 1 < starts.length; term++) {
    const from = starts[term]!;
    const to = starts[term + 1]!;
    let inCollection = 0;
    for (let at = from; at < to; at++) inCollection += counts[at]!;
    const expected = (SMOOTHING * inCollection) / total;
    for (let at = from; at < to; at++) impacts[at] = Math.log(1 + counts[at]! / expected);
  }
  return impacts;
}
