import type { CueVector } from './cueVectors.ts';
import { FEATURE_GROUPS } from './features.ts';
import { seededRandom, shuffle } from './random.ts';
import { softmax } from './softmax.ts';

/** Numbered training data: `targets[i]` is the label number of `vectors[i]`. */
export interface TrainingSet {
  readonly vectors: readonly CueVector[];
  readonly targets: Uint16Array;
  readonly rows: number;
  readonly labels: number;
}

/** See TrainingOptions. */
export interface FitSettings {
  readonly seed: number;
  readonly epochs: number;
  readonly rate: number;
  readonly dropWords: number;
  readonly dropGroups: number;
  readonly smoothing: number;
  readonly onEpoch?: (epoch: number, loss: number) => void;
}

/**
 * Multinomial logistic regression by stochastic gradient descent with per-cue step sizes (AdaGrad over a cue's row).
 * Returns one row of label weights per cue.
 */
export function fitWeights(set: TrainingSet, settings: FitSettings): Float32Array {
  const random = seededRandom(settings.seed);
  const model = {
    labels: set.labels,
    weights: new Float32Array(set.rows * set.labels),
    energy: new Float32Array(set.rows).fill(0.1),
  };
  const order = Uint32Array.from(set.vectors, (_, i) => i);
  const steps = settings.epochs * order.length;
  const scratch = newScratch(set);
  for (let epoch = 0, step = 0; epoch < settings.epochs; epoch++) {
    shuffle(order, random);
    let loss = 0;
    for (const i of order) {
      const rate = settings.rate * (1 - step++ / steps);
      const vector = set.vectors[i];
      if (!vector) continue;
      const kept = hideCues(vector, settings, random, scratch);
      loss += learnText(
        model,
        vector,
        kept,
        { target: set.targets[i] ?? 0, rate, smoothing: settings.smoothing },
        scratch,
      );
    }
    settings.onEpoch?.(epoch + 1, loss / order.length);
  }
  return model.weights;
}

interface Model {
  readonly labels: number;
  readonly weights: Float32Array;
  readonly energy: Float32Array;
}

interface Scratch {
  readonly values: Float32Array;
  readonly scores: Float32Array;
  readonly active: Uint16Array;
  readonly hiddenWords: Uint8Array;
  readonly hiddenGroups: Uint8Array;
}

function newScratch(set: TrainingSet): Scratch {
  const longest = set.vectors.reduce((most, vector) => Math.max(most, vector.rows.length), 0);
  return {
    values: new Float32Array(longest),
    scores: new Float32Array(set.labels),
    active: new Uint16Array(set.labels),
    hiddenWords: new Uint8Array(65536),
    hiddenGroups: new Uint8Array(FEATURE_GROUPS.length),
  };
}

/** Copies the values that this visit shows (hidden ones become 0); what is left is strengthened to the same mean. */
function hideCues(vector: CueVector, settings: FitSettings, random: () => number, scratch: Scratch): Float32Array {
  const words = (vector.words.at(-1) ?? 0) + 1;
  for (let word = 0; word <= words; word++) scratch.hiddenWords[word] = random() < settings.dropWords ? 1 : 0;
  for (let group = 0; group < scratch.hiddenGroups.length; group++) {
    scratch.hiddenGroups[group] = random() < settings.dropGroups ? 1 : 0;
  }
  const gain = 1 / ((1 - settings.dropWords) * (1 - settings.dropGroups));
  for (let i = 0; i < vector.values.length; i++) {
    const hidden = scratch.hiddenWords[vector.words[i] ?? 0] || scratch.hiddenGroups[vector.groups[i] ?? 0];
    scratch.values[i] = hidden ? 0 : (vector.values[i] ?? 0) * gain;
  }
  return scratch.values;
}

interface Lesson {
  readonly target: number;
  readonly rate: number;
  readonly smoothing: number;
}

/** One gradient step; returns the text's loss. Labels with next to no error are left out of the update, for speed. */
function learnText(model: Model, vector: CueVector, values: Float32Array, lesson: Lesson, scratch: Scratch): number {
  const { rows } = vector;
  const { weights, energy, labels } = model;
  const { scores, active } = scratch;
  addScores(weights, labels, rows, values, scores);
  softmax(scores);
  const loss = -Math.log(Math.max(1e-9, scores[lesson.target] ?? 0));
  const floor = lesson.smoothing / labels;
  let used = 0;
  let errorSquares = 0;
  for (let label = 0; label < labels; label++) {
    const wanted = floor + (label === lesson.target ? 1 - lesson.smoothing : 0);
    const error = (scores[label] ?? 0) - wanted;
    scores[label] = error;
    if (error < 1e-3 && error > -1e-3) continue;
    errorSquares += error * error;
    active[used++] = label;
  }
  for (let i = 0; i < rows.length; i++) {
    const value = values[i] ?? 0;
    if (value === 0) continue;
    const row = rows[i] ?? 0;
    const spent = (energy[row] ?? 0) + value * value * errorSquares;
    energy[row] = spent;
    const step = (lesson.rate * value) / Math.sqrt(spent);
    const start = row * labels;
    for (let a = 0; a < used; a++) {
      const label = active[a] ?? 0;
      const place = start + label;
      weights[place] = (weights[place] ?? 0) - step * (scores[label] ?? 0);
    }
  }
  return loss;
}

function addScores(
  weights: Float32Array,
  labels: number,
  rows: Int32Array,
  values: Float32Array,
  scores: Float32Array,
): void {
  scores.fill(0);
  for (let i = 0; i < rows.length; i++) {
    const value = values[i] ?? 0;
    if (value === 0) continue;
    const start = (rows[i] ?? 0) * labels;
    for (let label = 0; label < labels; label++) {
      scores[label] = (scores[label] ?? 0) + value * (weights[start + label] ?? 0);
    }
  }
}
