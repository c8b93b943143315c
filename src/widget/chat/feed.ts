import { after, guarded, listen } from '../guard.ts';
import type { ActivitySet, DirectLine, Outcome } from './directLine.ts';
import { type Trouble, troubleOf } from './outbox.ts';
import { isGone, type KeptSession, type Session } from './session.ts';

export interface FeedOptions {
  readonly directLine: DirectLine;
  readonly session: Session;
  /** Takes up the conversation and says how far it has been read. */
  readonly watermark: (conversation: string) => string;
  /** The server does not know this watermark: read the conversation from its start. */
  readonly onBadWatermark: () => void;
  readonly onSet: (set: ActivitySet, conversation: string) => void;
  /** Messages arrive as they are written (or are asked for every few seconds), or they do not. */
  readonly onState: (state: { readonly connected: boolean; readonly trouble?: Trouble }) => void;
  /** Is the customer looking? Decides how often is asked where sockets do not work. */
  readonly isWatched: () => boolean;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
/** The server sends something at least every 20 s; a link that is silent for longer is dead. */
const SILENCE_MS = 50_000;
/** By then a socket is open and has brought something: the server sends an empty frame at once. */
const OPEN_MS = 6000;
const POLL_WATCHED_MS = 2000;
const POLL_UNWATCHED_MS = 15_000;
/** After so long of asking, a socket is tried again. */
const SOCKET_AGAIN_MS = 120_000;

/**
 * Brings the conversation's messages: by a socket that is opened again whenever it drops, each time from the
 * watermark on, so that nothing is missed; where sockets do not get through, by asking.
 */
export class Feed {
  readonly #options: FeedOptions;
  #running = false;
  #failures = 0;
  #socketFailures = 0;
  #socket: WebSocket | undefined;
  #wake: () => void = () => undefined;

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  get running(): boolean {
    return this.#running;
  }

  start(): void {
    this.hurry();
    if (this.#running) return;
    this.#running = true;
    guarded(() => this.#run())();
  }

  /** Drops the link and takes up again at once: another conversation, or the network is back. */
  restart(): void {
    this.#socket?.close();
    this.hurry();
  }

  /** Ends a wait: the network is back, or the customer looks again. */
  hurry(): void {
    this.#failures = 0;
    this.#wake();
  }

  async #run(): Promise<void> {
    while (this.#running) {
      const waitMs = await this.#once().catch(() => this.#failed({ status: 'unreachable', failed: false }));
      if (waitMs > 0) await this.#pause(waitMs);
    }
  }

  /** One link from begin to end; gives back how long to wait before the next. */
  async #once(): Promise<number> {
    const { session } = this.#options;
    const ready = await session.ensure();
    if (ready.status !== 'ok') return this.#failed(ready);
    if (this.#socketFailures >= 2) return this.#poll(ready.value);
    const first = session.takeFirstStream();
    const watermark = this.#options.watermark(ready.value.conversation);
    const url = first ? { status: 'ok' as const, value: first } : await this.#streamUrl(ready.value, watermark);
    if (url.status !== 'ok') return this.#failed(url);
    if (session.kept?.conversation !== ready.value.conversation) return 0;
    const served = await this.#listen(url.value, ready.value.conversation);
    this.#socketFailures = served ? 0 : this.#socketFailures + 1;
    this.#options.onState({ connected: false });
    return served ? FIRST_WAIT_MS * (0.5 + Math.random()) : 0;
  }

  async #streamUrl({ conversation, token }: KeptSession, watermark: string): Promise<Outcome<string>> {
    const outcome = await this.#options.directLine.reconnect(conversation, token, watermark);
    if (outcome.status !== 'ok') return outcome;
    return { status: 'ok', value: outcome.value.streamUrl ?? '' };
  }

  /**
   * Resolves when the socket has closed; true when it had been of use: some proxies open sockets only to close them, or
   * let nothing through.
   */
  #listen(url: string, conversation: string): Promise<boolean> {
    return new Promise((resolve) => {
      let heardSomething = false;
      let socket: WebSocket;
      try {
        socket = new WebSocket(url);
      } catch {
        resolve(false);
        return;
      }
      this.#socket = socket;
      let cancelSilence = after(OPEN_MS, () => end());
      const heard = () => {
        cancelSilence();
        cancelSilence = after(SILENCE_MS, () => end());
      };
      const end = () => {
        cancelSilence();
        socket.onclose = null;
        socket.close();
        if (this.#socket === socket) this.#socket = undefined;
        resolve(heardSomething);
      };
      listen(socket, 'message', (event) => {
        heard();
        if (!heardSomething) this.#connected();
        heardSomething = true;
        this.#take((event as MessageEvent<unknown>).data, conversation);
      });
      socket.onclose = end;
    });
  }

  #take(frame: unknown, conversation: string): void {
    if (typeof frame !== 'string' || frame === '') return;
    const set = JSON.parse(frame) as ActivitySet;
    if (Array.isArray(set.activities)) this.#options.onSet(set, conversation);
  }

  /** Asks again and again for a while. */
  async #poll({ conversation }: KeptSession): Promise<number> {
    const until = Date.now() + SOCKET_AGAIN_MS;
    while (this.#running && Date.now() < until) {
      const session = await this.#options.session.ensure();
      if (session.status !== 'ok') return this.#failed(session);
      if (session.value.conversation !== conversation) return 0;
      const outcome = await this.#page(session.value);
      if (outcome.status !== 'ok') return this.#failed(outcome);
      this.#connected();
      if (outcome.value.activities.length > 0) continue;
      await this.#pause(this.#options.isWatched() ? POLL_WATCHED_MS : POLL_UNWATCHED_MS);
    }
    this.#socketFailures = 0;
    return 0;
  }

  async #page({ conversation, token }: KeptSession): Promise<Outcome<ActivitySet>> {
    const watermark = this.#options.watermark(conversation);
    const outcome = await this.#options.directLine.activities(conversation, token, watermark);
    if (outcome.status === 'ok') this.#options.onSet(outcome.value, conversation);
    return outcome;
  }

  #connected(): void {
    this.#failures = 0;
    this.#options.onState({ connected: true });
  }

  #failed(outcome: Exclude<Outcome<unknown>, { status: 'ok' }>): number {
    const { session } = this.#options;
    this.#failures += 1;
    if (outcome.status === 'refused') {
      if (outcome.code === 'ConversationNotFound') session.lose();
      else if (isGone(outcome)) guarded(() => session.ensure(session.kept?.token))();
      else if (outcome.code === 'BadArgument') this.#options.onBadWatermark();
    }
    const { trouble, waitMs } = troubleOf(outcome);
    this.#options.onState({ connected: false, trouble });
    const backoff = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#failures) * (0.75 + Math.random() / 2);
    return Math.max(waitMs, backoff);
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = after(milliseconds, () => resolve());
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}
