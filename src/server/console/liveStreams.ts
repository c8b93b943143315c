import type { WebSocket } from 'ws';
import type { OpenSession } from '../../accounts/index.ts';
import type { HttpRequest } from '../../channels/http.ts';
import { KEEP_ALIVE_MS, LiveSocket, sayGoodbye } from '../../channels/liveSocket.ts';
import { shopsOf, type TypingNotice } from '../../live/index.ts';
import { errorFields } from '../../log.ts';
import type { SocketRoute } from '../httpServer.ts';
import type { ConsoleParts } from './consoleParts.ts';
import { CONSOLE_API } from './consoleRoute.ts';
import { readCookie, SESSION_COOKIE } from './cookies.ts';
import { frameOf, shownTo } from './eventRoutes.ts';
import type { Guard } from './guard.ts';
import { POSITION } from './paging.ts';
import { Refusal } from './refusal.ts';

/** The session of the socket is over: signed out, disabled, too old. The console shows the sign-in page then. */
export const SESSION_ENDED = 4401;

const MOST_SOCKETS_OF_ONE = 20;

/** The open sockets of consoles: each gets every event of its account's shops once, in order. */
export class LiveStreams {
  readonly #parts: ConsoleParts;
  readonly #guard: Guard;
  readonly #open = new Set<LiveStream>();
  readonly #ends: (() => Promise<void>)[] = [];
  #beat: NodeJS.Timeout | undefined;

  constructor(parts: ConsoleParts, guard: Guard) {
    this.#parts = parts;
    this.#guard = guard;
  }

  /** Sockets open right now. */
  get size(): number {
    return this.#open.size;
  }

  async start(): Promise<void> {
    this.#ends.push(await this.#parts.accounts.watch((account) => this.#lookAgain(account)));
    this.#ends.push(await this.#parts.events.watchTyping((notice) => this.#typing(notice)));
    this.#beat = setInterval(() => this.#keepAlive(), KEEP_ALIVE_MS).unref();
  }

  /** Closes every socket as "going away": consoles come back with the last number that they saw. */
  async stop(): Promise<void> {
    clearInterval(this.#beat);
    sayGoodbye([...this.#open]);
    await Promise.all(this.#ends.splice(0).map((end) => end()));
  }

  /** The socket of the API. Its page must be ours and its session open; a refusal is sent before the socket opens. */
  route(): SocketRoute {
    return {
      path: new RegExp(`^${CONSOLE_API}/stream$`),
      admit: async (request) => {
        const open = await this.#guard.admit(request);
        const after = POSITION.safeParse(request.query.get('after') ?? undefined);
        if (!after.success) throw new Refusal(400, 'BadInput', { values: { field: 'after' } });
        if (this.#of(open.account.id).length >= MOST_SOCKETS_OF_ONE) throw tooMany();
        return (socket) => this.#serve(socket, { open, request, after: after.data });
      },
      refuse: (request, error) => this.#guard.refuse(request, error),
    };
  }

  #serve(socket: WebSocket, admitted: Admitted): void {
    const stream = new LiveStream(this.#parts, socket, admitted);
    this.#open.add(stream);
    socket.on('close', () => {
      this.#open.delete(stream);
      stream.end();
    });
    stream.begin();
  }

  #of(account: string): LiveStream[] {
    return [...this.#open].filter((stream) => stream.account === account);
  }

  #lookAgain(account: string): void {
    for (const stream of this.#of(account)) stream.lookAgain();
  }

  #typing(notice: TypingNotice): void {
    for (const stream of this.#open) stream.tell(notice);
  }

  /** Also looks for events whose notice was lost, and for sessions that ended by the clock. */
  #keepAlive(): void {
    this.#parts.tail.look();
    for (const stream of this.#open) stream.keepAlive();
  }
}

interface Admitted {
  readonly open: OpenSession;
  readonly request: HttpRequest;
  readonly after: number | undefined;
}

/** One socket: it knows how far it has told and reads on from there. */
class LiveStream {
  readonly #parts: ConsoleParts;
  readonly #socket: LiveSocket;
  readonly #secret: string | undefined;
  readonly account: string;
  #shops: ReadonlySet<string>;
  #after: number | undefined;
  #unlisten: (() => void) | undefined;

  constructor(parts: ConsoleParts, socket: WebSocket, { open, request, after }: Admitted) {
    this.#parts = parts;
    this.#secret = readCookie(request, SESSION_COOKIE);
    this.account = open.account.id;
    this.#shops = shownTo(parts, open.account);
    this.#after = after;
    this.#socket = new LiveSocket(
      socket,
      () => this.#readOn(),
      (error) => parts.log.error('console.stream.failed', { account: this.account, ...errorFields(error) }),
    );
  }

  /** Listens first and reads then, so that nothing falls between. */
  begin(): void {
    this.#unlisten = this.#parts.tail.listen(() => this.#socket.look());
    // The session may have ended between the request and the open socket.
    this.lookAgain();
    this.#parts.tail.look();
  }

  end(): void {
    this.#unlisten?.();
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  cut(): void {
    this.#socket.cut();
  }

  tell(notice: TypingNotice): void {
    const { shop: _shop, ...shown } = notice;
    if (shopsOf(notice).some((shop) => this.#shops.has(shop))) this.#socket.write({ events: [shown] });
  }

  keepAlive(): void {
    if (this.#socket.keepAlive()) this.lookAgain();
  }

  /** Is the session still open, and for the same shops? */
  lookAgain(): void {
    this.#parts.sessions
      .read(this.#secret)
      .then((reading) => {
        if (reading.status === 'open') this.#shops = shownTo(this.#parts, reading.account);
        else this.close(SESSION_ENDED, 'session ended');
      })
      .catch((error) => this.#socket.fail(error));
  }

  async #readOn(): Promise<boolean> {
    if (this.#after === undefined) {
      this.#after = await this.#parts.events.last();
      this.#socket.write({ seq: this.#after });
      return true;
    }
    const reading = await this.#parts.tail.read(this.#after);
    const frame = frameOf(reading, this.#shops);
    const grown = frame.seq !== this.#after;
    this.#after = frame.seq;
    if (frame.reset || frame.events?.length) this.#socket.write(frame);
    return grown;
  }
}

function tooMany(): Refusal {
  return new Refusal(429, 'TooManyRequests', { headers: { 'retry-after': '20' } });
}
