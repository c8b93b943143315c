/** A picture or document that the customer sends along, ready for the way to the server. */
export interface AttachedFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  readonly content: ArrayBuffer;
}

/** Why a file cannot be sent; the words for it are `refused_file_…` of the locales. */
export class FileFault extends Error {
  override readonly name = 'FileFault';
  readonly reason: 'type' | 'size';

  constructor(reason: FileFault['reason']) {
    super(`the file cannot be sent: ${reason}`);
    this.reason = reason;
  }
}

/** Pictures with more pixels on a side are made smaller: enough to see a crack, little to send. */
const LONGEST_SIDE = 1600;
/** Pictures up to this size go as they are. */
const SMALL_BYTES = 250_000;
const JPEG_QUALITY = 0.82;
const AS_THEY_ARE = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/gif']);
/** What the picker offers; the server looks at the content whatever the name says. */
export const FILE_TYPES = 'image/*,application/pdf';

/**
 * Readies a file: a large photo of a phone is made smaller here, which also drops the place where it was taken.
 * @throws FileFault when it is neither a picture nor a PDF, or is too large.
 */
export async function attachFile(file: File, limitBytes: number): Promise<AttachedFile> {
  const blob = await ready(file);
  if (blob.size > limitBytes) throw new FileFault('size');
  const name = blob === file ? file.name : `${file.name.replace(/\.[^.]*$/, '') || 'photo'}.jpg`;
  return { name, type: blob.type, bytes: blob.size, content: await blob.arrayBuffer() };
}

async function ready(file: File): Promise<Blob> {
  if (file.type === 'application/pdf') return file;
  if (!file.type.startsWith('image/')) throw new FileFault('type');
  if (AS_THEY_ARE.has(file.type) && file.size <= SMALL_BYTES) return file;
  const smaller = await shrink(file).catch(() => undefined);
  if (smaller) return smaller;
  if (AS_THEY_ARE.has(file.type)) return file;
  throw new FileFault('type');
}

/** Nothing when this browser cannot read the picture. */
async function shrink(file: File): Promise<Blob | undefined> {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext('2d');
  if (!context) return undefined;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined), 'image/jpeg', JPEG_QUALITY));
}
