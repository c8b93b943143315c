import { CueWeights, type TrainedCues } from './cueWeights.ts';
import { FEATURE_GROUPS, type FeatureReader, type Features } from './features.ts';
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
  readonly #cues: CueWeights;
  readonly #bias: Float32Array;
  /** Work space of one prediction, which nothing interrupts. */
  readonly #margins: Float64Array;
  readonly #reader: FeatureReader;

  constructor(labels: readonly string[], cues: TrainedCues, bias: Float32Array, reader: FeatureReader) {
    this.labels = labels;
    this.#cues = new CueWeights(cues);
    this.#bias = bias;
    this.#margins = new Float64Array(labels.length);
    this.#reader = reader;
  }

  /** Reads what `save` wrote. `reader` must be made with the lexicon of training. */
  static load(bytes: Uint8Array, reader: FeatureReader): TextClassifier {
    const { labels, arrays } = readArrays(bytes);
    const [hashes, rarity, groupWeights, offsets, steps, rowLabels, values, bias] = arrays;
    const cues = {
      hashes: new Uint32Array(hashes),
      rarity: new Float32Array(rarity),
      groupWeights: new Float32Array(groupWeights),
      rows: {
        offsets: new Uint32Array(offsets),
        steps: new Float32Array(steps),
        labels: new Uint16Array(rowLabels),
        values: new Int8Array(values),
      },
    };
    return new TextClassifier(labels, cues, new Float32Array(bias), reader);
  }

  /** The classifier as bytes, for `load`. */
  save(): Uint8Array {
    const { hashes, rarity, groupWeights, rows } = this.#cues.unpack();
    const { offsets, steps, labels, values } = rows;
    return writeArrays(this.labels, [hashes, rarity, groupWeights, offsets, steps, labels, values, this.#bias]);
  }

  /** All labels with their probabilities, most probable first. */
  scores(input: string | Features): LabelScore[] {
    return this.top(this.probabilities(input), this.labels.length);
  }

  /**
   * The most probable labels of probabilities that `probabilities` gave, best first, of equal ones the earlier first.
   * Hundreds of labels may be known: only so many are made into objects.
   */
  top(probabilities: Float32Array, count: number): LabelScore[] {
    const kept: number[] = [];
    for (let label = 0; label < probabilities.length; label++) {
      const probability = probabilities[label]!;
      if (kept.length === count && probability <= probabilities[kept[count - 1]!]!) continue;
      let place = kept.length;
      while (place > 0 && probabilities[kept[place - 1]!]! < probability) place--;
      kept.splice(place, 0, label);
      if (kept.length > count) kept.pop();
    }
    return kept.map((label) => ({ label: this.labels[label]!, probability: probabilities[label]! }));
  }

  /** The most probable label. */
  best(input: string | Features): LabelScore {
    return this.top(this.probabilities(input), 1)[0] ?? { label: '', probability: 0 };
  }

  /**
   * Share, from 0 to 1, of a text's words that were seen in training, as written, by their stem or by what they mean:
   * how far the probabilities rest on anything. A text without words has 0.
   */
  familiarity({ hashes, ends }: Features): number {
    const [words = 0, stems = 0] = ends;
    if (words === 0) return 0;
    const meant = FEATURE_GROUPS.indexOf('meanings');
    return Math.max(
      this.#knownShare(hashes, 0, words),
      this.#knownShare(hashes, words, stems),
      this.#knownShare(hashes, ends[meant - 1] ?? 0, ends[meant] ?? 0),
    );
  }

  /** Probabilities in the order of `labels`. */
  probabilities(input: string | Features): Float32Array {
    const features = typeof input === 'string' ? this.#reader.read(input) : input;
    const margins = this.#margins;
    margins.set(this.#bias);
    this.#cues.addTo(margins, features);
    const sharpness = sharpnessFor(this.labels.length);
    const scores = new Float32Array(margins.length);
    for (let label = 0; label < scores.length; label++) scores[label] = margins[label]! * sharpness;
    softmax(scores);
    return scores;
  }

  #knownShare(hashes: Uint32Array, from: number, to: number): number {
    let known = 0;
    for (let at = from; at < to; at++) if (this.#cues.knows(hashes[at]!)) known++;
    return known / (to - from || 1);
  }
}

/**
 * What margins are multiplied by to make probabilities that are as sure as they are right on unseen texts
 * (docs/classifier.md): more labels share the rest of the probability.
 */
function sharpnessFor(labels: number): number {
  return Math.max(2.5, 1.1 * Math.log(labels));
}
