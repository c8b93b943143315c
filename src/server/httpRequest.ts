import type { IncomingMessage } from 'node:http';
import { HttpError, type HttpRequest } from '../channels/http.ts';
import { GrowingBuffer } from '../growingBuffer.ts';
import { clientAddress } from './clientAddress.ts';

export interface RequestOptions {
  readonly trustProxy: boolean;
  readonly publicUrl: string | undefined;
}

/** A node request as the routes see it. */
export function readRequest(
  req: IncomingMessage,
  params: Record<string, string>,
  options: RequestOptions,
): HttpRequest {
  const url = req.url ?? '/';
  const mark = url.indexOf('?');
  const headers = req.headers as Record<string, string | undefined>;
  return {
    method: req.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    params,
    query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)),
    headers,
    address: clientAddress(
      (options.trustProxy && forwarded(headers['x-forwarded-for'])) || (req.socket.remoteAddress ?? ''),
    ),
    baseUrl: options.publicUrl ?? baseUrl(headers, options.trustProxy),
    body: (limit) => readBody(req, limit),
  };
}

/** The last address of the list is the one that our own proxy saw. */
function forwarded(header: string | undefined): string | undefined {
  return header?.split(',').at(-1)?.trim();
}

function baseUrl(headers: Record<string, string | undefined>, trustProxy: boolean): string {
  const scheme = trustProxy && headers['x-forwarded-proto']?.split(',')[0]?.trim() === 'https' ? 'https' : 'http';
  return `${scheme}://${headers.host ?? 'localhost'}`;
}

/** How much more than allowed is still read, so that the client can be told. */
const DISCARDED_BYTES = 10_000_000;

/** Reads a body up to a limit of bytes. Compressed bodies are refused: their real size shows too late. */
async function readBody(req: IncomingMessage, limit: number): Promise<Buffer> {
  const encoding = req.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw new HttpError(415, 'UnsupportedEncoding', 'send the body uncompressed');
  }
  const tooLarge = () => new HttpError(413, 'BodyTooLarge', `the body is larger than ${limit} bytes`);
  if (Number(req.headers['content-length'] ?? 0) > limit + DISCARDED_BYTES) throw tooLarge();
  const { kept, size } = await readChunks(req, limit);
  if (size > limit) throw tooLarge();
  return kept.bytes;
}

/**
 * Keeps what fits into the limit. The rest is read and thrown away, up to a bound: a client that is still writing
 * would not see our answer.
 */
async function readChunks(req: IncomingMessage, limit: number): Promise<{ kept: GrowingBuffer; size: number }> {
  const kept = new GrowingBuffer(limit);
  let size = 0;
  try {
    for await (const chunk of req as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size <= limit) kept.append(chunk);
      if (size > limit + DISCARDED_BYTES) break;
    }
  } catch {
    throw new HttpError(400, 'BadArgument', 'the body ended early');
  }
  return { kept, size };
}
