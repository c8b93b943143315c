/** The layout that is asked for answers weighs a text as training does, cue by cue. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cueSpace, toVector } from '../../src/language/cueVectors.ts';
import { CueWeights, type TrainedCues } from '../../src/language/cueWeights.ts';
import type { Features } from '../../src/language/features.ts';
import { packRows } from '../../src/language/packedRows.ts';

const LABELS = 7;
/** In the order in which training leaves them. */
const HASHES = Uint32Array.from({ length: 50 }, (_, i) => (i * 2654435761) >>> 0).sort();

const trained = fc
  .array(fc.float({ min: -2, max: 2, noNaN: true }), { minLength: 50 * LABELS, maxLength: 50 * LABELS })
  .map(
    (weights): TrainedCues => ({
      hashes: HASHES,
      rarity: Float32Array.from(HASHES, (_, i) => 1 + (i % 9) / 3),
      groupWeights: Float32Array.from([0.4, 1.3, 1]),
      rows: packRows(Float32Array.from(weights), LABELS),
    }),
  );
/** Known and unknown cues in three groups. */
const features = fc
  .array(fc.array(fc.nat(60), { maxLength: 40 }), { minLength: 3, maxLength: 3 })
  .map((groups): Features => {
    const cues = groups.map((group) => [...new Set(group)]);
    const hashes = cues.flat().map((cue) => HASHES[cue] ?? cue * 7919 + 13);
    let end = 0;
    return {
      hashes: Uint32Array.from(hashes),
      counts: Float32Array.from(hashes, (hash) => 1 + (hash % 4)),
      ends: Uint32Array.from(cues, (group) => {
        end += group.length;
        return end;
      }),
    };
  });

describe('the weights of known cues', () => {
  it('add up to what rows and vectors of training give, to the last bit', () => {
    fc.assert(
      fc.property(trained, features, (cues, text) => {
        const margins = new Float64Array(LABELS);
        new CueWeights(cues).addTo(margins, text);
        expect([...margins]).toEqual(plainMargins(cues, text));
      }),
      { seed: 5, numRuns: 200 },
    );
  });

  it('come out of the layout as they went in', () => {
    fc.assert(
      fc.property(trained, (cues) => {
        expect(new CueWeights(cues).unpack()).toEqual(cues);
      }),
      { seed: 5, numRuns: 20 },
    );
  });

  it('tell known cues from others', () => {
    const [cues] = fc.sample(trained, { seed: 5, numRuns: 1 });
    const weights = new CueWeights(cues!);
    expect([...HASHES].every((hash) => weights.knows(hash))).toBe(true);
    expect([1, 2, 3, 99, 4_000_000_001].some((hash) => weights.knows(hash))).toBe(false);
  });

  it('find rare cues as well as common ones, when there are many', () => {
    const hashes = Uint32Array.from({ length: 40_000 }, (_, i) => (i * 2654435761) >>> 0).sort();
    const weights = Float32Array.from({ length: 40_000 * LABELS }, (_, i) => ((i * 7919) % 23) - 11);
    const cues = {
      hashes,
      rarity: Float32Array.from(hashes, (hash) => 1 + (hash % 1000) / 100),
      groupWeights: Float32Array.from([1, 1, 1]),
      rows: packRows(weights, LABELS),
    };
    const all = new CueWeights(cues);
    expect(hashes.every((hash) => all.knows(hash))).toBe(true);
    expect(all.unpack()).toEqual(cues);
    const some = hashes.filter((_, i) => i % 97 === 0);
    const text = {
      hashes: some,
      counts: new Float32Array(some.length).fill(1),
      ends: Uint32Array.from([99, 200, some.length]),
    };
    const margins = new Float64Array(LABELS);
    all.addTo(margins, text);
    expect([...margins]).toEqual(plainMargins(cues, text));
  });

  it('take texts with more cues than the work space holds', () => {
    const [cues] = fc.sample(trained, { seed: 5, numRuns: 1 });
    const hashes = Uint32Array.from({ length: 5000 }, (_, i) => (i < 50 ? HASHES[i]! : i * 31 + 7));
    const text = { hashes, counts: new Float32Array(5000).fill(1), ends: Uint32Array.from([20, 50, 5000]) };
    const margins = new Float64Array(LABELS);
    new CueWeights(cues!).addTo(margins, text);
    expect([...margins]).toEqual(plainMargins(cues!, text));
  });
});

/** The same sum, written down as it is meant. */
function plainMargins(cues: TrainedCues, text: Features): number[] {
  const margins = new Array<number>(LABELS).fill(0);
  const { offsets, steps, labels, values } = cues.rows;
  const vector = toVector(cueSpace(cues.hashes, cues.rarity, cues.groupWeights), text);
  vector.rows.forEach((row, i) => {
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
      margins[labels[at]!]! += vector.values[i]! * steps[row]! * values[at]!;
    }
  });
  return margins;
}
