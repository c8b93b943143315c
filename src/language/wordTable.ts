import { hashText } from './featureBag.ts';

/**
 * Many words and a small number for each, kept so that reading it back costs next to nothing: sorted hashes in
 * typed arrays, searched by halving among those with the same beginning. Two hashes of 32 bits a word: a stranger is taken for a known word about never.
 */
export class WordTable {
  readonly #first: Uint32Array;
  readonly #second: Uint32Array;
  readonly #numbers: Uint16Array;
  /** Where the hashes with each beginning (`SHIFT`) begin: the search goes on from there. */
  readonly #starts = new Uint32Array(2 ** (32 - SHIFT) + 1);

  private constructor(first: Uint32Array, second: Uint32Array, numbers: Uint16Array) {
    this.#first = first;
    this.#second = second;
    this.#numbers = numbers;
    for (const hash of first) this.#starts[(hash >>> SHIFT) + 1]! += 1;
    for (let i = 1; i < this.#starts.length; i++) this.#starts[i]! += this.#starts[i - 1]!;
  }

  /** Numbers must be below 65,536. */
  static of(words: ReadonlyMap<string, number>): WordTable {
    const rows = [...words].map(([word, number]) => [hashText(word, FIRST), hashText(word, SECOND), number] as const);
    rows.sort((a, b) => a[0] - b[0]);
    return new WordTable(
      Uint32Array.from(rows, ([first]) => first),
      Uint32Array.from(rows, ([, second]) => second),
      Uint16Array.from(rows, ([, , number]) => number),
    );
  }

  /** Reads what `toBase64` wrote. */
  static fromBase64(text: string): WordTable {
    const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
    const size = bytes.byteLength / BYTES_A_WORD;
    return new WordTable(
      new Uint32Array(bytes.buffer, 0, size),
      new Uint32Array(bytes.buffer, size * 4, size),
      new Uint16Array(bytes.buffer, size * 8, size),
    );
  }

  toBase64(): string {
    return Buffer.concat(
      [this.#first, this.#second, this.#numbers].map((array) =>
        Buffer.from(array.buffer, array.byteOffset, array.byteLength),
      ),
    ).toString('base64');
  }

  get size(): number {
    return this.#first.length;
  }

  /** The number of a word, or undefined. */
  get(word: string): number | undefined {
    const first = hashText(word, FIRST);
    let low = this.#starts[first >>> SHIFT]!;
    let high = this.#starts[(first >>> SHIFT) + 1]!;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#first[middle] ?? 0) < first) low = middle + 1;
      else high = middle;
    }
    const second = hashText(word, SECOND);
    for (; this.#first[low] === first; low++) {
      if (this.#second[low] === second) return this.#numbers[low];
    }
    return undefined;
  }
}

/** All but the first twelve bits of a hash. */
const SHIFT = 20;
const FIRST = 101;
const SECOND = 202;
const BYTES_A_WORD = 10;
