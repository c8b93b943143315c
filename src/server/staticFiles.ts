import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { errorReply, HttpError, type HttpReply, type HttpRequest } from '../channels/http.ts';

const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};
const COMPRESSED = new Set(['.js', '.css', '.html', '.json', '.map', '.svg']);
/** Browser files lie in the folder itself; what other builds keep in folders below is nobody's business. */
const PLAIN_PATH = /^\/[\w-][\w.-]*$/;

interface StaticFile {
  readonly changedAt: number;
  readonly etag: string;
  readonly plain: Buffer;
  readonly gzipped: Buffer | undefined;
}

/** Serves the built browser files (`dist/widget.js` is `/widget.js`). They may be used by every site. */
export class StaticFiles {
  readonly #folder: string;
  readonly #files = new Map<string, StaticFile>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  async serve(request: HttpRequest): Promise<HttpReply> {
    const type = TYPES[extname(request.path)];
    const file = type && PLAIN_PATH.test(request.path) ? await this.#read(request.path) : undefined;
    if (!type || !file) return errorReply(new HttpError(404, 'NotFound', 'there is nothing at this address'));
    const gzipped = (request.headers['accept-encoding'] ?? '').includes('gzip') ? file.gzipped : undefined;
    const headers = {
      'content-type': type,
      'cache-control': 'public, max-age=300, must-revalidate',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      vary: 'Accept-Encoding',
      etag: file.etag,
    };
    if (request.headers['if-none-match'] === file.etag) return { status: 304, headers };
    return {
      status: 200,
      headers: { ...headers, ...(gzipped && { 'content-encoding': 'gzip' }) },
      body: gzipped ?? file.plain,
    };
  }

  /** Files are kept in memory until they change on disk. */
  async #read(path: string): Promise<StaticFile | undefined> {
    const full = join(this.#folder, path);
    const found = await stat(full).catch(() => undefined);
    if (!found?.isFile()) return undefined;
    const known = this.#files.get(path);
    if (known?.changedAt === found.mtimeMs) return known;
    const plain = await readFile(full);
    const file = {
      changedAt: found.mtimeMs,
      etag: `W/"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`,
      plain,
      gzipped: COMPRESSED.has(extname(path)) ? await promisify(gzip)(plain, { level: 9 }) : undefined,
    };
    this.#files.set(path, file);
    return file;
  }
}
