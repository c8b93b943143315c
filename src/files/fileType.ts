/** The kinds of file that customers may send. */
export type FileType = 'image/png' | 'image/jpeg' | 'image/webp' | 'image/gif' | 'application/pdf';

/** How the addresses and names of each kind end. */
export const EXTENSIONS: Readonly<Record<FileType, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'application/pdf': 'pdf',
};

/** The kinds of recording that are kept of customers' voice notes; they cannot be uploaded. */
export type AudioType =
  | 'audio/ogg'
  | 'audio/mpeg'
  | 'audio/mp4'
  | 'audio/aac'
  | 'audio/amr'
  | 'audio/wav'
  | 'audio/webm';

export const AUDIO_EXTENSIONS: Readonly<Record<AudioType, string>> = {
  'audio/ogg': 'ogg',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/aac': 'aac',
  'audio/amr': 'amr',
  'audio/wav': 'wav',
  'audio/webm': 'webm',
};

const AUDIO_SIGNATURES: readonly { type: AudioType; at: number; bytes: string }[] = [
  { type: 'audio/ogg', at: 0, bytes: 'OggS' },
  { type: 'audio/mp4', at: 4, bytes: 'ftyp' },
  { type: 'audio/mpeg', at: 0, bytes: 'ID3' },
  { type: 'audio/amr', at: 0, bytes: '#!AMR' },
  { type: 'audio/wav', at: 8, bytes: 'WAVE' },
  { type: 'audio/webm', at: 0, bytes: '\x1aE\xdf\xa3' },
];

/** What a recording is by its content; nothing for what is none. */
export function audioTypeOf(content: Buffer): AudioType | undefined {
  const known = AUDIO_SIGNATURES.find(({ at, bytes }) => startsAt(content, at, bytes));
  if (known) return known.type;
  // Both begin with eleven set bits or more; two bits for the layer are 0 in AAC only.
  const frame = content.length > 2 && content[0] === 0xff && ((content[1] ?? 0) & 0xe0) === 0xe0;
  if (!frame) return undefined;
  return ((content[1] ?? 0) & 0xf6) === 0xf0 ? 'audio/aac' : 'audio/mpeg';
}

function startsAt(content: Buffer, at: number, bytes: string): boolean {
  return content.subarray(at, at + bytes.length).equals(Buffer.from(bytes, 'latin1'));
}

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
  const found = SIGNATURES.find(({ at, bytes }) => startsAt(content, at, bytes));
  if (found?.type === 'image/jpeg' && !isWholeJpeg(content)) return undefined;
  if (found?.type === 'image/webp' && content.subarray(0, 4).toString('latin1') !== 'RIFF') return undefined;
  return found?.type;
}

/** No JPEG is smaller, even of one pixel. */
const SMALLEST_JPEG_BYTES = 100;

/** After its first mark a JPEG has a segment (C0 to FE, but no restart, start or end mark), and an end mark (FF D9). */
function isWholeJpeg(content: Buffer): boolean {
  const marker = content[3] ?? 0;
  const opensSegment = marker >= 0xc0 && marker <= 0xfe && (marker < 0xd0 || marker > 0xd9);
  return (
    opensSegment && content.length >= SMALLEST_JPEG_BYTES && content.lastIndexOf('\xff\xd9', undefined, 'latin1') > 3
  );
}
