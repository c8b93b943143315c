import type { Corpus } from './corpus.ts';
import { addImpacts, buildPostings, documentFrequency, type Postings, rarity } from './postings.ts';
import { searchStem } from './wordForms.ts';

/**
 * What the most similar documents say of a question. Paragraphs of one article name their subject once and then say
 * "he" or "it": a question that names the subject finds the others through the one that does.
 */
export interface Neighbours {
  /** Adds to each document the rarity of the question's stems in its neighbours, weighed by nearness. */
  addScores(words: readonly string[], scores: Float64Array): void;
}

const MOST_NEIGHBOURS = 3;
/** Stems in more documents than this say little of kinship and would make the comparison quadratic. */
const COMMON = 500;

export function createNeighbours(corpus: Corpus): Neighbours {
  const total = corpus.texts.length;
  const terms = corpus.texts.map((text) => text.map((word) => corpus.stemOf[word]!));
  const postings = buildPostings(terms, corpus.stems.size);
  const rarities = Float64Array.from({ length: corpus.stems.size }, (_, stem) =>
    rarity(documentFrequency(postings, stem), total),
  );
  const presence = new Float64Array(postings.counts.length).fill(1);
  const near = nearestDocuments(terms, postings, rarities);
  return {
    addScores(words, scores) {
      const own = new Float64Array(total);
      for (const word of words) {
        const stem = corpus.stems.find(searchStem(word));
        if (stem !== undefined) addImpacts(postings, presence, stem, rarities[stem]!, own);
      }
      near.forEach((neighbours, document) => {
        for (const { other, share } of neighbours) scores[document]! += share * own[other]!;
      });
    },
  };
}

interface Neighbour {
  readonly other: number;
  /** Nearness divided by that of all neighbours of the document. */
  readonly share: number;
}

/** The nearest documents by the cosine of their stems. */
function nearestDocuments(
  terms: readonly Int32Array[],
  postings: Postings,
  rarities: Float64Array,
): readonly (readonly Neighbour[])[] {
  const impacts = cosineImpacts(postings, rarities);
  const nearness = new Float64Array(terms.length);
  return terms.map((stems, document) => {
    nearness.fill(0);
    for (const stem of new Set(stems)) {
      if (documentFrequency(postings, stem) > COMMON) continue;
      addImpacts(postings, impacts, stem, impactIn(postings, impacts, stem, document), nearness);
    }
    nearness[document] = 0;
    return sharesOf(highest(nearness));
  });
}

function cosineImpacts({ starts, units, counts, lengths }: Postings, rarities: Float64Array): Float64Array {
  const impacts = new Float64Array(counts.length);
  const squares = new Float64Array(lengths.length);
  rarities.forEach((weight, term) => {
    for (let at = starts[term]!; at < starts[term + 1]!; at++) {
      impacts[at] = weight * (1 + Math.log(counts[at]!));
      squares[units[at]!]! += impacts[at]! ** 2;
    }
  });
  return impacts.map((impact, at) => impact / Math.sqrt(squares[units[at]!]!));
}

/** Units ascend within a term, so the document's own entry is found by halving. */
function impactIn({ starts, units }: Postings, impacts: Float64Array, term: number, document: number): number {
  let low = starts[term]!;
  let high = starts[term + 1]! - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (units[middle]! < document) low = middle + 1;
    else high = middle;
  }
  return impacts[low]!;
}

function highest(nearness: Float64Array): { other: number; near: number }[] {
  const best: { other: number; near: number }[] = [];
  nearness.forEach((near, other) => {
    if (near <= 0 || (best.length === MOST_NEIGHBOURS && near <= best[MOST_NEIGHBOURS - 1]!.near)) return;
    best.push({ other, near });
    best.sort((a, b) => b.near - a.near);
    best.length = Math.min(best.length, MOST_NEIGHBOURS);
  });
  return best;
}

function sharesOf(best: readonly { other: number; near: number }[]): Neighbour[] {
  const whole = best.reduce((sum, { near }) => sum + near, 0);
  return best.map(({ other, near }) => ({ other, share: near / whole }));
}
