const PLAIN = /^[\x20-\x21\x23-\x5b\x5d-\x7a\x7c\x7e]*$/;

/**
 * Writes any string (control characters, lone surrogates, braces) as one that every store keeps apart and gives
 * back: JSON's escapes, plus the braces that would end a Redis hash tag. Different names stay different.
 */
export function encodeName(name: string): string {
  if (PLAIN.test(name) && !name.includes('}')) return name;
  return JSON.stringify(name).slice(1, -1).replaceAll('{', '\\u007b').replaceAll('}', '\\u007d');
}

/** The name that `encodeName` was given. */
export function decodeName(encoded: string): string {
  return encoded.includes('\\') ? (JSON.parse(`"${encoded}"`) as string) : encoded;
}

/** JSON text of a value; refuses what JSON cannot hold instead of storing a hole. */
export function encodeValue(value: unknown): string {
  const text = JSON.stringify(value);
  if (text === undefined)
    throw new TypeError('only JSON values can be stored, and this one is undefined or a function');
  return text;
}
