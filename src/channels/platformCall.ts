import { GrowingBuffer } from '../growingBuffer.ts';
import { ChannelUnreachableError } from './channel.ts';

export interface PlatformAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The JSON that was answered; undefined when it was none. */
  readonly body: unknown;
}

export interface PlatformRequest {
  readonly url: string;
  readonly token?: string;
  /** Sent as JSON by POST, a form as it is; without it the request is a GET. */
  readonly body?: object;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 15_000;
const MOST_JSON_BYTES = 1_000_000;

/**
 * Calls a platform once, within bounds of time and size. Addresses and tokens never stand in what is thrown.
 * @throws ChannelUnreachableError when no answer came: what was asked may have happened or not
 */
export async function callPlatform(request: PlatformRequest): Promise<PlatformAnswer> {
  const { status, headers, content } = await fetchBytes(request, MOST_JSON_BYTES);
  return { status, headers, body: parsed(content) };
}

/** As `callPlatform`, with the answer's bytes; a body larger than `most` bytes counts as no answer. */
export async function fetchBytes(
  { url, token, body, timeoutMs = TIMEOUT_MS }: PlatformRequest,
  most: number,
): Promise<{ status: number; headers: Headers; content: Buffer }> {
  const { signal, clear } = patience(timeoutMs);
  try {
    const response = await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && !(body instanceof FormData) && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: body instanceof FormData ? body : JSON.stringify(body) }),
      // Following one would hand the token to wherever it points.
      redirect: 'manual',
      signal,
    });
    return { status: response.status, headers: response.headers, content: await bytesOf(response, most) };
  } catch (cause) {
    throw new ChannelUnreachableError({ cause, arrived: neverLeft(cause) ? 'no' : 'perhaps' });
  } finally {
    clear();
  }
}

/**
 * Ends a call after so long, in two halves: when this process has stood still (a slow disk, say), the answer may lie
 * unread, and gets the second half to be read instead of being taken for missing.
 */
function patience(timeoutMs: number): { readonly signal: AbortSignal; clear(): void } {
  const controller = new AbortController();
  const end = () => controller.abort(new Error('no answer in time'));
  let timer = setTimeout(() => {
    timer = setTimeout(end, timeoutMs / 2);
  }, timeoutMs / 2);
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
}

const UNCONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);
const CONNECTING = new Set(['connect', 'getaddrinfo']);

/** Did a call fail before there was a connection? Then nobody has what it would have said. */
export function neverLeft(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > 5) return false;
  const { code, syscall, cause } = error as NodeJS.ErrnoException;
  if (UNCONNECTED.has(code ?? '') || CONNECTING.has(syscall ?? '')) return true;
  // Every address of a name was tried.
  if (error instanceof AggregateError) return error.errors.every((one) => neverLeft(one, depth + 1));
  return neverLeft(cause, depth + 1);
}

async function bytesOf(response: Response, most: number): Promise<Buffer> {
  const kept = new GrowingBuffer(most);
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > most) throw new Error('the answer is larger than allowed');
    kept.append(chunk);
  }
  return kept.bytes;
}

function parsed(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** `Retry-After` in seconds, as milliseconds. */
export function retryAfterMs(headers: Headers): number | undefined {
  const value = headers.get('retry-after')?.trim() ?? '';
  return /^\d+(?:\.\d+)?$/.test(value) ? Number(value) * 1000 : undefined;
}
