import {
  type FileStore,
  fileAttachment,
  fileIdOf,
  type StoredFile,
  storedFile,
  UnsafeFileError,
  UnsupportedFileError,
} from '../../files/index.ts';
import { errorReply, HttpError, type HttpReply, type HttpRequest, json } from '../http.ts';
import { clientMessageId } from './activityPayload.ts';
import { acceptActivity } from './conversationRoutes.ts';
import { readUpload, type UploadedFile } from './uploadBody.ts';
import { unguessable, type WebChannel } from './webChannel.ts';

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
  if (!inbound) throw new HttpError(400, 'BadArgument', 'the activity is empty');
  const clientId = clientMessageId(inbound.activity);
  const files = upload.files.map((file, index) => ({
    id: clientId === undefined ? unguessable() : web.tokens.nameFor('file', claims.conv, clientId, index),
    stored: checked(claims.conv, file),
    bytes: file.content.length,
  }));
  await keep(web, claims.user, files);
  await web.begun(claims);
  inbound.activity.attachments = files.map(({ id, stored }) => fileAttachment(id, stored));
  const { status, id } = await acceptActivity(web, inbound);
  if (status === 'repeat') await dropUnnamed(web, claims.conv, id, files);
  return json(200, { id });
}

/** A client id that an earlier message had keeps that message as it is: files that it does not name are nobody's. */
async function dropUnnamed(web: WebChannel, conversation: string, message: string, files: readonly NewFile[]) {
  const first = await web.conversations.message(conversation, message);
  const named = new Set(first?.attachments?.map(({ contentUrl = '' }) => fileIdOf(contentUrl)));
  const unnamed = files.filter(({ id }) => !named.has(id));
  await Promise.all(unnamed.map(({ id }) => web.files.drop(conversation, id)));
}

/** `GET /files/:file`: gives a file back as a download that no browser runs. */
export async function serveFile(files: FileStore, request: HttpRequest): Promise<HttpReply> {
  const stored = await files.stored(request.params.file ?? '');
  if (!stored) return errorReply(new HttpError(404, 'NotFound', 'there is no such file'));
  const { type, name, base64 } = stored;
  const content = Buffer.from(base64, 'base64');
  const range = rangeOf(request.headers.range, content.length);
  return {
    status: range ? 206 : 200,
    headers: {
      ...(range && { 'content-range': `bytes ${range.from}-${range.to}/${content.length}` }),
      'accept-ranges': 'bytes',
      'content-type': type,
      'content-disposition': `attachment; filename*=UTF-8''${headerValue(name)}`,
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'cross-origin',
      'access-control-allow-origin': '*',
      'cache-control': 'private, max-age=86400, immutable',
    },
    body: range ? content.subarray(range.from, range.to + 1) : content,
  };
}

/** The part of a file that a player asks for; the whole file answers any other wish, as the standard allows. */
function rangeOf(header: string | undefined, length: number): { from: number; to: number } | undefined {
  const [, from, to] = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (from === undefined || Number(from) >= length) return undefined;
  const last = to === undefined || to === '' ? length - 1 : Math.min(Number(to), length - 1);
  return last < Number(from) ? undefined : { from: Number(from), to: last };
}

interface NewFile {
  /** Follows from the client's own id of the message when it gave one, so that a repeat finds what is there. */
  readonly id: string;
  readonly stored: StoredFile;
  readonly bytes: number;
}

function checked(conversation: string, file: UploadedFile): StoredFile {
  try {
    return storedFile({ conversation, ...file });
  } catch (error) {
    if (error instanceof UnsupportedFileError || error instanceof UnsafeFileError) {
      throw new HttpError(415, error.code, error.message);
    }
    throw error;
  }
}

/** Stores what is not there yet, within the person's quota of the day. */
async function keep(web: WebChannel, user: string, files: readonly NewFile[]): Promise<void> {
  const known = await Promise.all(files.map(({ id }) => web.files.has(id)));
  const fresh = files.filter((_, index) => !known[index]);
  if (fresh.length === 0) return;
  await takeQuota(
    web,
    user,
    fresh.reduce((sum, { bytes }) => sum + bytes, 0),
  );
  await Promise.all(fresh.map(({ id, stored }) => web.files.keep(id, stored)));
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

/** As headers encode it (RFC 8187): `encodeURIComponent` leaves some signs that are not allowed there. */
function headerValue(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
