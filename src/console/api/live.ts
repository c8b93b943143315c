import { Cell } from '../model/cell.ts';
import { type Api, ApiError } from './client.ts';
import type { ConsoleEvent, EventBatch } from './wire.ts';

export type LiveState = 'connecting' | 'live' | 'polling' | 'offline';

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 20_000;
/** So many sockets in a row that never opened, and events are fetched instead. */
const FAILED_SOCKETS = 2;
const POLL_MS = 2_500;
/** A socket can be dead without a word: so often it is compared with what the server says. */
const CHECK_MS = 30_000;
const SESSION_ENDED = 4401;

/**
 * What happens at the desk, as it happens: by WebSocket, and by asking every few seconds where sockets are blocked.
 * Both continue after the last sequence number that was handled, so a reconnect loses nothing and doubles nothing.
 */
export class Live {
  readonly state = new Cell<LiveState>('connecting');
  readonly #api: Api;
  readonly #onEvent: (event: ConsoleEvent | { readonly type: 'reset' }) => void;
  #seq: number | undefined;
  #socket: WebSocket | undefined;
  #failedSockets = 0;
  #retryMs = FIRST_RETRY_MS;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #pollTimer: ReturnType<typeof setTimeout> | undefined;
  #polling = false;
  #begun = false;
  #stopped = false;

  constructor(api: Api, onEvent: (event: ConsoleEvent | { readonly type: 'reset' }) => void) {
    this.#api = api;
    this.#onEvent = onEvent;
  }

  /** Resolves when it is known where the sequence stands: what is read after that misses nothing. */
  async start(): Promise<void> {
    addEventListener('online', this.#wake);
    addEventListener('offline', this.#lost);
    document.addEventListener('visibilitychange', this.#wake);
    await this.#poll();
    this.#begun = true;
    if (!this.#stopped) this.#connect();
  }

  stop(): void {
    this.#stopped = true;
    removeEventListener('online', this.#wake);
    removeEventListener('offline', this.#lost);
    document.removeEventListener('visibilitychange', this.#wake);
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#pollTimer);
    this.#socket?.close();
  }

  readonly #wake = (): void => {
    if (document.visibilityState === 'hidden' || this.#stopped) return;
    this.#retryMs = FIRST_RETRY_MS;
    if (!this.#socket) this.#connect();
    void this.#poll();
  };

  /** The device says that it has no network: an open socket will not notice for minutes. */
  readonly #lost = (): void => {
    this.state.set('offline');
    this.#socket?.close();
  };

  #connect(): void {
    clearTimeout(this.#retryTimer);
    if (this.#socket || this.#stopped) return;
    const address = new URL(this.#api.address('stream', { after: this.#seq }), location.href);
    address.protocol = address.protocol.replace('http', 'ws');
    const socket = new WebSocket(address);
    this.#socket = socket;
    socket.addEventListener('open', () => {
      this.#failedSockets = 0;
      this.#retryMs = FIRST_RETRY_MS;
      this.state.set('live');
    });
    socket.addEventListener('message', ({ data }) => this.#take(readBatch(data)));
    socket.addEventListener('close', ({ code }) => this.#closed(socket, code));
  }

  #closed(socket: WebSocket, code: number): void {
    if (this.#socket !== socket) return;
    this.#socket = undefined;
    if (this.#stopped) return;
    this.#failedSockets += 1;
    if (this.state.value === 'live') this.state.set('connecting');
    if (code === SESSION_ENDED || this.#failedSockets >= FAILED_SOCKETS) void this.#poll();
    this.#retryTimer = setTimeout(() => this.#connect(), this.#retryMs * (0.75 + Math.random() / 2));
    this.#retryMs = Math.min(this.#retryMs * 2, LONGEST_RETRY_MS);
  }

  /** Asks once for what came since; a 401 ends the session through the client. */
  async #poll(): Promise<void> {
    if (this.#polling || this.#stopped) return;
    this.#polling = true;
    clearTimeout(this.#pollTimer);
    const before = this.#seq;
    try {
      const batch = await this.#api.get<EventBatch>('events', { after: this.#seq });
      const missed = this.#seq === before && (batch.events ?? []).length > 0;
      this.#take(batch);
      if (!this.#open()) this.state.set('polling');
      else if (missed && before !== undefined) this.#socket?.close();
    } catch (error) {
      if (error instanceof ApiError && error.status === 0) this.#lost();
      else if (error instanceof ApiError && error.passing && !this.#open()) this.state.set('offline');
    }
    this.#polling = false;
    this.#pollTimer = setTimeout(() => void this.#poll(), this.#open() ? CHECK_MS : POLL_MS);
  }

  #open(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  #take(batch: EventBatch | undefined): void {
    if (!batch || this.#stopped) return;
    const late = this.#begun && this.#seq === undefined && batch.seq !== undefined;
    if (batch.reset || late) {
      this.#seq = batch.seq;
      this.#onEvent({ type: 'reset' });
      return;
    }
    for (const event of batch.events ?? []) {
      if (event.seq !== undefined && this.#seq !== undefined && event.seq <= this.#seq) continue;
      if (event.seq !== undefined) this.#seq = event.seq;
      this.#onEvent(event);
    }
    if (batch.seq !== undefined) this.#seq = Math.max(this.#seq ?? 0, batch.seq);
  }
}

function readBatch(data: unknown): EventBatch | undefined {
  try {
    return JSON.parse(String(data)) as EventBatch;
  } catch {
    return undefined;
  }
}
