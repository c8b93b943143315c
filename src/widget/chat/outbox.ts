import { after } from '../guard.ts';
import type { KeptValues } from '../keptValues.ts';
import { inOneTab } from '../tabLock.ts';
import { type AttachedFile, toBlob } from './attachedFile.ts';
import type { DirectLine, Outcome } from './directLine.ts';
import { isGone, type Session } from './session.ts';

/** A customer's message that the server has not confirmed yet. */
export interface Unsent {
  /** Where it is kept: names sort by the time of writing. */
  readonly name: string;
  /** The id by which the server knows a repeat. */
  readonly clientId: string;
  readonly text: string;
  readonly at: number;
  /** Fields of a pressed button beside the text. */
  readonly button?: { readonly value?: unknown; readonly channelData: Readonly<Record<string, unknown>> };
  /** The file that goes with it; its content is kept under a name of its own. */
  readonly file?: { readonly name: string };
  /** Why the server did not take it; such a message waits for the customer. */
  readonly refused?: string;
}

/** Why nothing is being sent right now. */
export type Trouble = 'unreachable' | 'server_failed' | 'slow_down' | 'origin_refused' | 'shop_unknown';

export interface OutboxOptions {
  readonly directLine: DirectLine;
  readonly session: Session;
  readonly kept: KeptValues;
  readonly shop: string;
  readonly locale: () => string;
  readonly onChange: () => void;
  /** The server has stored this message under this id. */
  readonly onSent: (message: Unsent, id: string) => void;
  readonly onTrouble: (trouble: Trouble | undefined) => void;
}

/** How a post ended; `final` when the server will never take this message as it is. */
type Posted = Outcome<{ id: string }> & { readonly final?: boolean };

const FINAL: ReadonlySet<number> = new Set([400, 413, 415, 422]);
/** The person has sent as many files as a day allows. */
const NO_MORE_FILES = 'TooManyUploads';
const PREFIX = 'out:';
const FILE_PREFIX = 'file:';
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 30_000;

/**
 * The customer's messages on their way to the server. Each is kept by the browser before anything is sent, and
 * removed when the server has confirmed it; so a closed tab or a lost connection loses nothing. A message is posted
 * again until it is confirmed, always with the same client id, so that the server stores it once. One message is
 * under way at a time, in one tab at a time: order holds.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  #lastAt = 0;
  #sending = false;
  #again = false;
  #failures = 0;
  #cancelRetry: () => void = () => undefined;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** All messages not confirmed yet, oldest first. */
  get messages(): Unsent[] {
    const { kept } = this.#options;
    return kept.names(PREFIX).flatMap((name) => {
      const message = kept.read<Unsent>(name);
      return message ? [message] : [];
    });
  }

  add(
    text: string,
    { button, file }: Pick<Unsent, 'button'> & { readonly file?: AttachedFile | undefined } = {},
  ): void {
    const clientId = newId();
    const at = Math.max(Date.now(), this.#lastAt + 1);
    this.#lastAt = at;
    const name = `${PREFIX}${String(at).padStart(15, '0')}-${clientId}`;
    if (file) this.#options.kept.write(FILE_PREFIX + clientId, file);
    this.#options.kept.write(name, {
      ...{ name, clientId, text, at },
      ...(button && { button }),
      ...(file && { file: { name: file.name } }),
    } satisfies Unsent);
    this.#options.onChange();
    this.send();
  }

  /** Gives a refused message another chance, at its old place. */
  retry(message: Unsent): void {
    const { refused: _, ...again } = message;
    this.#options.kept.write(message.name, again);
    this.#options.onChange();
    this.send();
  }

  /** Takes a refused message back. */
  discard(message: Unsent): void {
    this.#forget(message);
    this.#options.onChange();
  }

  /**
   * Sends what waits; does nothing when it is already under way. There is a new reason to try (a message was written,
   * the network is back, the customer looks again), so what failed before it no longer lengthens the waits: a phone
   * often says that it is online a moment before anything gets through.
   */
  send(): void {
    this.#failures = 0;
    this.#try();
  }

  #try(): void {
    this.#cancelRetry();
    this.#again = true;
    if (this.#sending) return;
    this.#sending = true;
    this.#sendAll()
      .then((trouble) => this.#rest(trouble))
      .catch(() => this.#rest({ trouble: 'unreachable', waitMs: 0 }));
  }

  #rest(end: { trouble: Trouble; waitMs: number } | undefined): void {
    this.#sending = false;
    this.#options.onTrouble(end?.trouble);
    this.#failures = end ? this.#failures + 1 : 0;
    if (!end) return;
    const backoff = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.#failures - 1)) * (0.75 + Math.random() / 2);
    this.#cancelRetry = after(Math.max(end.waitMs, backoff), () => this.#try());
  }

  async #sendAll(): Promise<{ trouble: Trouble; waitMs: number } | undefined> {
    while (this.#again) {
      this.#again = false;
      const end = await inOneTab(`${this.#options.shop}:send`, () => this.#sendWaiting());
      if (end) return end;
    }
    return undefined;
  }

  async #sendWaiting(): Promise<{ trouble: Trouble; waitMs: number } | undefined> {
    for (;;) {
      const message = this.messages.find(({ refused }) => refused === undefined);
      if (!message) return undefined;
      const outcome = await this.#post(message);
      if (outcome.status === 'ok') this.#confirm(message, outcome.value.id);
      else if (outcome.status === 'refused' && outcome.final) this.#refuse(message, outcome);
      else return troubleOf(outcome);
    }
  }

  /** Posts a message; a token that the server no longer takes is renewed once. */
  async #post(message: Unsent): Promise<Posted> {
    const { session } = this.#options;
    const posted = await this.#postAs(message);
    if (!isGone(posted)) return posted;
    if (posted.status === 'refused' && posted.code === 'ConversationNotFound') session.lose();
    return this.#postAs(message, session.kept?.token);
  }

  async #postAs(message: Unsent, rejected?: string): Promise<Posted> {
    const session = await this.#options.session.ensure(rejected);
    if (session.status !== 'ok') return session;
    const { conversation, token } = session.value;
    const file = message.file && this.#options.kept.read<AttachedFile>(FILE_PREFIX + message.clientId);
    const { directLine } = this.#options;
    const outcome = file
      ? await directLine.upload(conversation, token, this.#activity(message), { ...file, content: toBlob(file) })
      : await directLine.post(conversation, token, this.#activity(message));
    const final = outcome.status === 'refused' && (FINAL.has(outcome.http) || outcome.code === NO_MORE_FILES);
    return { ...outcome, ...(final && { final }) };
  }

  #forget({ name, clientId }: Unsent): void {
    this.#options.kept.remove(name);
    this.#options.kept.remove(FILE_PREFIX + clientId);
  }

  #activity({ text, at, clientId, button }: Unsent): unknown {
    return {
      type: 'message',
      text,
      textFormat: 'plain',
      locale: this.#options.locale(),
      localTimestamp: new Date(at).toISOString(),
      ...(button?.value !== undefined && { value: button.value }),
      channelData: { ...button?.channelData, clientActivityID: clientId },
    };
  }

  #confirm(message: Unsent, id: string): void {
    this.#failures = 0;
    this.#options.onSent(message, id);
    this.#forget(message);
    this.#options.onTrouble(undefined);
    this.#options.onChange();
  }

  #refuse(message: Unsent, { code }: { code: string }): void {
    this.#options.kept.write(message.name, { ...message, refused: code });
    this.#options.onChange();
  }
}

export function troubleOf(outcome: Exclude<Outcome<unknown>, { status: 'ok' }>): { trouble: Trouble; waitMs: number } {
  if (outcome.status === 'unreachable') return { trouble: outcome.failed ? 'server_failed' : 'unreachable', waitMs: 0 };
  if (outcome.http === 429) return { trouble: 'slow_down', waitMs: outcome.retryAfterMs };
  if (outcome.code === 'OriginNotAllowed') return { trouble: 'origin_refused', waitMs: 60_000 };
  if (outcome.code === 'UnknownShop') return { trouble: 'shop_unknown', waitMs: 60_000 };
  return { trouble: 'server_failed', waitMs: 5000 };
}

/** 128 random bits; `randomUUID` is missing on pages without https. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
