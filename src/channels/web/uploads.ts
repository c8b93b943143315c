import type { Driver } from '../../storage/index.ts';
import type { ChannelAttachment } from '../activity.ts';
import { errorReply, HttpError, type HttpReply, type HttpRequest } from '../http.ts';
import { clientMessageId } from './activityPayload.ts';
import { postParsed } from './conversationRoutes.ts';
import { type FileType, fileTypeOf } from './fileType.ts';
import { readUpload, type UploadedFile } from './uploadBody.ts';
import { unguessable, type WebChannel } from './webChannel.ts';

/** A stored file; each lies in a partition of its own, so every process of the shop can serve it. */
interface StoredFile {
  readonly conversation: string;
  readonly type: FileType;
  readonly name: string;
  readonly base64: string;
}

const EXTENSIONS: Record<FileType, string> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'application/pdf': 'pdf',
};

/**
 * `POST /conversations/:id/upload`: stores the files under random names of our own, then accepts the message that
 * carries their addresses. The address is the key to a file: nobody can guess it.
 */
export async function uploadFiles(web: WebChannel, request: HttpRequest): Promise<HttpReply> {
  const claims = web.authorize(request, request.params.conversation);
  web.sending.take(claims.user);
  await web.begun(claims);
  const upload = await readUpload(request, await request.body(web.options.limits.uploadBytes));
  const message = { ...upload.activity, type: 'message', attachments: [] };
  // Read once before anything is stored: a wrong activity leaves no file behind.
  const [inbound] = web.decode({ claims, activity: message });
  const clientId = inbound && clientMessageId(inbound.activity);
  const files = upload.files.map((file, index) => ({
    id: clientId === undefined ? unguessable() : web.tokens.nameFor('file', claims.conv, clientId, index),
    stored: storedFile(claims.conv, file),
    bytes: file.content.length,
  }));
  await keep(web, claims.user, files);
  return postParsed(web, claims, message, files.map(attachment));
}

/** `GET /files/:file`: gives a file back as a download that no browser runs. */
export async function serveFile(driver: Driver, request: HttpRequest): Promise<HttpReply> {
  const id = /^([\w-]{22})\.(png|jpg|webp|gif|pdf)$/.exec(request.params.file ?? '')?.[1];
  const stored = id === undefined ? undefined : await driver.get(`file:${id}`, 'file');
  if (!stored) return errorReply(new HttpError(404, 'NotFound', 'there is no such file'));
  const { type, name, base64 } = stored.value as StoredFile;
  return {
    status: 200,
    headers: {
      'content-type': type,
      'content-disposition': `attachment; filename*=UTF-8''${headerValue(name)}`,
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'cross-origin',
      'access-control-allow-origin': '*',
      'cache-control': 'private, max-age=86400, immutable',
    },
    body: Buffer.from(base64, 'base64'),
  };
}

function typeOf(file: UploadedFile): FileType {
  const type = fileTypeOf(file.content);
  if (type) return type;
  throw new HttpError(415, 'UnsupportedFile', 'a file is none of PNG, JPEG, WebP, GIF and PDF by its content');
}

interface NewFile {
  /** Follows from the client's own id of the message when it gave one, so that a repeat finds what is there. */
  readonly id: string;
  readonly stored: StoredFile;
  readonly bytes: number;
}

function storedFile(conversation: string, file: UploadedFile): StoredFile {
  const type = typeOf(file);
  return { conversation, type, name: nameOfType(file.name, type), base64: file.content.toString('base64') };
}

/** Stores what is not there yet, within the person's quota of the day. */
async function keep(web: WebChannel, user: string, files: readonly NewFile[]): Promise<void> {
  const { driver } = web.options;
  const known = await Promise.all(files.map(({ id }) => driver.get(`file:${id}`, 'file')));
  const fresh = files.filter((_, index) => known[index] === undefined);
  if (fresh.length === 0) return;
  await takeQuota(
    web,
    user,
    fresh.reduce((sum, { bytes }) => sum + bytes, 0),
  );
  const put = ({ id, stored }: NewFile) =>
    driver.commit({ partition: `file:${id}`, puts: [{ key: 'file', value: stored, expect: 0 }] });
  await Promise.all(fresh.map(put));
}

const DAY_MS = 86_400_000;

/** Counts bytes against a person's day in the store, so that restarts and other processes know of them; else 429. */
async function takeQuota(web: WebChannel, user: string, bytes: number): Promise<void> {
  const { driver, limits } = web.options;
  const partition = `uploads:${user}`;
  const day = Math.floor(web.now() / DAY_MS);
  for (;;) {
    const current = await driver.get(partition, 'day');
    const used = current?.value as { day: number; bytes: number } | undefined;
    const sum = bytes + (used?.day === day ? used.bytes : 0);
    if (sum > limits.uploadBytesADay) throw overQuota((day + 1) * DAY_MS - web.now());
    const put = { key: 'day', value: { day, bytes: sum }, expect: current?.version ?? 0 };
    if ((await driver.commit({ partition, puts: [put] })).status === 'committed') return;
  }
}

function overQuota(waitMs: number): HttpError {
  return new HttpError(429, 'TooManyUploads', 'no more files can be taken today: try again tomorrow', {
    'retry-after': String(Math.ceil(waitMs / 1000)),
  });
}

function attachment({ id, stored }: NewFile): ChannelAttachment {
  const { type, name } = stored;
  return { contentType: type, contentUrl: `/v3/directline/files/${id}.${EXTENSIONS[type]}`, name };
}

/** A name that ends as its content demands: `gnp.exe` of a PNG is `gnp.png`, `x.gif.html` of a GIF is `x.gif`. */
export function nameOfType(name: string, type: FileType): string {
  const extension = EXTENSIONS[type];
  const right = (text: string) =>
    text.toLowerCase().endsWith(`.${extension}`) || (extension === 'jpg' && /\.jpeg$/i.test(text));
  if (right(name) && /[^.]\.[^.]+$/.test(name)) return name;
  const base = name.replace(/\.[a-z][a-z0-9]{0,9}$/i, '').replace(/[.\s]+$/, '');
  if (base === '') return `file.${extension}`;
  return right(base) ? base : `${base.slice(-110).toWellFormed()}.${extension}`;
}

/** As headers encode it (RFC 8187): `encodeURIComponent` leaves some signs that are not allowed there. */
function headerValue(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
