/** A request as the channels and pages see it, whatever server is in front. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  /** Values of the `:names` in the route's path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The caller's network address, or the one a trusted proxy names. */
  readonly address: string;
  /** `https://shop-bot.example`: how the caller reaches this server. */
  readonly baseUrl: string;
  /** Reads the body; throws `HttpError` when it is larger than `limit` bytes or compressed. */
  body(limit: number): Promise<Buffer>;
}

export interface HttpReply {
  readonly status: number;
  /** Several values where a header may come several times (`set-cookie`). */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
}

/** One address of the server. `path` may hold `:names`. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS';
  readonly path: string;
  handle(request: HttpRequest): HttpReply | Promise<HttpReply>;
}

/** A request that cannot be served, and why, in the words that the caller reads. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export function json(status: number, value: unknown, headers: Record<string, string> = {}): HttpReply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(value),
  };
}

/** The error body of Direct Line, used by every route: `{error: {code, message}}`. */
export function errorReply(error: HttpError): HttpReply {
  return json(error.status, { error: { code: error.code, message: error.message } }, error.headers);
}
