import { FEATURE_GROUPS, type Features } from './features.ts';
import { FeatureTable } from './featureTable.ts';

/** How much each group of cues counts, by group name. */
export type GroupWeights = Readonly<Record<(typeof FEATURE_GROUPS)[number], number>>;

/** A text as a classifier weighs it: rows of known cues and their values. */
export interface CueVector {
  readonly rows: Int32Array;
  readonly values: Float32Array;
}

/** The cues that a classifier knows, with their rarity (inverse document frequency). */
export interface CueSpace {
  readonly hashes: Uint32Array;
  readonly rarity: Float32Array;
  readonly table: FeatureTable;
  readonly groupWeights: Float32Array;
}

/** Learns which cues occur in at least `minTexts` texts, and how rare each is. */
export function learnCues(texts: readonly Features[], minTexts: number, weights: GroupWeights): CueSpace {
  const textsWith = countTexts(texts);
  const kept = [...textsWith].filter(([, count]) => count >= minTexts).sort(([a], [b]) => a - b);
  const rarity = Float32Array.from(kept, ([, count]) => Math.log((1 + texts.length) / (1 + count)) + 1);
  return cueSpace(
    Uint32Array.from(kept, ([hash]) => hash),
    rarity,
    Float32Array.from(FEATURE_GROUPS, (group) => weights[group]),
  );
}

export function cueSpace(hashes: Uint32Array, rarity: Float32Array, groupWeights: Float32Array): CueSpace {
  return { hashes, rarity, groupWeights, table: new FeatureTable(hashes) };
}

/** Features → vector: count and rarity per cue, each group brought to its weight as length. Unknown cues are dropped. */
export function toVector(space: CueSpace, features: Features): CueVector {
  const rows = new Int32Array(features.hashes.length);
  const values = new Float32Array(features.hashes.length);
  let used = 0;
  let at = 0;
  for (let group = 0; group < features.ends.length; group++) {
    const start = used;
    const end = features.ends[group] ?? 0;
    let squares = 0;
    for (; at < end; at++) {
      const row = space.table.rowOf(features.hashes[at] ?? 0);
      if (row < 0) continue;
      const value = (1 + Math.log(features.counts[at] ?? 1)) * (space.rarity[row] ?? 0);
      rows[used] = row;
      values[used++] = value;
      squares += value * value;
    }
    scale(values, start, used, (space.groupWeights[group] ?? 1) / Math.sqrt(squares || 1));
  }
  return { rows: rows.subarray(0, used), values: values.subarray(0, used) };
}

function countTexts(texts: readonly Features[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { hashes } of texts) {
    for (const hash of hashes) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  }
  return counts;
}

function scale(values: Float32Array, start: number, end: number, factor: number): void {
  for (let i = start; i < end; i++) values[i] = (values[i] ?? 0) * factor;
}
