import type { KeptValues } from '../keptValues.ts';
import { inOneTab } from '../tabLock.ts';
import type { DirectLine, Grant, Outcome } from './directLine.ts';

/** The way into this shop's conversation, kept by the browser and shared by its tabs. */
export interface KeptSession {
  readonly conversation: string;
  readonly token: string;
  /** When half of the token's life is over, in milliseconds since 1970. */
  readonly renewAt: number;
  /** Gets a fresh token of the same conversation for 30 days. */
  readonly resume: string;
}

const NAME = 'session';

export interface SessionOptions {
  readonly directLine: DirectLine;
  readonly kept: KeptValues;
  readonly shop: string;
  readonly locale: () => string;
  /** The old conversation can no longer be reached; a new one will begin. */
  readonly onLost: () => void;
}

/** Gives a valid token whenever one is needed: the kept one, a renewed one, or that of a new conversation. */
export class Session {
  readonly #options: SessionOptions;
  /** The socket address that came with a new conversation; good for a minute, so it is used at once or not at all. */
  #firstStream: { readonly url: string; readonly until: number } | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  get kept(): KeptSession | undefined {
    return this.#options.kept.read<KeptSession>(NAME);
  }

  /** A session whose token is good for a while. `rejected` is a token that the server no longer takes. */
  async ensure(rejected?: string): Promise<Outcome<KeptSession>> {
    const kept = this.kept;
    if (kept && kept.token !== rejected && Date.now() < kept.renewAt) return { status: 'ok', value: kept };
    return inOneTab(`${this.#options.shop}:session`, () => this.#renew(rejected));
  }

  /** The socket address of a conversation that has just begun, once. */
  takeFirstStream(): string | undefined {
    const stream = this.#firstStream;
    this.#firstStream = undefined;
    return stream && Date.now() < stream.until ? stream.url : undefined;
  }

  /** Leaves the conversation: the next `ensure` begins another. */
  leave(): void {
    this.#options.kept.remove(NAME);
    this.#firstStream = undefined;
  }

  /** The conversation is gone on the server. */
  lose(): void {
    if (!this.kept) return;
    this.leave();
    this.#options.onLost();
  }

  async #renew(rejected: string | undefined): Promise<Outcome<KeptSession>> {
    const { directLine, locale } = this.#options;
    const kept = this.kept;
    if (kept && kept.token !== rejected && Date.now() < kept.renewAt) return { status: 'ok', value: kept };
    if (kept) {
      const resumed = await directLine.resume(kept.resume);
      if (!isGone(resumed)) return this.#keep(resumed, kept);
      this.lose();
    }
    return this.#keep(await directLine.start(locale()), undefined);
  }

  #keep(outcome: Outcome<Grant>, before: KeptSession | undefined): Outcome<KeptSession> {
    if (outcome.status !== 'ok') return outcome;
    const { conversationId, token, expires_in: seconds, resume, streamUrl } = outcome.value;
    const value = {
      conversation: conversationId,
      token,
      renewAt: Date.now() + seconds * 500,
      resume: resume ?? before?.resume ?? '',
    };
    this.#options.kept.write(NAME, value);
    if (streamUrl) this.#firstStream = { url: streamUrl, until: Date.now() + 50_000 };
    return { status: 'ok', value };
  }
}

/** The token or the conversation is of no use any more; asking again as before would not help. */
export function isGone(outcome: Outcome<unknown>): boolean {
  return (
    outcome.status === 'refused' &&
    ['TokenExpired', 'BadToken', 'ConversationNotFound', 'Forbidden', 'Unauthorized'].includes(outcome.code)
  );
}
