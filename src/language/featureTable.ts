/** Row numbers of known cue hashes: an open-addressing table over typed arrays, built in a millisecond or two. */
export class FeatureTable {
  readonly #keys: Uint32Array;
  readonly #rows: Int32Array;
  readonly #mask: number;

  /** Row i is the cue `hashes[i]`; hashes must differ from one another. */
  constructor(hashes: Uint32Array) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(8, hashes.length * 2)));
    this.#keys = new Uint32Array(size);
    this.#rows = new Int32Array(size).fill(-1);
    this.#mask = size - 1;
    for (let row = 0; row < hashes.length; row++) this.#insert(hashes[row] ?? 0, row);
  }

  /** The row of a cue, or -1 when it was not seen in training. */
  rowOf(hash: number): number {
    let place = hash & this.#mask;
    while (true) {
      const row = this.#rows[place] ?? -1;
      if (row < 0 || this.#keys[place] === hash) return row;
      place = (place + 1) & this.#mask;
    }
  }

  #insert(hash: number, row: number): void {
    let place = hash & this.#mask;
    while ((this.#rows[place] ?? -1) >= 0) place = (place + 1) & this.#mask;
    this.#keys[place] = hash;
    this.#rows[place] = row;
  }
}
