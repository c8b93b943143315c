/**
 * Which units (documents or passages) hold a term, and how often: for term t the slice from `starts[t]` to
 * `starts[t + 1]` of `units` and `counts`, units ascending.
 */
export interface Postings {
  readonly starts: Int32Array;
  readonly units: Int32Array;
  readonly counts: Float64Array;
  /** Number of terms in each unit, repeats included. */
  readonly lengths: Float64Array;
}

/** Numbers terms in the order of their first appearance. */
export class Vocabulary {
  readonly #ids = new Map<string, number>();

  get size(): number {
    return this.#ids.size;
  }

  add(term: string): number {
    const known = this.#ids.get(term);
    if (known !== undefined) return known;
    this.#ids.set(term, this.#ids.size);
    return this.#ids.size - 1;
  }

  find(term: string): number | undefined {
    return this.#ids.get(term);
  }
}

/** Turns the terms of each unit (ids below `termCount`, with repeats) around into the units of each term. */
export function buildPostings(terms: readonly Int32Array[], termCount: number): Postings {
  const starts = new Int32Array(termCount + 1);
  const lastUnit = new Int32Array(termCount).fill(-1);
  terms.forEach((unitTerms, unit) => {
    for (const term of unitTerms) {
      if (lastUnit[term] === unit) continue;
      lastUnit[term] = unit;
      starts[term + 1]! += 1;
    }
  });
  for (let term = 0; term < termCount; term++) starts[term + 1]! += starts[term]!;
  return fillPostings(terms, starts);
}

function fillPostings(terms: readonly Int32Array[], starts: Int32Array): Postings {
  const next = starts.slice();
  const units = new Int32Array(starts.at(-1) ?? 0);
  const counts = new Float64Array(units.length);
  terms.forEach((unitTerms, unit) => {
    for (const term of unitTerms) {
      const last = next[term]! - 1;
      if (last >= starts[term]! && units[last] === unit) {
        counts[last]! += 1;
      } else {
        units[last + 1] = unit;
        counts[last + 1] = 1;
        next[term]! += 1;
      }
    }
  });
  return { starts, units, counts, lengths: Float64Array.from(terms, (unitTerms) => unitTerms.length) };
}

/** How many units hold the term. */
export function documentFrequency(postings: Postings, term: number): number {
  return postings.starts[term + 1]! - postings.starts[term]!;
}

/** Rarity of a term that `frequency` of `total` units hold (inverse document frequency of BM25, always above 0). */
export function rarity(frequency: number, total: number): number {
  return Math.log(1 + (total - frequency + 0.5) / (frequency + 0.5));
}

/** Adds `weight` times each unit's impact of a term to `scores`. `impacts` runs parallel to `postings.units`. */
export function addImpacts(
  postings: Postings,
  impacts: Float64Array,
  term: number,
  weight: number,
  scores: Float64Array,
): void {
  const end = postings.starts[term + 1]!;
  for (let at = postings.starts[term]!; at < end; at++) scores[postings.units[at]!]! += weight * impacts[at]!;
}

/** Replaces each word of a row by its terms (`termsOfWord` by word number), in order. */
export function expandTerms(row: Int32Array, termsOfWord: readonly Int32Array[]): Int32Array {
  let length = 0;
  for (const word of row) length += termsOfWord[word]!.length;
  const terms = new Int32Array(length);
  let at = 0;
  for (const word of row) {
    terms.set(termsOfWord[word]!, at);
    at += termsOfWord[word]!.length;
  }
  return terms;
}
