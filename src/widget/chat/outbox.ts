import { after } from '../guard.ts';
import type { KeptFiles } from '../keptFiles.ts';
import type { KeptValues } from '../keptValues.ts';
import { inOneTab } from '../tabLock.ts';
import type { AttachedFile } from './attachedFile.ts';
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
  /** The file that goes with it; its content is kept elsewhere: `kept` when every tab can read it. */
  readonly file?: { readonly name: string; readonly kept?: boolean };
  /** Why the server did not take it; such a message waits for the customer. */
  readonly refused?: string;
}

/** Why nothing is being sent right now. */
export type Trouble = 'unreachable' | 'server_failed' | 'slow_down' | 'origin_refused' | 'shop_unknown';

export interface OutboxOptions {
  readonly directLine: DirectLine;
  readonly session: Session;
  readonly kept: KeptValues;
  readonly files: KeptFiles;
  readonly shop: string;
  readonly locale: () => string;
  readonly onChange: () => void;
  /** The server has stored this message. */
  readonly onSent: (message: Unsent) => void;
  readonly onTrouble: (trouble: Trouble | undefined) => void;
}

/** How a post ended; `final` when the server will never take this message as it is. */
type Posted = Outcome<{ id: string }> & { readonly final?: boolean; readonly conversation?: string };

/** Why sending stopped, and how long it should rest at least. */
interface Halt {
  readonly trouble: Trouble;
  readonly waitMs: number;
}

const FINAL: ReadonlySet<number> = new Set([400, 413, 415, 422]);
/** The person has sent as many files as a day allows. */
const NO_MORE_FILES = 'TooManyUploads';
/** The page that chose the file went before its browser had kept it. */
const FILE_LOST = 'FileLost';
const PREFIX = 'out:';
/** So long another tab may take to keep a file. */
const KEEPING_MS = 10_000;
/** A file that takes longer lets other messages pass. */
const PATIENCE_MS = 8000;
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
  /** Ends the wait for a file when there is something else to send. */
  #nudge: () => void = () => undefined;
  /** A file that takes long and is on its way beside the others. */
  #slow: Promise<Halt | undefined> | undefined;
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
    // Names sort by time, so a clock that was set back must not bring a message before those that wait.
    const at = Math.max(Date.now(), this.#lastAt + 1, (this.messages.at(-1)?.at ?? 0) + 1);
    this.#lastAt = at;
    const name = `${PREFIX}${String(at).padStart(15, '0')}-${clientId}`;
    if (file) this.#keepFile(name, clientId, file);
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
    this.#nudge();
    if (this.#sending) return;
    this.#sending = true;
    this.#sendAll()
      .then((trouble) => this.#rest(trouble))
      .catch(() => this.#rest({ trouble: 'unreachable', waitMs: 0 }));
  }

  #rest(halt: Halt | undefined): void {
    this.#sending = false;
    this.#options.onTrouble(halt?.trouble);
    this.#failures = halt ? this.#failures + 1 : 0;
    if (!halt) {
      // What is left waits for a file that another tab is keeping; if that tab has gone, nobody else will say so.
      const left = this.messages.some(({ refused }) => refused === undefined);
      if (left) this.#cancelRetry = after(KEEPING_MS, () => this.#try());
      return;
    }
    const backoff = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.#failures - 1)) * (0.75 + Math.random() / 2);
    this.#cancelRetry = after(Math.max(halt.waitMs, backoff), () => this.#try());
  }

  async #sendAll(): Promise<Halt | undefined> {
    while (this.#again) {
      this.#again = false;
      const halt = await inOneTab(`${this.#options.shop}:send`, () => this.#sendWaiting());
      if (halt) return halt;
    }
    return undefined;
  }

  async #sendWaiting(): Promise<Halt | undefined> {
    for (;;) {
      const message = this.#next();
      if (!message && !this.#slow) return undefined;
      const halt = message ? await this.#send(message) : await this.#slowOrNews();
      if (halt) return halt;
    }
  }

  /** The oldest message that can be sent now. One file is under way at a time. */
  #next(): Unsent | undefined {
    return this.messages.find(
      (message) => message.refused === undefined && !(this.#slow && message.file) && this.#hasFile(message),
    );
  }

  /** A file that another tab is just keeping is not looked for yet. */
  #hasFile({ file, clientId, at }: Unsent): boolean {
    return !file || file.kept === true || this.#options.files.has(clientId) || Math.abs(Date.now() - at) > KEEPING_MS;
  }

  /** Sends one; a file that takes long goes on beside the others. */
  async #send(message: Unsent): Promise<Halt | undefined> {
    const ended = this.#post(message)
      .then((posted) => this.#settle(message, posted))
      .catch((): Halt => ({ trouble: 'unreachable', waitMs: 0 }));
    if (!message.file) return ended;
    let isSlow = false;
    const patience = new Promise<undefined>((resolve) => {
      const cancel = after(PATIENCE_MS, () => {
        isSlow = true;
        resolve(undefined);
      });
      void ended.then(cancel);
    });
    const halt = await Promise.race([ended, patience]);
    if (!isSlow) return halt;
    this.#slow = ended.finally(() => (this.#slow = undefined));
    return undefined;
  }

  /** Waits for the file that takes long, or for something else to send. */
  #slowOrNews(): Promise<Halt | undefined> {
    const news = new Promise<undefined>((resolve) => (this.#nudge = () => resolve(undefined)));
    return Promise.race([this.#slow, news]);
  }

  #settle(message: Unsent, posted: Posted): Halt | undefined {
    if (posted.status === 'ok') this.#confirm(message, posted.conversation);
    else if (posted.status === 'refused' && posted.final) this.#refuse(message, posted);
    else return troubleOf(posted);
    return undefined;
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
    const file = message.file && (await this.#options.files.read(message.clientId));
    if (message.file && !file) return { status: 'refused', code: FILE_LOST, http: 0, retryAfterMs: 0, final: true };
    const session = await this.#options.session.ensure(rejected);
    if (session.status !== 'ok') return session;
    const { conversation, token } = session.value;
    const { directLine } = this.#options;
    const outcome = file
      ? await directLine.upload(conversation, token, this.#activity(message), {
          name: file.name,
          content: new Blob([file.content], { type: file.type }),
        })
      : await directLine.post(conversation, token, this.#activity(message));
    const final = outcome.status === 'refused' && (FINAL.has(outcome.http) || outcome.code === NO_MORE_FILES);
    return { ...outcome, conversation, ...(final && { final }) };
  }

  /** Keeps a file for every tab; until then, and where the browser keeps none, only this page can send it. */
  #keepFile(name: string, clientId: string, file: AttachedFile): void {
    const { kept, files } = this.#options;
    void files.write(clientId, file).then((isKept) => {
      const message = kept.read<Unsent>(name);
      if (isKept && message) kept.write(name, { ...message, file: { name: file.name, kept: true } } satisfies Unsent);
    });
  }

  #forget({ name, clientId, file }: Unsent): void {
    this.#options.kept.remove(name);
    if (file) this.#options.files.remove(clientId);
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

  /** A message that went into a conversation that the customer has left meanwhile is not shown in the new one. */
  #confirm(message: Unsent, conversation: string | undefined): void {
    this.#failures = 0;
    if (conversation === this.#options.session.kept?.conversation) this.#options.onSent(message);
    this.#forget(message);
    this.#options.onTrouble(undefined);
    this.#options.onChange();
  }

  #refuse(message: Unsent, { code }: { code: string }): void {
    this.#options.kept.write(message.name, { ...message, refused: code });
    this.#options.onChange();
  }
}

export function troubleOf(outcome: Exclude<Outcome<unknown>, { status: 'ok' }>): Halt {
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
