import type { Attachment, Refusal } from './wire.ts';

/** Longer than any answer of the server takes; after that it counts as unreachable. */
const ANSWER_MS = 15_000;
const UPLOAD_MS = 120_000;

/** A request that did not come to its end. Status 0: the server was not reached. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly refusal: Refusal | undefined;

  constructor(status: number, refusal?: Refusal) {
    super(refusal?.error?.message ?? '');
    this.name = 'ApiError';
    this.status = status;
    this.code = refusal?.error?.code ?? (status === 0 ? 'Unreachable' : 'ServiceError');
    this.refusal = refusal;
  }

  /** The same request may succeed later; the server has not judged it. */
  get passing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

type Query = Readonly<Record<string, string | number | null | undefined>>;

/** The routes under `/console/api/`, with the session's cookie, the token against forged requests and time limits. */
export class Api {
  readonly #base: string;
  readonly #language: () => string;
  readonly #onSessionEnd: (error: ApiError) => void;
  csrf = '';

  constructor(options: { base: string; language: () => string; onSessionEnd: (error: ApiError) => void }) {
    this.#base = options.base;
    this.#language = options.language;
    this.#onSessionEnd = options.onSessionEnd;
  }

  get<T>(path: string, query: Query = {}): Promise<T> {
    return this.#send<T>(this.address(path, query), { method: 'GET' }, ANSWER_MS);
  }

  post<T = unknown>(path: string, body: unknown = {}): Promise<T> {
    const init = { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    return this.#send<T>(this.address(path), init, ANSWER_MS);
  }

  async upload(path: string, file: File): Promise<Attachment> {
    const form = new FormData();
    form.append('file', file, file.name);
    const answer = await this.#send<{ attachment: Attachment }>(
      this.address(path),
      { method: 'POST', body: form },
      UPLOAD_MS,
    );
    return answer.attachment;
  }

  address(path: string, query: Query = {}): string {
    const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '');
    const search = new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString();
    return `${this.#base}${path}${search === '' ? '' : `?${search}`}`;
  }

  async #send<T>(address: string, init: RequestInit, limit: number): Promise<T> {
    const headers = { accept: 'application/json', 'accept-language': this.#language(), ...init.headers };
    const signed = init.method === 'GET' ? headers : { ...headers, 'x-sanad-csrf': this.csrf };
    const response = await fetch(address, {
      ...init,
      headers: signed,
      credentials: 'same-origin',
      cache: 'no-store',
      signal: timeLimit(limit),
    }).catch(() => undefined);
    if (!response) throw new ApiError(0);
    const body: unknown = await response.json().catch(() => undefined);
    if (response.ok) return body as T;
    const error = new ApiError(response.status, body as Refusal | undefined);
    if (response.status === 401) this.#onSessionEnd(error);
    throw error;
  }
}

/** `AbortSignal.timeout` for browsers that do not know it yet. */
function timeLimit(milliseconds: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), milliseconds);
  return controller.signal;
}
