import { bm25Impacts } from './bm25.ts';
import { type Corpus, titledTexts } from './corpus.ts';
import {
  addImpacts,
  buildPostings,
  documentFrequency,
  expandTerms,
  type Postings,
  rarity,
  Vocabulary,
} from './postings.ts';
import { letterGroups } from './wordForms.ts';

/**
 * How well a question's spelling fits a document and its title, in groups of 3 and 4 letters. They forgive endings,
 * spelling variants and typing mistakes.
 */
export interface Letters {
  /**
   * Adds to `likelihood` how likely title and text bring forth the words (a language model with Dirichlet smoothing,
   * less the same of an empty document: fair to short and long documents), and to `naming` the BM25 score of the title.
   */
  addScores(words: readonly string[], likelihood: Float64Array, naming: Float64Array): void;
}

const SIZES = [3, 4];
/** Smoothing mass in letter groups: a document is believed as much as the collection when it has this many. */
const SMOOTHING = 30;
const TITLE_SHAPE = { saturation: 1, lengthShare: 0.5 };

export function createLetters(corpus: Corpus): Letters {
  const groups = new Vocabulary();
  const groupsOfWord = corpus.words.map((word) => Int32Array.from(groupsOf(word), (group) => groups.add(group)));
  const spell = (rows: readonly Int32Array[]): Postings =>
    buildPostings(
      rows.map((row) => expandTerms(row, groupsOfWord)),
      groups.size,
    );
  const documents = spell(titledTexts(corpus));
  const titles = spell(corpus.titles);
  const likelihoods = logLikelihoods(documents);
  const titleImpacts = bm25Impacts(titles, raritiesOf(documents), TITLE_SHAPE);
  const lengthCost = documents.lengths.map((length) => Math.log(SMOOTHING / (length + SMOOTHING)));
  return {
    addScores(words, likelihood, naming) {
      let known = 0;
      for (const group of words.flatMap(groupsOf)) {
        const term = groups.find(group);
        if (term === undefined) continue;
        known += 1;
        addImpacts(documents, likelihoods, term, 1, likelihood);
        addImpacts(titles, titleImpacts, term, 1, naming);
      }
      for (let at = 0; at < likelihood.length; at++) likelihood[at]! += known * lengthCost[at]!;
    },
  };
}

function groupsOf(word: string): string[] {
  return SIZES.flatMap((size) => letterGroups(word, size));
}

/** For each posting log(1 + count / expected count in the smoothing mass). */
function logLikelihoods({ starts, counts, lengths }: Postings): Float64Array {
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

/** Rarity in whole documents, so that an ordinary word in a title weighs no more than it would in a text. */
function raritiesOf(documents: Postings): Float64Array {
  return Float64Array.from({ length: documents.starts.length - 1 }, (_, term) =>
    rarity(documentFrequency(documents, term), documents.lengths.length),
  );
}
