import { type GroupWeights, learnCues, toVector } from './cueVectors.ts';
import { createFeatureReader, type FeatureReader } from './features.ts';
import { fitWeights } from './fitWeights.ts';
import { packRows } from './packedRows.ts';
import { TextClassifier } from './textClassifier.ts';

/** One training example. */
export interface LabelledText {
  readonly text: string;
  readonly label: string;
}

/** How training goes; the defaults were chosen by measurement (docs/classifier.md). */
export interface TrainingOptions {
  /** Reads texts; pass one made with the lexicon. The same reader must serve prediction. */
  readonly reader?: FeatureReader;
  readonly seed?: number;
  /** How often each text is visited. */
  readonly passes?: number;
  /** How much a text on the wrong side counts against simple weights (the C of support vector machines). */
  readonly slack?: number;
  /** A cue must occur in this many texts. */
  readonly minTexts?: number;
  readonly groupWeights?: GroupWeights;
  /** Told after each pass over the texts, with the mean number of labels that a text still moved. */
  readonly onPass?: (pass: number, changes: number) => void;
}

export const TRAINING_DEFAULTS = {
  seed: 7,
  passes: 6,
  slack: 0.7,
  minTexts: 2,
  groupWeights: {
    words: 0.4,
    stems: 0.6,
    letters: 0.8,
    bones: 0.5,
    meanings: 1.3,
    pairs: 1,
    looserPairs: 1,
    edges: 0.4,
    skeletons: 0.8,
  },
} as const satisfies TrainingOptions;

/** Trains a classifier from scratch. Same lines, options and seed: same classifier, bit for bit. */
export function trainClassifier(lines: readonly LabelledText[], options: TrainingOptions = {}): TextClassifier {
  const settings = { ...TRAINING_DEFAULTS, ...options };
  const reader = options.reader ?? createFeatureReader();
  const labels = [...new Set(lines.map((line) => line.label))].sort();
  const numberOf = new Map(labels.map((label, number) => [label, number]));
  const features = lines.map((line) => reader.read(line.text));
  const space = learnCues(features, settings.minTexts, settings.groupWeights);
  const vectors = features.map((each) => toVector(space, each));
  const targets = Uint16Array.from(lines, (line) => numberOf.get(line.label) ?? 0);
  const { rows, bias } = fitWeights({ vectors, targets, rows: space.hashes.length, labels: labels.length }, settings);
  return new TextClassifier(labels, { ...space, rows: packRows(rows, labels.length) }, bias, reader);
}
