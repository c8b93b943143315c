import { type CueSpace, cueSpace, toVector } from './cueVectors.ts';
import type { FeatureReader, Features } from './features.ts';
import { addRow, type PackedRows } from './packedRows.ts';
import { softmax } from './softmax.ts';
import { readArrays, writeArrays } from './typedArrays.ts';

/** A label with its probability; the probabilities of all labels sum to 1. */
export interface LabelScore {
  readonly label: string;
  readonly probability: number;
}

/**
 * A linear classifier: a few small weights per cue. Made by `trainClassifier`, kept as bytes.
 * Give `scores` a text, or features read once with the same reader for several classifiers.
 */
export class TextClassifier {
  readonly labels: readonly string[];
  readonly #space: CueSpace;
  readonly #rows: PackedRows;
  readonly #bias: Float32Array;
  /** Work space of one prediction, which nothing interrupts. */
  readonly #margins: Float64Array;
  readonly #reader: FeatureReader;

  constructor(labels: readonly string[], space: CueSpace, rows: PackedRows, bias: Float32Array, reader: FeatureReader) {
    this.labels = labels;
    this.#space = space;
    this.#rows = rows;
    this.#bias = bias;
    this.#margins = new Float64Array(labels.length);
    this.#reader = reader;
  }

  /** Reads what `save` wrote. `reader` must be made with the lexicon of training. */
  static load(bytes: Uint8Array, reader: FeatureReader): TextClassifier {
    const { labels, arrays } = readArrays(bytes);
    const [hashes, rarity, groupWeights, offsets, steps, rowLabels, values, bias] = arrays;
    const space = cueSpace(new Uint32Array(hashes), new Float32Array(rarity), new Float32Array(groupWeights));
    const rows = {
      offsets: new Uint32Array(offsets),
      steps: new Float32Array(steps),
      labels: new Uint16Array(rowLabels),
      values: new Int8Array(values),
    };
    return new TextClassifier(labels, space, rows, new Float32Array(bias), reader);
  }

  /** The classifier as bytes, for `load`. */
  save(): Uint8Array {
    const { hashes, rarity, groupWeights } = this.#space;
    const { offsets, steps, labels, values } = this.#rows;
    return writeArrays(this.labels, [hashes, rarity, groupWeights, offsets, steps, labels, values, this.#bias]);
  }

  /** All labels with their probabilities, most probable first. */
  scores(input: string | Features): LabelScore[] {
    return this.ranked(this.probabilities(input));
  }

  /** Probabilities that `probabilities` gave, with their labels, most probable first. */
  ranked(probabilities: Float32Array): LabelScore[] {
    return this.labels
      .map((label, i) => ({ label, probability: probabilities[i] ?? 0 }))
      .sort((a, b) => b.probability - a.probability);
  }

  /** The most probable label. */
  best(input: string | Features): LabelScore {
    const probabilities = this.probabilities(input);
    let best = 0;
    for (let i = 1; i < probabilities.length; i++) {
      if ((probabilities[i] ?? 0) > (probabilities[best] ?? 0)) best = i;
    }
    return { label: this.labels[best] ?? '', probability: probabilities[best] ?? 0 };
  }

  /**
   * Share, from 0 to 1, of a text's words that were seen in training, as written or by their stem: how far the
   * probabilities rest on anything. A text without words has 0.
   */
  familiarity(features: Features): number {
    const [words = 0, stems = 0] = features.ends;
    if (words === 0) return 0;
    const known = (from: number, to: number) =>
      features.hashes.subarray(from, to).filter((hash) => this.#space.table.rowOf(hash) >= 0).length / (to - from || 1);
    return Math.max(known(0, words), known(words, stems));
  }

  /** Probabilities in the order of `labels`. */
  probabilities(input: string | Features): Float32Array {
    const features = typeof input === 'string' ? this.#reader.read(input) : input;
    const { rows, values } = toVector(this.#space, features);
    const margins = this.#margins;
    margins.set(this.#bias);
    for (let i = 0; i < rows.length; i++) addRow(this.#rows, rows[i] ?? 0, values[i] ?? 0, margins);
    const sharpness = sharpnessFor(this.labels.length);
    const scores = Float32Array.from(margins, (margin) => margin * sharpness);
    softmax(scores);
    return scores;
  }
}

/**
 * What margins are multiplied by to make probabilities that are as sure as they are right on unseen texts
 * (docs/classifier.md): more labels share the rest of the probability.
 */
function sharpnessFor(labels: number): number {
  return Math.max(2.5, 1.1 * Math.log(labels));
}
