import { type CueSpace, cueSpace, toVector } from './cueVectors.ts';
import type { FeatureReader, Features } from './features.ts';
import { softmax } from './softmax.ts';

/** A label with its probability; the probabilities of all labels sum to 1. */
export interface LabelScore {
  readonly label: string;
  readonly probability: number;
}

/**
 * A linear classifier: one row of small whole-number weights per cue. Made by `trainClassifier`, kept as bytes.
 * Give `scores` a text, or features read once with the same reader for several classifiers.
 */
export class TextClassifier {
  readonly labels: readonly string[];
  readonly #space: CueSpace;
  readonly #steps: Float32Array;
  readonly #weights: Int8Array;
  readonly #reader: FeatureReader;

  private constructor(
    labels: readonly string[],
    space: CueSpace,
    steps: Float32Array,
    weights: Int8Array,
    reader: FeatureReader,
  ) {
    this.labels = labels;
    this.#space = space;
    this.#steps = steps;
    this.#weights = weights;
    this.#reader = reader;
  }

  /** Rounds trained weights to 8 bits, each row with its own step. */
  static fromWeights(
    labels: readonly string[],
    space: CueSpace,
    weights: Float32Array,
    reader: FeatureReader,
  ): TextClassifier {
    const width = labels.length;
    const steps = new Float32Array(space.hashes.length);
    const rounded = new Int8Array(weights.length);
    for (let row = 0; row < steps.length; row++) {
      const step = largest(weights.subarray(row * width, (row + 1) * width)) / 127;
      steps[row] = step;
      for (let i = row * width; i < (row + 1) * width; i++) rounded[i] = Math.round((weights[i] ?? 0) / (step || 1));
    }
    return new TextClassifier(labels, space, steps, rounded, reader);
  }

  /** Reads what `save` wrote. `reader` must be made with the lexicon of training. */
  static load(bytes: Uint8Array, reader: FeatureReader): TextClassifier {
    const headLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    const head: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + headLength)));
    const { labels, rows, groupWeights } = head as { labels: string[]; rows: number; groupWeights: number[] };
    let at = 4 + headLength;
    const take = (length: number): ArrayBuffer => {
      at += length;
      return new Uint8Array(bytes.subarray(at - length, at)).buffer;
    };
    const hashes = new Uint32Array(take(rows * 4));
    const rarity = new Float32Array(take(rows * 4));
    const steps = new Float32Array(take(rows * 4));
    const weights = new Int8Array(take(rows * labels.length));
    return new TextClassifier(
      labels,
      cueSpace(hashes, rarity, Float32Array.from(groupWeights)),
      steps,
      weights,
      reader,
    );
  }

  /** The classifier as bytes: a JSON head, then typed arrays (little-endian). */
  save(): Uint8Array {
    const { hashes, rarity, groupWeights } = this.#space;
    const head = { labels: this.labels, rows: hashes.length, groupWeights: [...groupWeights] };
    const headBytes = new TextEncoder().encode(JSON.stringify(head));
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, headBytes.length, true);
    return Buffer.concat([length, headBytes, ...[hashes, rarity, this.#steps, this.#weights].map(bytesOf)]);
  }

  /** All labels with their probabilities, most probable first. */
  scores(input: string | Features): LabelScore[] {
    const probabilities = this.probabilities(input);
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

  /** Probabilities in the order of `labels`. */
  probabilities(input: string | Features): Float32Array {
    const features = typeof input === 'string' ? this.#reader.read(input) : input;
    const { rows, values } = toVector(this.#space, features);
    const width = this.labels.length;
    const scores = new Float32Array(width);
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] ?? 0;
      const value = (values[i] ?? 0) * (this.#steps[row] ?? 0);
      const start = row * width;
      for (let label = 0; label < width; label++) {
        scores[label] = (scores[label] ?? 0) + value * (this.#weights[start + label] ?? 0);
      }
    }
    softmax(scores);
    return scores;
  }
}

function largest(values: Float32Array): number {
  let most = 0;
  for (const value of values) if (Math.abs(value) > most) most = Math.abs(value);
  return most;
}

function bytesOf(array: Uint32Array | Float32Array | Int8Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
