import type { WebSocket } from 'ws';

/** How often open sockets are asked for a sign of life; who gave none since the last time is cut off. */
export const KEEP_ALIVE_MS = 20_000;
const LONGEST_GOODBYE_MS = 2000;
/** A socket whose client reads so slowly is closed; the client comes back with the place it has reached. */
const MOST_BUFFERED_BYTES = 1_000_000;

/**
 * Reads what follows the place that a socket has reached and writes it there. True: there may be more, to be read at
 * once. It is never called a second time before it has ended.
 */
export type ReadOn = () => Promise<boolean>;

/**
 * One open socket whose client is told everything that is new, once and in order. `look()` says that there may be
 * something; however often it is called meanwhile, one reading runs at a time and none is missed.
 */
export class LiveSocket {
  readonly #socket: WebSocket;
  readonly #readOn: ReadOn;
  readonly #onFailure: (error: unknown) => void;
  #news = false;
  #sending = false;
  #alive = true;

  constructor(socket: WebSocket, readOn: ReadOn, onFailure: (error: unknown) => void) {
    this.#socket = socket;
    this.#readOn = readOn;
    this.#onFailure = onFailure;
    socket.on('error', () => socket.terminate());
    // Clients send empty frames to feel a dead link; whatever they send is ignored.
    for (const sign of ['pong', 'message'] as const) {
      socket.on(sign, () => {
        this.#alive = true;
      });
    }
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  /** There may be something new. */
  look(): void {
    this.#news = true;
    if (this.#sending) return;
    this.#sending = true;
    this.#sendAll()
      .catch((error) => this.fail(error))
      .finally(() => {
        this.#sending = false;
      });
  }

  /** A frame as JSON; nothing happens once the socket is closed. */
  write(frame: object): void {
    if (this.isOpen) this.#socket.send(JSON.stringify(frame));
  }

  /** Asks for a sign of life; cuts off who gave none since the last time. False when it did. */
  keepAlive(): boolean {
    if (!this.#alive) {
      this.cut();
      return false;
    }
    this.#alive = false;
    this.#socket.ping();
    return true;
  }

  /** An empty frame, for clients that see no pings. */
  writeNothing(): void {
    if (this.isOpen) this.#socket.send('');
  }

  /** Something could not be read: told to the owner, and the client comes back. */
  fail(error: unknown): void {
    this.#onFailure(error);
    this.close(1011, 'read failed');
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  cut(): void {
    this.#socket.terminate();
  }

  async #sendAll(): Promise<void> {
    while (this.#news && this.isOpen) {
      this.#news = false;
      if (await this.#readOn()) this.#news = true;
      if (this.#socket.bufferedAmount > MOST_BUFFERED_BYTES) return this.close(1013, 'too slow');
    }
  }
}

/** Closes sockets as "going away": clients come back to where they were. Who does not answer is cut off. */
export function sayGoodbye(sockets: readonly Pick<LiveSocket, 'close' | 'cut'>[]): void {
  for (const socket of sockets) socket.close(1001, 'going away');
  setTimeout(() => {
    for (const socket of sockets) socket.cut();
  }, LONGEST_GOODBYE_MS).unref();
}
