/** Bytes of an exported file as text. UTF-8 and UTF-16 announce or prove themselves; anything else must be named. */
export function decodeText(bytes: Uint8Array, encoding?: string): string | undefined {
  const marked =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : undefined;
  return decoded(bytes, marked ?? 'utf-8') ?? (encoding === undefined ? undefined : decoded(bytes, encoding));
}

function decoded(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
