import type { CueSpace } from './cueVectors.ts';
import type { Features } from './features.ts';
import type { PackedRows } from './packedRows.ts';

/** What training left behind of a classifier's cues: `hashes`, `rarity` and rows run in parallel. */
export type TrainedCues = Pick<CueSpace, 'hashes' | 'rarity' | 'groupWeights'> & { readonly rows: PackedRows };

/** Words of four bytes in a row before its weights: hash, rarity, step and number of weights. */
const HEAD = 4;
/** So many of the commonest cues have a table of their own: four of five cues of a text are among them. */
const COMMON = 16_384;

/** Words that a processor fetches together. */
const LINE = 16;
/** Rows begin at multiples of so many words of four bytes. */
const ALIGNED = 2;
/** Of a weight's word the lower half is its label, the upper half the weight. */
const LABEL_BITS = 16;
const LABEL_MASK = 0xffff;
/** Bits of a table's entry that tell which row; those above are of the hash and tell most strangers apart. */
const ROW_BITS = 22;
const ROW_MASK = 2 ** ROW_BITS - 1;

/**
 * The cues that a classifier knows, laid out for being asked. A text has hundreds of cues, and what they cost is not
 * the arithmetic but the first touch of each place in megabytes of memory. So all that belongs to a cue lies together
 * (`HEAD`, then a word for each weight, its label in the lower half), the common cues lie side by side, and small
 * tables lead to them, whose entries show strangers without a look at a row. And each kind of place is touched for all
 * cues in one plain loop, before anything is decided by what stands there: a processor fetches many places at once as
 * long as it need not guess.
 */
export class CueWeights {
  readonly #groupWeights: Float32Array;
  readonly #words: Uint32Array;
  readonly #floats: Float32Array;
  readonly #weights: Int32Array;
  /** Entries (`entryFor`) of rows by the hash of their cue, 0 for none: open addressing. */
  readonly #common: Uint32Array;
  readonly #others: Uint32Array;
  /** Work space of one text, which nothing interrupts: entries of its cues, places and values of the known ones. */
  #entries = new Uint32Array(1024);
  #places = new Uint32Array(1024);
  #values = new Float32Array(1024);

  constructor({ hashes, rarity, groupWeights, rows }: TrainedCues) {
    this.#groupWeights = groupWeights;
    this.#words = new Uint32Array(wordsForAll(rows));
    this.#floats = new Float32Array(this.#words.buffer);
    this.#weights = new Int32Array(this.#words.buffer);
    const order = Uint32Array.from(hashes, (_, row) => row).sort((a, b) => rarity[a]! - rarity[b]! || a - b);
    this.#common = tableFor(Math.min(COMMON, order.length));
    this.#others = tableFor(Math.max(0, order.length - COMMON));
    // Place 0 means that there is none.
    let place = ALIGNED;
    for (const [at, row] of order.entries()) {
      this.#words[place] = hashes[row]!;
      this.#floats[place + 1] = rarity[row]!;
      enter(at < COMMON ? this.#common : this.#others, hashes[row]!, entryFor(hashes[row]!, place));
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
    this.#fetchRows(used);
    const places = this.#places;
    const values = this.#values;
    const floats = this.#floats;
    const words = this.#words;
    const weights = this.#weights;
    for (let i = 0; i < used; i++) {
      const place = places[i]!;
      const factor = values[i]! * floats[place + 2]!;
      const end = place + HEAD + words[place + 3]!;
      for (let at = place + HEAD; at < end; at++) {
        const weight = weights[at]!;
        margins[weight & LABEL_MASK]! += factor * (weight >> LABEL_BITS);
      }
    }
  }

  /** As training left it, cues in the order of their hashes. */
  unpack(): TrainedCues {
    const places = [...this.#common, ...this.#others].filter((entry) => entry !== 0).map(placeIn);
    places.sort((a, b) => this.#words[a]! - this.#words[b]!);
    const offsets = new Uint32Array(places.length + 1);
    for (const [row, place] of places.entries()) offsets[row + 1] = offsets[row]! + this.#words[place + 3]!;
    const labels = new Uint16Array(offsets.at(-1)!);
    const values = new Int8Array(offsets.at(-1)!);
    for (const [row, place] of places.entries()) {
      const count = this.#words[place + 3]!;
      const cells = this.#weights.subarray(place + HEAD, place + HEAD + count);
      labels.set(
        Uint16Array.from(cells, (cell) => cell & LABEL_MASK),
        offsets[row],
      );
      values.set(
        Int8Array.from(cells, (cell) => cell >> LABEL_BITS),
        offsets[row],
      );
    }
    return {
      hashes: Uint32Array.from(places, (place) => this.#words[place]!),
      rarity: Float32Array.from(places, (place) => this.#floats[place + 1]!),
      groupWeights: this.#groupWeights,
      rows: { offsets, steps: Float32Array.from(places, (place) => this.#floats[place + 2]!), labels, values },
    };
  }

  /** Fills the work space; gives the number of known cues. */
  #gather(features: Features): number {
    const { hashes, counts, ends } = features;
    this.#findAll(hashes);
    const entries = this.#entries;
    const places = this.#places;
    const values = this.#values;
    const words = this.#words;
    const floats = this.#floats;
    let used = 0;
    let at = 0;
    for (let group = 0; group < ends.length; group++) {
      const start = used;
      let squares = 0;
      for (const end = ends[group]!; at < end; at++) {
        let place = placeIn(entries[at]!);
        if (place === 0) continue;
        if (words[place] !== hashes[at]) place = this.#placeOf(hashes[at]!);
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

  /** Fills `#entries`: one that may be the cue's, or 0 for a stranger. Touches the heads of the rows, for who asks next. */
  #findAll(hashes: Uint32Array): void {
    this.#makeRoom(hashes.length);
    const entries = this.#entries;
    fetchFirst(this.#common, hashes, entries);
    settle(this.#common, hashes, entries);
    fetchFirst(this.#others, hashes, entries);
    settle(this.#others, hashes, entries);
    const words = this.#words;
    let touched = 0;
    for (let at = 0; at < hashes.length; at++) touched ^= words[placeIn(entries[at]!)]!;
    // Kept, so that no compiler takes the touching for idle; the place is filled again before it is read.
    this.#values[0] = touched;
  }

  /** Touches all of the rows behind their heads. */
  #fetchRows(used: number): void {
    const places = this.#places;
    const words = this.#words;
    let touched = 0;
    for (let i = 0; i < used; i++) {
      const place = places[i]!;
      const end = place + HEAD + words[place + 3]!;
      for (let at = place + LINE; at < end; at += LINE) touched ^= words[at]!;
    }
    this.#entries[0] = touched;
  }

  #makeRoom(length: number): void {
    this.#entries.fill(0, 0, length);
    if (length <= this.#places.length) return;
    this.#entries = new Uint32Array(length * 2);
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
    for (let at = from; at < to; at++) {
      this.#weights[place + HEAD + at - from] = (values[at]! << LABEL_BITS) | labels[at]!;
    }
    return place + wordsFor(to - from);
  }
}

function tableFor(count: number): Uint32Array {
  return new Uint32Array(2 ** Math.ceil(Math.log2(Math.max(8, count * 1.5))));
}

/** An entry of a table: which row, and the hash's upper bits. @throws RangeError when there are too many rows. */
function entryFor(hash: number, place: number): number {
  const row = place / ALIGNED;
  if (row > ROW_MASK) throw new RangeError(`a classifier's rows take more than ${ROW_MASK * ALIGNED * 4} bytes`);
  return ((hash & ~ROW_MASK) | row) >>> 0;
}

function placeIn(entry: number): number {
  return (entry & ROW_MASK) * ALIGNED;
}

/** May it be the entry of this hash? */
function mayBeOf(entry: number, hash: number): boolean {
  return ((entry ^ hash) & ~ROW_MASK) === 0;
}

function enter(table: Uint32Array, hash: number, entry: number): void {
  let slot = hash & (table.length - 1);
  while (table[slot] !== 0) slot = (slot + 1) & (table.length - 1);
  table[slot] = entry;
}

/** The entry where each hash that has none begins to be looked for. */
function fetchFirst(table: Uint32Array, hashes: Uint32Array, entries: Uint32Array): void {
  const mask = table.length - 1;
  for (let at = 0; at < hashes.length; at++) if (entries[at] === 0) entries[at] = table[hashes[at]! & mask]!;
}

/** Goes on from there to an entry that may be the hash's, or to none. */
function settle(table: Uint32Array, hashes: Uint32Array, entries: Uint32Array): void {
  const mask = table.length - 1;
  for (let at = 0; at < hashes.length; at++) {
    const hash = hashes[at]!;
    let entry = entries[at]!;
    for (let slot = hash; entry !== 0 && !mayBeOf(entry, hash); ) {
      slot = (slot + 1) & mask;
      entry = table[slot]!;
    }
    entries[at] = entry;
  }
}

function find(table: Uint32Array, words: Uint32Array, hash: number): number {
  const mask = table.length - 1;
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const entry = table[slot]!;
    const place = placeIn(entry);
    if (entry === 0 || (mayBeOf(entry, hash) && words[place] === hash)) return place;
  }
}

/** Units of four bytes that a row of so many weights takes. */
function wordsFor(count: number): number {
  return Math.ceil((HEAD + count) / ALIGNED) * ALIGNED;
}

function wordsForAll({ offsets }: PackedRows): number {
  let words = ALIGNED;
  for (let row = 1; row < offsets.length; row++) words += wordsFor(offsets[row]! - offsets[row - 1]!);
  return words;
}
