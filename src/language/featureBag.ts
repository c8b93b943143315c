import type { Features } from './features.ts';

/** Collects the hashed cues of one text group by group, counting repeats within a group. Reused from text to text. */
export class FeatureBag {
  #hashes: number[] = [];
  #counts: number[] = [];
  #ends: number[] = [];
  readonly #places = new Map<number, number>();

  start(): void {
    this.#hashes = [];
    this.#counts = [];
    this.#ends = [];
    this.#places.clear();
  }

  add(hash: number): void {
    const place = this.#places.get(hash);
    if (place !== undefined) {
      this.#counts[place] = (this.#counts[place] ?? 0) + 1;
      return;
    }
    this.#places.set(hash, this.#hashes.length);
    this.#hashes.push(hash);
    this.#counts.push(1);
  }

  addAll(hashes: readonly number[]): void {
    for (const hash of hashes) this.add(hash);
  }

  endGroup(): void {
    this.#ends.push(this.#hashes.length);
    this.#places.clear();
  }

  finish(): Features {
    return {
      hashes: Uint32Array.from(this.#hashes),
      counts: Float32Array.from(this.#counts),
      ends: Uint32Array.from(this.#ends),
    };
  }
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
