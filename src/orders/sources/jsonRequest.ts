import { GrowingBuffer } from '../../growingBuffer.ts';
import { OrderSourceError } from '../orderSource.ts';

/** How long and how often a shop's system is asked before a customer is told that it does not answer. */
export interface RequestBounds {
  /** One request with its whole answer. */
  readonly timeoutMs: number;
  /** Everything together, waits included. */
  readonly totalMs: number;
  /** Requests in all, the first one included. */
  readonly attempts: number;
  /** Before the second request; doubled before each further one. */
  readonly firstWaitMs: number;
  /** A platform that asks for more patience than this is not waited for. */
  readonly longestWaitMs: number;
  /** Bytes of one answer. */
  readonly mostBytes: number;
}

export const REQUEST_BOUNDS: RequestBounds = {
  timeoutMs: 4000,
  totalMs: 10_000,
  attempts: 3,
  firstWaitMs: 250,
  longestWaitMs: 3000,
  mostBytes: 5_000_000,
};

export interface JsonClientOptions {
  readonly shop: string;
  /** Name of the source, for error messages. */
  readonly source: string;
  /** Sent with every request; never in an error or a log. */
  readonly headers: Readonly<Record<string, string>>;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly bounds?: Partial<RequestBounds>;
  /** Milliseconds to wait when an answer with status 200 says inside that it was too much (Shopify), else undefined. */
  readonly throttled?: (body: unknown) => number | undefined;
}

export interface JsonRequest {
  readonly url: URL;
  /** Sent as JSON by POST; without it the request is a GET. */
  readonly body?: unknown;
}

export interface JsonAnswer {
  /** 200, or 404 with `body` undefined. */
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

type Attempt =
  | { readonly status: 'answered'; readonly answer: JsonAnswer }
  | { readonly status: 'again'; readonly error: OrderSourceError; readonly waitMs?: number };

/** Asks a shop's system for JSON, within bounds of time, tries, waiting and size. Redirects are not followed. */
export class JsonClient {
  readonly #options: JsonClientOptions;
  readonly #bounds: RequestBounds;

  constructor(options: JsonClientOptions) {
    this.#options = options;
    this.#bounds = { ...REQUEST_BOUNDS, ...options.bounds };
  }

  /** @throws OrderSourceError */
  async request(request: JsonRequest): Promise<JsonAnswer> {
    const { now, sleep } = this.#options;
    const end = now() + this.#bounds.totalMs;
    for (let attempt = 1; ; attempt += 1) {
      const result = await this.#attempt(request, Math.min(this.#bounds.timeoutMs, end - now()));
      if (result.status === 'answered') return result.answer;
      const waitMs = result.waitMs ?? this.#bounds.firstWaitMs * 2 ** (attempt - 1);
      const tooLong = waitMs > this.#bounds.longestWaitMs || now() + waitMs >= end;
      if (attempt >= this.#bounds.attempts || tooLong) throw result.error;
      await sleep(waitMs);
    }
  }

  async #attempt(request: JsonRequest, timeoutMs: number): Promise<Attempt> {
    let response: Response;
    let text: string;
    try {
      response = await fetch(request.url, this.#init(request, timeoutMs));
      text = await this.#read(response);
    } catch (error) {
      if (error instanceof OrderSourceError) throw error;
      return { status: 'again', error: this.#error('unreachable', 'does not answer') };
    }
    return this.#judge(response, text);
  }

  #init(request: JsonRequest, timeoutMs: number): RequestInit {
    const hasBody = request.body !== undefined;
    return {
      method: hasBody ? 'POST' : 'GET',
      headers: {
        accept: 'application/json',
        ...(hasBody && { 'content-type': 'application/json' }),
        ...this.#options.headers,
      },
      ...(hasBody && { body: JSON.stringify(request.body) }),
      // Following one would hand the credentials to wherever it points.
      redirect: 'manual',
      signal: AbortSignal.timeout(Math.max(1, timeoutMs)),
    };
  }

  async #read(response: Response): Promise<string> {
    const kept = new GrowingBuffer(this.#bounds.mostBytes);
    let size = 0;
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > this.#bounds.mostBytes) throw this.#error('malformed', 'sent more data than any order has');
      kept.append(chunk);
    }
    return kept.bytes.toString('utf8');
  }

  #judge(response: Response, text: string): Attempt {
    const { status, headers } = response;
    if (status === 404) return { status: 'answered', answer: { status, headers, body: undefined } };
    if (status === 429) return this.#patience(status, retryAfterMs(headers, this.#options.now()));
    if (status >= 500) return { status: 'again', error: this.#error('unreachable', `answered ${status}`, status) };
    if (status !== 200) throw this.#error('refused', `answered ${status}: ${advice(status)}`, status);
    const body = this.#parse(text);
    const waitMs = this.#options.throttled?.(body);
    return waitMs === undefined
      ? { status: 'answered', answer: { status, headers, body } }
      : this.#patience(status, waitMs);
  }

  #patience(status: number, waitMs: number | undefined): Attempt {
    const { shop, source } = this.#options;
    const details = { status, ...(waitMs !== undefined && { retryAfterMs: waitMs }) };
    const error = new OrderSourceError('limited', `${source} of ${shop} asks for fewer requests`, details);
    return { status: 'again', error, ...(waitMs !== undefined && { waitMs }) };
  }

  #parse(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      // The parser's message quotes the text, which holds customers' data.
      throw this.#error('malformed', 'answered something that is no JSON', 200);
    }
  }

  #error(code: OrderSourceError['code'], what: string, status?: number): OrderSourceError {
    const { shop, source } = this.#options;
    return new OrderSourceError(code, `${source} of ${shop} ${what}`, status === undefined ? {} : { status });
  }
}

function advice(status: number): string {
  if (status === 401 || status === 403) return 'check the credentials in ORDERS_SECRETS and their rights';
  if (status >= 300 && status < 400) return 'set "url" in orders.yaml to the address it redirects to';
  return 'check "url" in orders.yaml';
}

/** `Retry-After` in seconds or as a date. */
function retryAfterMs(headers: Headers, now: number): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  const ms = /^\d+(?:\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
