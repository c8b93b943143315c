import type { Driver } from '../../storage/index.ts';
import type { ChannelAttachment } from '../activity.ts';
import { errorReply, HttpError, type HttpReply, type HttpRequest } from '../http.ts';
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
  const typed = upload.files.map((file) => ({ file, type: typeOf(file) }));
  const kept = await Promise.all(typed.map(({ file, type }) => keep(web.options.driver, claims.conv, file, type)));
  const activity = { type: 'message', ...upload.activity, attachments: [] };
  return postParsed(
    web,
    claims,
    activity,
    kept.map((path, index) => attachment(path, typed[index])),
  );
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
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
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

/** Stores one file and gives the path of its address. */
async function keep(driver: Driver, conversation: string, file: UploadedFile, type: FileType): Promise<string> {
  const id = unguessable();
  const name = file.name === '' ? `file.${EXTENSIONS[type]}` : file.name;
  const value: StoredFile = { conversation, type, name, base64: file.content.toString('base64') };
  await driver.commit({ partition: `file:${id}`, puts: [{ key: 'file', value, expect: 0 }] });
  return `/v3/directline/files/${id}.${EXTENSIONS[type]}`;
}

function attachment(contentUrl: string, upload: { file: UploadedFile; type: FileType } | undefined): ChannelAttachment {
  if (!upload) throw new Error('every kept file was uploaded');
  return { contentType: upload.type, contentUrl, name: upload.file.name };
}
