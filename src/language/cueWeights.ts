import type { CueSpace } from './cueVectors.ts';
import type { Features } from './features.ts';
import type { PackedRows } from './packedRows.ts';

/** What training left behind of a classifier's cues: `hashes`, `rarity` and rows run in parallel. */
export type TrainedCues = Pick<CueSpace, 'hashes' | 'rarity' | 'groupWeights'> & { readonly rows: PackedRows };

/** Bytes of a row before its weights: hash, rarity, step and number of weights, four each. */
const HEAD = 16;
/** So many of the commonest cues have a table of their own: four of five cues of a text are among them. */
const COMMON = 16_384;

/**
 * The cues that a classifier knows, laid out for being asked. A text has hundreds of cues, and what they cost is not
 * the arithmetic but the first touch of each place in megabytes of memory. So all that belongs to a cue lies together
 * (`HEAD`, labels in 16 bits, weights in 8), the common cues lie side by side, and small tables lead to them.
 */
export class CueWeights {
  readonly #groupWeights: Float32Array;
  readonly #words: Uint32Array;
  readonly #floats: Float32Array;
  readonly #labels: Uint16Array;
  readonly #weights: Int8Array;
  /** Places of rows in `words` by the hash of their cue, 0 for none: open addressing. */
  readonly #common: Uint32Array;
  readonly #others: Uint32Array;
  /** Work space of one text, which nothing interrupts: places and values of its known cues. */
  #places = new Uint32Array(1024);
  #values = new Float32Array(1024);

  constructor({ hashes, rarity, groupWeights, rows }: TrainedCues) {
    this.#groupWeights = groupWeights;
    const cells = new ArrayBuffer(bytesFor(rows));
    this.#words = new Uint32Array(cells);
    this.#floats = new Float32Array(cells);
    this.#labels = new Uint16Array(cells);
    this.#weights = new Int8Array(cells);
    const order = Uint32Array.from(hashes, (_, row) => row).sort((a, b) => rarity[a]! - rarity[b]! || a - b);
    this.#common = tableFor(Math.min(COMMON, order.length));
    this.#others = tableFor(Math.max(0, order.length - COMMON));
    // Place 0 means that there is none.
    let place = 1;
    for (const [at, row] of order.entries()) {
      this.#words[place] = hashes[row]!;
      this.#floats[place + 1] = rarity[row]!;
      enter(at < COMMON ? this.#common : this.#others, hashes[row]!, place);
      place = this.#write(place, rows, row);
    }
  }

  knows(hash: number): boolean {
    return this.#placeOf(hash) !== 0;
  }

  /**
   * Adds what a text's cues say to `margins`, one a label. A cue counts by how often it occurs and how rare it is, and
   * each group of cues is brought to its weight as length: as `toVector` does for training. Double precision is the
   * processor's own: narrower margins cost a rounding each.
   */
  addTo(margins: Float64Array, features: Features): void {
    const used = this.#gather(features);
    const places = this.#places;
    const values = this.#values;
    const floats = this.#floats;
    const words = this.#words;
    const labels = this.#labels;
    const weights = this.#weights;
    for (let i = 0; i < used; i++) {
      const place = places[i]!;
      const factor = values[i]! * floats[place + 2]!;
      const count = words[place + 3]!;
      const end = place * 2 + HEAD / 2 + count;
      let weight = place * 4 + HEAD + count * 2;
      for (let label = end - count; label < end; label++) margins[labels[label]!]! += factor * weights[weight++]!;
    }
  }

  /** As training left it, cues in the order of their hashes. */
  unpack(): TrainedCues {
    const places = [...this.#common, ...this.#others].filter((place) => place !== 0);
    places.sort((a, b) => this.#words[a]! - this.#words[b]!);
    const offsets = new Uint32Array(places.length + 1);
    for (const [row, place] of places.entries()) offsets[row + 1] = offsets[row]! + this.#words[place + 3]!;
    const labels = new Uint16Array(offsets.at(-1)!);
    const values = new Int8Array(offsets.at(-1)!);
    for (const [row, place] of places.entries()) {
      const count = this.#words[place + 3]!;
      const from = place * 4 + HEAD;
      labels.set(this.#labels.subarray(from / 2, from / 2 + count), offsets[row]);
      values.set(this.#weights.subarray(from + count * 2, from + count * 3), offsets[row]);
    }
    return {
      hashes: Uint32Array.from(places, (place) => this.#words[place]!),
      rarity: Float32Array.from(places, (place) => this.#floats[place + 1]!),
      groupWeights: this.#groupWeights,
      rows: { offsets, steps: Float32Array.from(places, (place) => this.#floats[place + 2]!), labels, values },
    };
  }

  /** Fills the work space; gives the number of known cues. */
  #gather({ hashes, counts, ends }: Features): number {
    this.#makeRoom(hashes.length);
    const places = this.#places;
    const values = this.#values;
    const floats = this.#floats;
    let used = 0;
    let at = 0;
    for (let group = 0; group < ends.length; group++) {
      const start = used;
      let squares = 0;
      for (const end = ends[group]!; at < end; at++) {
        const place = this.#placeOf(hashes[at]!);
        if (place === 0) continue;
        const count = counts[at]!;
        const value = (count === 1 ? 1 : 1 + Math.log(count)) * floats[place + 1]!;
        places[used] = place;
        values[used++] = value;
        squares += value * value;
      }
      const factor = (this.#groupWeights[group] ?? 1) / Math.sqrt(squares || 1);
      for (let i = start; i < used; i++) values[i] = values[i]! * factor;
    }
    return used;
  }

  #makeRoom(length: number): void {
    if (length <= this.#places.length) return;
    this.#places = new Uint32Array(length * 2);
    this.#values = new Float32Array(length * 2);
  }

  #placeOf(hash: number): number {
    return find(this.#common, this.#words, hash) || find(this.#others, this.#words, hash);
  }

  /** Writes step and weights of one row; gives the place of the next. */
  #write(place: number, { offsets, steps, labels, values }: PackedRows, row: number): number {
    const [from, to] = [offsets[row]!, offsets[row + 1]!];
    this.#floats[place + 2] = steps[row]!;
    this.#words[place + 3] = to - from;
    const start = place * 4 + HEAD;
    this.#labels.set(labels.subarray(from, to), start / 2);
    this.#weights.set(values.subarray(from, to), start + (to - from) * 2);
    return place + wordsFor(to - from);
  }
}

function tableFor(count: number): Uint32Array {
  return new Uint32Array(2 ** Math.ceil(Math.log2(Math.max(8, count * 1.5))));
}

function enter(table: Uint32Array, hash: number, place: number): void {
  let slot = hash & (table.length - 1);
  while (table[slot] !== 0) slot = (slot + 1) & (table.length - 1);
  table[slot] = place;
}

function find(table: Uint32Array, words: Uint32Array, hash: number): number {
  const mask = table.length - 1;
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const place = table[slot]!;
    if (place === 0 || words[place] === hash) return place;
  }
}

/** Units of four bytes that a row of so many weights takes. */
function wordsFor(count: number): number {
  return (HEAD + Math.ceil((count * 3) / 4) * 4) / 4;
}

function bytesFor({ offsets }: PackedRows): number {
  let words = 1;
  for (let row = 1; row < offsets.length; row++) words += wordsFor(offsets[row]! - offsets[row - 1]!);
  return words * 4;
}
