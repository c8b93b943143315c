type NumberArray = Uint32Array | Uint16Array | Float32Array | Int8Array;

/** The eight arrays of a saved classifier, as raw bytes each. */
export type EightBuffers = [
  ArrayBuffer,
  ArrayBuffer,
  ArrayBuffer,
  ArrayBuffer,
  ArrayBuffer,
  ArrayBuffer,
  ArrayBuffer,
  ArrayBuffer,
];

/**
 * Labels and typed arrays as one run of bytes: 4 bytes length of a JSON head (`labels`, byte lengths of the arrays),
 * the head, then the arrays one after another. Byte order is that of all machines we run on: little-endian.
 */
export function writeArrays(labels: readonly string[], arrays: readonly NumberArray[]): Uint8Array {
  const head = new TextEncoder().encode(JSON.stringify({ labels, lengths: arrays.map((array) => array.byteLength) }));
  const bytes = new Uint8Array(arrays.reduce((sum, array) => sum + array.byteLength, 4 + head.length));
  new DataView(bytes.buffer).setUint32(0, head.length, true);
  bytes.set(head, 4);
  let at = 4 + head.length;
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += array.byteLength;
  }
  return bytes;
}

/** Reads what `writeArrays` wrote; throws when the bytes are not a saved classifier. */
export function readArrays(bytes: Uint8Array): { labels: string[]; arrays: EightBuffers } {
  const headLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const head: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + headLength)));
  const { labels, lengths } = head as { labels: string[]; lengths: number[] };
  let at = 4 + headLength;
  const arrays = lengths.map((length) => {
    at += length;
    // A copy, also of Node's Buffer, whose own `slice` would share the memory of the whole file.
    return new Uint8Array(bytes.subarray(at - length, at)).buffer;
  });
  if (!isEight(arrays)) throw new Error('These bytes are no saved classifier: train it again.');
  return { labels, arrays };
}

function isEight(arrays: ArrayBuffer[]): arrays is EightBuffers {
  return arrays.length === 8;
}
