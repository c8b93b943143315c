import { readQuery, type SearchDocument } from './corpus.ts';
import { createEvidence, type Evidence } from './evidence.ts';

export type { SearchDocument } from './corpus.ts';

/** A document found for a question. */
export interface SearchHit {
  readonly id: string;
  /**
   * How probable it is, from 0 to 1, that this document is the one meant, given that one of the documents is: the
   * scores of all documents sum to 1. Compares hits of one search; it does not say whether anything answers at all.
   */
  readonly score: number;
  /**
   * Share, from 0 to 1, of the question that the document speaks of: its words weighed by rarity and by the similarity
   * of the nearest word. Comparable between searches: low for the best hit means that the documents are silent.
   */
  readonly coverage: number;
}

/** Documents ready to be searched. Holds no reference to the documents given. */
export interface SearchIndex {
  /** Number of documents. */
  readonly size: number;
  /** The documents that share something with the query, best first, at most `limit`; none for a query without words. */
  search(query: string, limit: number): SearchHit[];
}

/**
 * Makes documents searchable: policy clauses, or anybody's paragraphs in Arabic (other scripts are compared letter by
 * letter). Takes any text, needs no dictionary, model or network, and always gives the same result for the same input.
 * How it ranks and what that is worth is in docs/search.md. Throws when two documents have the same id.
 */
export function createSearchIndex(documents: readonly SearchDocument[]): SearchIndex {
  const ids = documents.map(({ id }) => id);
  refuseRepeated(ids);
  const gather = createEvidence(documents);
  return {
    size: ids.length,
    search(text, limit) {
      const query = readQuery(text);
      if (query.words.length === 0 || ids.length === 0 || !(limit > 0)) return [];
      const { evidence, coverage } = gather(query);
      const total = weigh(evidence);
      const found = [...ids.keys()].filter((at) => evidence.passage[at]! > 0 || coverage[at]! > 0);
      const best = highest(found, total, limit);
      const share = shares(total);
      return best.map((at) => ({ id: ids[at]!, score: share[at]!, coverage: coverage[at]! }));
    },
  };
}

/**
 * Weights of the evidence, fitted so that the shares below are as probable as possible for questions whose paragraph is
 * known; the fit is described in docs/search.md.
 */
const WEIGHTS: Readonly<Record<keyof Evidence, number>> = {
  letters: 0.021,
  title: 0.15,
  passage: 0.34,
  amount: 0.28,
  similarWords: 0.54,
  neighbours: 0.24,
  brevity: 0.95,
};

/** The best documents of those found, best first; of equal ones the earlier. */
function highest(found: readonly number[], total: Float64Array, limit: number): number[] {
  const better = (a: number, b: number): number => total[b]! - total[a]! || a - b;
  if (limit >= found.length) return [...found].sort(better);
  const best: number[] = [];
  for (const at of found) {
    const last = best.at(-1);
    if (last !== undefined && best.length >= limit && better(last, at) < 0) continue;
    let place = best.length;
    while (place > 0 && better(best[place - 1]!, at) > 0) place -= 1;
    best.splice(place, 0, at);
    if (best.length > limit) best.pop();
  }
  return best;
}

function weigh(evidence: Evidence): Float64Array {
  const total = new Float64Array(evidence.letters.length);
  for (const kind of Object.keys(WEIGHTS) as (keyof Evidence)[]) {
    const weight = WEIGHTS[kind];
    const row = evidence[kind];
    for (let at = 0; at < total.length; at++) total[at]! += weight * row[at]!;
  }
  return total;
}

/** Softmax: the totals as probabilities. */
function shares(total: Float64Array): Float64Array {
  const highest = total.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const powers = total.map((value) => Math.exp(value - highest));
  const sum = powers.reduce((all, power) => all + power, 0);
  return powers.map((power) => power / sum);
}

function refuseRepeated(ids: readonly string[]): void {
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) throw new Error(`createSearchIndex: two documents have the id ${JSON.stringify(id)}`);
    seen.add(id);
  }
}
