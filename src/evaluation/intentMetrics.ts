/** Accuracy and macro-F1 (unweighted mean of F1 over all labels that occur) of predicted labels. */
export function measureLabels(pairs: readonly { readonly truth: string; readonly predicted: string }[]): {
  readonly accuracy: number;
  readonly macroF1: number;
} {
  const labels = [...new Set(pairs.map(({ truth }) => truth))];
  const right = pairs.filter(({ truth, predicted }) => truth === predicted).length;
  const f1 = labels.map((label) => f1Of(label, pairs));
  return { accuracy: right / pairs.length, macroF1: f1.reduce((sum, value) => sum + value, 0) / labels.length };
}

function f1Of(label: string, pairs: readonly { readonly truth: string; readonly predicted: string }[]): number {
  const hits = pairs.filter(({ truth, predicted }) => truth === label && predicted === label).length;
  const said = pairs.filter(({ predicted }) => predicted === label).length;
  const meant = pairs.filter(({ truth }) => truth === label).length;
  return hits === 0 ? 0 : (2 * hits) / (said + meant);
}

/**
 * Deals items into `count` folds so that each group (an intent) is spread evenly. The same seed deals the same way.
 * Returns the fold number of each item.
 */
export function dealFolds<T>(items: readonly T[], groupOf: (item: T) => string, count: number, seed: number): number[] {
  const order = shuffled(
    items.map((_, index) => index),
    seed,
  );
  const seen = new Map<string, number>();
  const folds = new Array<number>(items.length).fill(0);
  for (const index of order) {
    const item = items[index];
    if (item === undefined) continue;
    const group = groupOf(item);
    const nth = seen.get(group) ?? 0;
    seen.set(group, nth + 1);
    folds[index] = nth % count;
  }
  return folds;
}

function shuffled(items: readonly number[], seed: number): number[] {
  const random = xorshift(seed);
  const order = [...items];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = random() % (last + 1);
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}

/** Marsaglia's 32-bit xorshift: small, and the same numbers on every machine. */
function xorshift(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state;
  };
}
