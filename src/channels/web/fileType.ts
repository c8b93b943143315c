/** The kinds of file that customers may send. */
export type FileType = 'image/png' | 'image/jpeg' | 'image/webp' | 'image/gif' | 'application/pdf';

const SIGNATURES: readonly { type: FileType; at: number; bytes: string }[] = [
  { type: 'image/png', at: 0, bytes: '\x89PNG\r\n\x1a\n' },
  { type: 'image/jpeg', at: 0, bytes: '\xff\xd8\xff' },
  { type: 'image/gif', at: 0, bytes: 'GIF87a' },
  { type: 'image/gif', at: 0, bytes: 'GIF89a' },
  { type: 'image/webp', at: 8, bytes: 'WEBP' },
  { type: 'application/pdf', at: 0, bytes: '%PDF-' },
];

/** What a file is by its content, whatever its name or sender says; nothing for a kind that is not taken. */
export function fileTypeOf(content: Buffer): FileType | undefined {
  const found = SIGNATURES.find(({ at, bytes }) =>
    content.subarray(at, at + bytes.length).equals(Buffer.from(bytes, 'latin1')),
  );
  if (found?.type === 'image/webp' && content.subarray(0, 4).toString('latin1') !== 'RIFF') return undefined;
  return found?.type;
}
