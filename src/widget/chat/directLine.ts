/** How a request to the server ended. `unreachable`: it may or may not have arrived, so it is repeated. */
export type Outcome<T> =
  | { readonly status: 'ok'; readonly value: T }
  | { readonly status: 'refused'; readonly code: string; readonly http: number; readonly retryAfterMs: number }
  | { readonly status: 'unreachable'; readonly failed: boolean };

/** What starting and resuming a conversation give. */
export interface Grant {
  readonly conversationId: string;
  readonly token: string;
  readonly expires_in: number;
  readonly streamUrl?: string;
  readonly resume?: string;
}

export interface ActivitySet {
  readonly activities: readonly Record<string, unknown>[];
  readonly watermark?: string | null;
}

const TIMEOUT_MS = 20_000;
/** A photo over a weak connection; other messages do not wait for it. */
const UPLOAD_TIMEOUT_MS = 300_000;
/** Browsers finish requests of this size when the page is left. */
const KEEPALIVE_CHARACTERS = 12_000;

/** The server's Direct Line routes. */
export class DirectLine {
  readonly #base: string;
  readonly #shop: string;

  constructor(server: string, shop: string) {
    this.#base = new URL('v3/directline/', server).href;
    this.#shop = shop;
  }

  start(locale: string): Promise<Outcome<Grant>> {
    return this.#call('POST', `conversations?shop=${encodeURIComponent(this.#shop)}`, { body: { locale } });
  }

  resume(resume: string): Promise<Outcome<Grant>> {
    return this.#call('POST', 'tokens/resume', { body: { resume } });
  }

  reconnect(conversation: string, token: string, watermark: string): Promise<Outcome<Grant>> {
    return this.#call('GET', `conversations/${conversation}?watermark=${watermark}`, { token });
  }

  activities(conversation: string, token: string, watermark: string): Promise<Outcome<ActivitySet>> {
    return this.#call('GET', `conversations/${conversation}/activities?watermark=${watermark}`, { token });
  }

  post(conversation: string, token: string, activity: unknown): Promise<Outcome<{ id: string }>> {
    return this.#call('POST', `conversations/${conversation}/activities`, { token, body: activity });
  }

  /** Posts a message with a file; the server stores both or neither. */
  upload(
    conversation: string,
    token: string,
    activity: unknown,
    file: { readonly name: string; readonly content: Blob },
  ): Promise<Outcome<{ id: string }>> {
    const form = new FormData();
    form.append('activity', new Blob([JSON.stringify(activity)], { type: 'application/vnd.microsoft.activity' }));
    form.append('file', file.content, file.name);
    return this.#call('POST', `conversations/${conversation}/upload`, { token, form });
  }

  async #call<T>(method: string, path: string, { token, body, form }: Call) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), form ? UPLOAD_TIMEOUT_MS : TIMEOUT_MS);
    const text = body === undefined ? undefined : JSON.stringify(body);
    try {
      const response = await fetch(this.#base + path, {
        method,
        signal: stop.signal,
        credentials: 'omit',
        cache: 'no-store',
        keepalive: method === 'POST' && !form && (text ?? '').length < KEEPALIVE_CHARACTERS,
        headers: {
          ...(token && { authorization: `Bearer ${token}` }),
          ...(text !== undefined && { 'content-type': 'application/json' }),
        },
        ...(text !== undefined && { body: text }),
        ...(form && { body: form }),
      });
      return await readOutcome<T>(response);
    } catch {
      return { status: 'unreachable', failed: false } as const;
    } finally {
      clearTimeout(timer);
    }
  }
}

interface Call {
  readonly token?: string;
  readonly body?: unknown;
  readonly form?: FormData;
}

async function readOutcome<T>(response: Response): Promise<Outcome<T>> {
  if (response.status >= 500 || response.status === 408) return { status: 'unreachable', failed: true };
  // What stands between may answer with a page of its own: its status still counts, unless it says that all is well.
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok)
    return body === undefined ? { status: 'unreachable', failed: true } : { status: 'ok', value: body as T };
  const code = (body as { error?: { code?: unknown } } | undefined)?.error?.code;
  const seconds = Number(response.headers.get('retry-after')) || 0;
  return {
    status: 'refused',
    code: String(code ?? `Http${response.status}`),
    http: response.status,
    retryAfterMs: seconds * 1000,
  };
}
