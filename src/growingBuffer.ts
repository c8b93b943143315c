const FIRST_BYTES = 4096;

/**
 * Bytes that come in pieces, copied into one buffer. Keeping the pieces would let a sender who sends single bytes cost
 * a hundred times what it sends.
 */
export class GrowingBuffer {
  readonly #most: number;
  #room = Buffer.alloc(0);
  #length = 0;

  /** `most` bytes at most are appended; room is never made for more. */
  constructor(most: number) {
    this.#most = most;
  }

  append(piece: Uint8Array): void {
    const length = this.#length + piece.length;
    if (length > this.#room.length) this.#grow(length);
    this.#room.set(piece, this.#length);
    this.#length = length;
  }

  /** What has come so far. */
  get bytes(): Buffer {
    return this.#room.subarray(0, this.#length);
  }

  #grow(length: number): void {
    const doubled = Math.min(this.#most, Math.max(FIRST_BYTES, 2 * this.#room.length));
    const room = Buffer.allocUnsafe(Math.max(length, doubled));
    this.#room.copy(room, 0, 0, this.#length);
    this.#room = room;
  }
}
