import type { Postings } from './postings.ts';

/** BM25's two parameters: how soon a repeated word stops to count (k1), and how far length is held against a unit (b). */
export interface Bm25Shape {
  readonly saturation: number;
  readonly lengthShare: number;
}

/** The BM25 score that each posting adds for its unit; `rarities` holds each term's weight. */
export function bm25Impacts(postings: Postings, rarities: Float64Array, shape: Bm25Shape): Float64Array {
  const { starts, units, counts, lengths } = postings;
  const { saturation, lengthShare } = shape;
  const mean = lengths.reduce((sum, length) => sum + length, 0) / Math.max(lengths.length, 1) || 1;
  const impacts = new Float64Array(counts.length);
  rarities.forEach((weight, term) => {
    for (let at = starts[term]!; at < starts[term + 1]!; at++) {
      const count = counts[at]!;
      const damping = saturation * (1 - lengthShare + (lengthShare * lengths[units[at]!]!) / mean);
      impacts[at] = (weight * (saturation + 1) * count) / (count + damping);
    }
  });
  return impacts;
}
