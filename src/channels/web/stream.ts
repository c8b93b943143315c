import type { WebSocket } from 'ws';
import { errorFields } from '../../log.ts';
import { HttpError, type HttpRequest } from '../http.ts';
import { KEEP_ALIVE_MS, LiveSocket, sayGoodbye } from '../liveSocket.ts';
import { activitySet } from './conversationRoutes.ts';
import type { TokenClaims } from './token.ts';
import { watermarkOf } from './watermark.ts';
import type { WebChannel } from './webChannel.ts';

/** The open sockets of the web channel: each is a reader of its conversation's log. */
export class Streams {
  readonly #web: WebChannel;
  readonly #open = new Map<string, Set<Stream>>();
  #beat: NodeJS.Timeout | undefined;

  constructor(web: WebChannel) {
    this.#web = web;
  }

  /** Sockets open right now. */
  get size(): number {
    let size = 0;
    for (const streams of this.#open.values()) size += streams.size;
    return size;
  }

  /** Reads the ticket of a socket that wants to open; throws `HttpError` when it may not. */
  admit(request: HttpRequest): TokenClaims {
    const reading = this.#web.tokens.read(request.query.get('t') ?? '', 'stream');
    if (reading.status === 'expired') throw new HttpError(403, 'TokenExpired', 'the socket address has expired');
    if (reading.status === 'invalid' || reading.claims.conv !== request.params.conversation) {
      throw new HttpError(403, 'BadToken', 'the socket address is not one of this server');
    }
    this.#web.shops.checkOrigin(request, reading.claims.shop, reading.claims.origins);
    if ((this.#open.get(reading.claims.conv)?.size ?? 0) >= this.#web.options.limits.sockets) {
      throw new HttpError(429, 'TooManyRequests', 'this conversation has too many open sockets', {
        'retry-after': '20',
      });
    }
    return reading.claims;
  }

  /** Serves an admitted socket: first what follows its watermark, then everything new, until it closes. */
  serve(socket: WebSocket, claims: TokenClaims, baseUrl: string): void {
    const stream = new Stream(this.#web, socket, claims, baseUrl);
    const streams = this.#open.get(claims.conv) ?? new Set();
    this.#open.set(claims.conv, streams.add(stream));
    this.#beat ??= setInterval(() => this.#keepAlive(), KEEP_ALIVE_MS).unref();
    socket.on('close', () => {
      streams.delete(stream);
      if (streams.size === 0) this.#open.delete(claims.conv);
      stream.end();
    });
    stream.begin();
  }

  /** Closes every socket as "going away": clients reconnect with their watermark. Who does not answer is cut off. */
  close(): void {
    clearInterval(this.#beat);
    sayGoodbye([...this.#open.values()].flatMap((streams) => [...streams]));
  }

  #keepAlive(): void {
    for (const streams of this.#open.values()) for (const stream of streams) stream.keepAlive();
  }
}

/** One socket: it knows how far it has sent and reads on from there. */
class Stream {
  readonly #web: WebChannel;
  readonly #claims: TokenClaims;
  readonly #baseUrl: string;
  readonly #socket: LiveSocket;
  #position: number;
  #unwatch: (() => Promise<void>) | undefined;

  constructor(web: WebChannel, socket: WebSocket, claims: TokenClaims, baseUrl: string) {
    this.#web = web;
    this.#claims = claims;
    this.#baseUrl = baseUrl;
    this.#position = claims.after ?? 0;
    this.#socket = new LiveSocket(
      socket,
      () => this.#readOn(),
      (error) => web.options.log.error('stream.failed', { conversation: claims.conv, ...errorFields(error) }),
    );
  }

  /**
   * Reads at once, and again when it watches, so that nothing falls between. The empty frame tells the client that
   * the socket carries something; behind some proxies one opens and stays dumb.
   */
  begin(): void {
    this.#socket.writeNothing();
    this.#socket.look();
    this.#web.conversations
      .watch(this.#claims.conv, (news) => (news === 'typing' ? this.#typing() : this.#socket.look()))
      .then((unwatch) => {
        this.#unwatch = unwatch;
        if (this.#socket.isOpen) this.#socket.look();
        else this.end();
      })
      .catch((error) => this.#socket.fail(error));
  }

  end(): void {
    this.#unwatch?.().catch(() => undefined);
    this.#unwatch = undefined;
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  cut(): void {
    this.#socket.cut();
  }

  /** Also looks for what is stored and whose notice was lost. */
  keepAlive(): void {
    if (!this.#socket.keepAlive()) return;
    this.#socket.writeNothing();
    this.#socket.look();
  }

  async #readOn(): Promise<boolean> {
    const { conv } = this.#claims;
    const { activities, position, more } = await activitySet(this.#web, conv, this.#position, this.#baseUrl);
    this.#position = position;
    if (activities.length > 0) {
      this.#socket.write({ activities, watermark: watermarkOf(conv, position) });
      this.#web.conversations.mark(conv, 'sent', position);
    }
    return more;
  }

  /** Typing is not stored, so it has no place in the log and no watermark. */
  #typing(): void {
    const { conv } = this.#claims;
    const activity = {
      type: 'typing',
      channelId: 'web',
      conversation: { id: conv },
      from: { id: 'sanad', role: 'bot' },
    };
    this.#socket.write({ activities: [{ ...activity, id: `typing-${this.#web.now()}` }] });
  }
}
