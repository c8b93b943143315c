import { safeName } from '../../files/index.ts';
import { HttpError, type HttpRequest } from '../http.ts';
import { parseJsonObject } from './jsonBody.ts';

export interface UploadedFile {
  readonly name: string;
  readonly content: Buffer;
}

export interface Upload {
  /** The message that comes with the files; empty when none does. */
  readonly activity: Record<string, unknown>;
  readonly files: readonly UploadedFile[];
}

const ACTIVITY_TYPE = 'application/vnd.microsoft.activity';
const MOST_FILES = 5;

/** Reads an upload: one raw file, or multipart parts named `file` with an optional part that holds the activity. */
export async function readUpload(request: HttpRequest, body: Buffer): Promise<Upload> {
  const type = request.headers['content-type'] ?? '';
  const upload = /^multipart\/form-data\b/i.test(type) ? await readMultipart(type, body) : readRaw(request, body);
  if (upload.files.length === 0 || upload.files.some((file) => file.content.length === 0)) {
    throw new HttpError(400, 'MissingProperty', 'send at least one file that is not empty, in a part named "file"');
  }
  if (upload.files.length > MOST_FILES) {
    throw new HttpError(400, 'BadArgument', `${upload.files.length} files are too many; ${MOST_FILES} are allowed`);
  }
  return upload;
}

function readRaw(request: HttpRequest, body: Buffer): Upload {
  const disposition = request.headers['content-disposition'] ?? '';
  return { activity: {}, files: [{ name: safeName(headerName(disposition)), content: body }] };
}

/** The name in a Content-Disposition: `filename*=UTF-8''%D8…` where there is one, else `filename="…"`. */
function headerName(disposition: string): string {
  const encoded = /filename\*=(?:UTF-8'[^']*')?([^";]*)/i.exec(disposition)?.[1];
  if (encoded === undefined) return /filename="?([^";]*)"?/i.exec(disposition)?.[1] ?? '';
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

async function readMultipart(type: string, body: Buffer): Promise<Upload> {
  const form = await parseForm(type, body);
  const files: UploadedFile[] = [];
  let activity: Record<string, unknown> = {};
  for (const [name, part] of form) {
    const content = typeof part === 'string' ? Buffer.from(part) : Buffer.from(await part.arrayBuffer());
    if (name === 'activity' || (typeof part !== 'string' && part.type === ACTIVITY_TYPE))
      activity = parseJsonObject(content);
    else files.push({ name: safeName(typeof part === 'string' ? '' : part.name), content });
  }
  return { activity, files };
}

async function parseForm(type: string, body: Buffer): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  } catch {
    throw new HttpError(400, 'BadArgument', 'the body is not a whole multipart/form-data');
  }
}
