import type { CueVector } from './cueVectors.ts';
import { seededRandom, shuffle } from './random.ts';

/** Numbered training data: `targets[i]` is the label number of `vectors[i]`. */
export interface TrainingSet {
  readonly vectors: readonly CueVector[];
  readonly targets: Uint16Array;
  /** How many cues there are. */
  readonly rows: number;
  readonly labels: number;
}

/** See TrainingOptions. */
export interface FitSettings {
  readonly seed: number;
  readonly passes: number;
  readonly slack: number;
  readonly onPass?: ((pass: number, changes: number) => void) | undefined;
}

/** What was learned: one row of label weights per cue, and one start value per label. */
export interface Weights {
  readonly rows: Float32Array;
  readonly bias: Float32Array;
}

/**
 * Linear support vector machines, one per label against the rest, with squared hinge loss, by dual coordinate descent
 * (Hsieh et al. 2008, the method of liblinear). All labels learn from a text in one visit, so that each cue's row is
 * read once. A text that a label already tells apart by the margin costs that label nothing.
 */
export function fitWeights(set: TrainingSet, settings: FitSettings): Weights {
  const learner = newLearner(set, settings.slack);
  const random = seededRandom(settings.seed);
  const order = Uint32Array.from(set.vectors, (_, i) => i);
  for (let pass = 1; pass <= settings.passes; pass++) {
    shuffle(order, random);
    let changes = 0;
    for (const i of order) {
      const vector = set.vectors[i];
      if (vector) changes += visit(learner, vector, i, set.targets[i] ?? 0);
    }
    settings.onPass?.(pass, changes / order.length);
  }
  return { rows: learner.rows, bias: learner.bias };
}

interface Learner extends Weights {
  readonly labels: number;
  /** How hard each label leans on each text (the dual variables). */
  readonly pull: Float32Array;
  /** 1 / (2 · slack): what the squared hinge adds to the diagonal. */
  readonly ridge: number;
  readonly scores: Float32Array;
  readonly changed: Uint16Array;
  readonly steps: Float32Array;
}

function newLearner(set: TrainingSet, slack: number): Learner {
  return {
    labels: set.labels,
    rows: new Float32Array(set.rows * set.labels),
    bias: new Float32Array(set.labels),
    pull: new Float32Array(set.vectors.length * set.labels),
    ridge: 1 / (2 * slack),
    scores: new Float32Array(set.labels),
    changed: new Uint16Array(set.labels),
    steps: new Float32Array(set.labels),
  };
}

/** One text for all labels; returns how many of them moved. */
function visit(learner: Learner, vector: CueVector, text: number, target: number): number {
  addScores(learner, vector);
  const moved = chooseSteps(learner, text, target, squaredLength(vector) + learner.ridge);
  if (moved > 0) takeSteps(learner, vector, moved);
  return moved;
}

function addScores({ scores, bias, rows: weights, labels }: Learner, { rows, values }: CueVector): void {
  scores.set(bias);
  for (let i = 0; i < rows.length; i++) {
    const start = (rows[i] ?? 0) * labels;
    const value = values[i] ?? 0;
    for (let label = 0; label < labels; label++) {
      scores[label] = (scores[label] ?? 0) + value * (weights[start + label] ?? 0);
    }
  }
}

/** The exact minimum along each label's coordinate; fills `changed` and `steps`. */
function chooseSteps(learner: Learner, text: number, target: number, curvature: number): number {
  const { labels, pull, scores, changed, steps, ridge, bias } = learner;
  let moved = 0;
  for (let label = 0; label < labels; label++) {
    const sign = label === target ? 1 : -1;
    const place = text * labels + label;
    const before = pull[place] ?? 0;
    const slope = sign * (scores[label] ?? 0) - 1 + before * ridge;
    if (before === 0 && slope >= 0) continue;
    const after = Math.max(before - slope / curvature, 0);
    const step = (after - before) * sign;
    if (Math.abs(step) < LEAST_STEP) continue;
    pull[place] = after;
    bias[label] = (bias[label] ?? 0) + step;
    changed[moved] = label;
    steps[moved++] = step;
  }
  return moved;
}

function takeSteps(
  { rows: weights, labels, changed, steps }: Learner,
  { rows, values }: CueVector,
  moved: number,
): void {
  for (let i = 0; i < rows.length; i++) {
    const start = (rows[i] ?? 0) * labels;
    const value = values[i] ?? 0;
    for (let m = 0; m < moved; m++) {
      const place = start + (changed[m] ?? 0);
      weights[place] = (weights[place] ?? 0) + (steps[m] ?? 0) * value;
    }
  }
}

/** The bias counts as one more cue of value 1. */
function squaredLength({ values }: CueVector): number {
  let sum = 1;
  for (const value of values) sum += value * value;
  return sum;
}

const LEAST_STEP = 1e-4;
