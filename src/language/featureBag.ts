import type { Features } from './features.ts';

const FIRST_SIZE = 1024;

/**
 * Collects the hashed cues of one text group by group, counting repeats within a group. Reused from text to text:
 * `places` is an open-addressing table from a hash to its position, emptied for each group by raising `round`.
 */
export class FeatureBag {
  #hashes = new Uint32Array(FIRST_SIZE);
  #counts = new Float32Array(FIRST_SIZE);
  #used = 0;
  #ends: number[] = [];
  #places = new Uint32Array(FIRST_SIZE);
  #rounds = new Uint32Array(FIRST_SIZE);
  #round = 0;

  start(): void {
    this.#used = 0;
    this.#ends = [];
    this.#round++;
  }

  add(hash: number): void {
    const mask = this.#places.length - 1;
    let slot = hash & mask;
    while (this.#rounds[slot] === this.#round) {
      const place = this.#places[slot]!;
      if (this.#hashes[place] === hash) {
        this.#counts[place]! += 1;
        return;
      }
      slot = (slot + 1) & mask;
    }
    this.#rounds[slot] = this.#round;
    this.#places[slot] = this.#used;
    this.#append(hash);
    if (this.#inGroup() * 2 > this.#places.length) this.#grow();
  }

  addAll(hashes: readonly number[]): void {
    for (let at = 0; at < hashes.length; at++) this.add(hashes[at]!);
  }

  endGroup(): void {
    this.#ends.push(this.#used);
    this.#round++;
  }

  finish(): Features {
    return {
      hashes: this.#hashes.slice(0, this.#used),
      counts: this.#counts.slice(0, this.#used),
      ends: new Uint32Array(this.#ends),
    };
  }

  #append(hash: number): void {
    if (this.#used === this.#hashes.length) {
      this.#hashes = twiceAsLong(this.#hashes, new Uint32Array(this.#used * 2));
      this.#counts = twiceAsLong(this.#counts, new Float32Array(this.#used * 2));
    }
    this.#hashes[this.#used] = hash;
    this.#counts[this.#used++] = 1;
  }

  #inGroup(): number {
    return this.#used - (this.#ends.at(-1) ?? 0);
  }

  /** Doubles the table and puts the present group's hashes into it again. */
  #grow(): void {
    const size = this.#places.length * 2;
    this.#places = new Uint32Array(size);
    this.#rounds = new Uint32Array(size);
    this.#round = 1;
    for (let place = this.#ends.at(-1) ?? 0; place < this.#used; place++) {
      let slot = this.#hashes[place]! & (size - 1);
      while (this.#rounds[slot] === 1) slot = (slot + 1) & (size - 1);
      this.#rounds[slot] = 1;
      this.#places[slot] = place;
    }
  }
}

function twiceAsLong<T extends Uint32Array | Float32Array>(array: T, longer: T): T {
  longer.set(array);
  return longer;
}

/** A 32-bit hash of a text; `kind` keeps the same text apart in different groups. */
export function hashText(text: string, kind: number): number {
  let hash = startOf(kind);
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), FNV_STEP);
  return finalMix(hash);
}

/** One hash out of two, in order. */
export function mixHash(first: number, second: number): number {
  return finalMix(Math.imul(first ^ 0x85ebca6b, FNV_STEP) ^ second);
}

/** Hashes of all runs of 2 to 5 letters of a word with its borders marked, one running hash per start. */
export function gramHashes(word: string, kind: number): number[] {
  const hashes: number[] = [];
  const bordered = `<${word}>`;
  for (let start = 0; start < bordered.length - 1; start++) {
    let hash = startOf(kind);
    const end = Math.min(bordered.length, start + 5);
    for (let i = start; i < end; i++) {
      hash = Math.imul(hash ^ bordered.charCodeAt(i), FNV_STEP);
      if (i > start) hashes.push(finalMix(hash));
    }
  }
  return hashes;
}

function startOf(kind: number): number {
  return FNV_START ^ Math.imul(kind, 0x9e3779b1);
}

const FNV_START = 0x811c9dc5 | 0;
const FNV_STEP = 0x01000193;

/** Spreads the bits (murmur's last step), so that the low bits can index a table. */
function finalMix(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
