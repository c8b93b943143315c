import { type CueVector, type GroupWeights, learnCues, toVector } from './cueVectors.ts';
import { createFeatureReader, type FeatureReader } from './features.ts';
import { fitWeights } from './fitWeights.ts';
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
  readonly epochs?: number;
  /** First step size; it falls to nothing in a straight line. */
  readonly rate?: number;
  /** Share of words hidden from the learner each time it sees a text. */
  readonly dropWords?: number;
  /** Chance that a whole group of cues is hidden, so that no group is relied on alone. */
  readonly dropGroups?: number;
  /** A cue must occur in this many texts. */
  readonly minTexts?: number;
  readonly smoothing?: number;
  readonly groupWeights?: GroupWeights;
  /** Told after each pass over the texts. */
  readonly onEpoch?: (epoch: number, loss: number) => void;
}

export const TRAINING_DEFAULTS = {
  seed: 7,
  epochs: 12,
  rate: 1.5,
  dropWords: 0.1,
  dropGroups: 0.1,
  minTexts: 2,
  smoothing: 0.05,
  groupWeights: { words: 0.6, stems: 1, meanings: 1, meaningPairs: 0.7, skeletons: 0.6, letters: 1 },
} as const satisfies TrainingOptions;

/** Trains a classifier from scratch. Same lines, options and seed: same classifier, bit for bit. */
export function trainClassifier(lines: readonly LabelledText[], options: TrainingOptions = {}): TextClassifier {
  const settings = { ...TRAINING_DEFAULTS, ...options };
  const reader = options.reader ?? createFeatureReader();
  const labels = [...new Set(lines.map((line) => line.label))].sort();
  const numberOf = new Map(labels.map((label, number) => [label, number]));
  const features = lines.map((line) => reader.read(line.text));
  const space = learnCues(features, settings.minTexts, settings.groupWeights);
  const vectors: CueVector[] = features.map((each) => toVector(space, each));
  const targets = Uint16Array.from(lines, (line) => numberOf.get(line.label) ?? 0);
  const weights = fitWeights({ vectors, targets, rows: space.hashes.length, labels: labels.length }, settings);
  return TextClassifier.fromWeights(labels, space, weights, reader);
}
