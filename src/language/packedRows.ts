/**
 * Weights kept small: of each cue's row only the labels for which it matters, in 8 bits.
 * Row r holds the places from `offsets[r]` to `offsets[r + 1]`; a weight is `values[i] * steps[r]` for `labels[i]`.
 */
export interface PackedRows {
  readonly offsets: Uint32Array;
  readonly labels: Uint16Array;
  readonly values: Int8Array;
  readonly steps: Float32Array;
}

/**
 * Packs dense rows of `width` weights. What a row adds to all labels alike changes no ranking and no probability, so
 * its middle value is taken off first; then most weights are next to nothing and are left out.
 */
export function packRows(weights: Float32Array, width: number): PackedRows {
  const count = width > 0 ? weights.length / width : 0;
  const offsets = new Uint32Array(count + 1);
  const steps = new Float32Array(count);
  const labels: number[] = [];
  const values: number[] = [];
  for (let row = 0; row < count; row++) {
    const centred = centre(weights.subarray(row * width, (row + 1) * width));
    const step = largest(centred) / 127;
    steps[row] = step;
    for (let label = 0; label < width; label++) {
      const weight = centred[label] ?? 0;
      if (Math.abs(weight) < NEGLIGIBLE) continue;
      labels.push(label);
      values.push(Math.round(weight / step));
    }
    offsets[row + 1] = labels.length;
  }
  return { offsets, steps, labels: Uint16Array.from(labels), values: Int8Array.from(values) };
}

function centre(row: Float32Array): Float32Array {
  const middle = row.toSorted()[row.length >> 1] ?? 0;
  return row.map((weight) => weight - middle);
}

function largest(values: Float32Array): number {
  let most = 0;
  for (const value of values) if (Math.abs(value) > most) most = Math.abs(value);
  return most;
}

/** Smaller weights than this were measured to change no accuracy (docs/classifier.md). */
const NEGLIGIBLE = 0.03;
