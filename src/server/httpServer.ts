import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import restify from 'restify';
import { type WebSocket, WebSocketServer } from 'ws';
import { errorReply, HttpError, type HttpReply, type HttpRequest, type Route } from '../channels/http.ts';
import { errorFields, type Log } from '../log.ts';
import { readRequest } from './httpRequest.ts';
import { ListenError } from './listenError.ts';

export interface SocketRoute {
  readonly path: RegExp;
  /** Throws `HttpError` to refuse; else returns what to do with the socket once it is open. */
  admit(request: HttpRequest): ((socket: WebSocket) => void) | Promise<(socket: WebSocket) => void>;
  /** What a refused caller reads; the plain words of the error when absent. */
  refuse?(request: HttpRequest, error: unknown): HttpReply;
}

export interface HttpServerOptions {
  readonly routes: readonly Route[];
  readonly sockets: readonly SocketRoute[];
  /** Serves what no route knows: static files. */
  readonly fallback: (request: HttpRequest) => HttpReply | Promise<HttpReply>;
  /** Take the caller's address and scheme from the headers of the proxy in front. */
  readonly trustProxy: boolean;
  /** How this server is reached from outside; else each request says. */
  readonly publicUrl: string | undefined;
  readonly log: Log;
}

/** Connections that are still busy so long after we began to close are cut off. */
const LONGEST_GOODBYE_MS = 5000;

/** Headers that every reply carries. */
const SAFE_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** The one place that knows restify: binds plain routes and sockets to it. */
export class HttpServer {
  readonly #options: HttpServerOptions;
  readonly #server: restify.Server;
  readonly #upgrades = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024, perMessageDeflate: false });

  constructor(options: HttpServerOptions) {
    this.#options = options;
    this.#server = restify.createServer({ name: 'sanad', ignoreTrailingSlash: true });
    this.#server.pre(refuseUnreadableAddress);
    for (const route of options.routes) this.#bind(route);
    this.#server.on('restifyError', (req, res, error) => this.#serveUnrouted(req, res, error));
    this.#server.server.on('upgrade', (req: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (req.headers.upgrade?.toLowerCase() === 'websocket') void this.#upgrade(req, socket, head);
      else this.#serveWithoutUpgrade(req, socket, head);
    });
    this.#server.server.on('clientError', (_error: Error, socket: Duplex) => {
      if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n');
    });
  }

  /** Starts listening; resolves with the port, also when 0 asked for any. Rejects with a `ListenError`. */
  listen(port: number, host: string | undefined): Promise<number> {
    return new Promise((resolve, reject) => {
      // restify passes node's errors on as its own, which end the process when nobody listens for them here.
      const fail = (error: NodeJS.ErrnoException) => reject(new ListenError(port, host, error));
      this.#server.once('error', fail);
      const listening = () => {
        this.#server.removeListener('error', fail);
        this.#server.on('error', (error: Error) => this.#options.log.error('server.failed', errorFields(error)));
        resolve((this.#server.server.address() as { port: number }).port);
      };
      if (host === undefined) this.#server.listen(port, listening);
      else this.#server.listen(port, host, listening);
    });
  }

  /** Takes no new request, and ends when those under way have been answered. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.server.closeIdleConnections();
      setTimeout(() => this.#server.server.closeAllConnections(), LONGEST_GOODBYE_MS).unref();
    });
  }

  #bind(route: Route): void {
    const serve = async (req: restify.Request, res: restify.Response) => {
      await this.#serve(req, res, req.params ?? {}, (request) => route.handle(request));
    };
    const verb = { GET: 'get', POST: 'post', PUT: 'put', DELETE: 'del', OPTIONS: 'opts' } as const;
    this.#server[verb[route.method]](route.path, serve);
    if (route.method === 'GET') this.#server.head(route.path, serve);
  }

  /** The reply is ours, so restify's own is never asked for (its callback is not called). */
  #serveUnrouted(req: restify.Request, res: restify.Response, error: { statusCode?: number }): void {
    const status = error.statusCode ?? 500;
    this.#serve(req, res, {}, (request) => {
      if (status === 404 && (req.method === 'GET' || req.method === 'HEAD')) return this.#options.fallback(request);
      const code = { 400: 'BadArgument', 404: 'NotFound', 405: 'MethodNotAllowed' }[status] ?? 'ServiceError';
      return errorReply(new HttpError(status, code, `there is no ${req.method} at this address`));
    });
  }

  async #serve(
    req: restify.Request,
    res: restify.Response,
    params: Record<string, string>,
    handle: (request: HttpRequest) => HttpReply | Promise<HttpReply>,
  ): Promise<void> {
    const reply = await this.#reply(req, params, handle);
    const headers = { ...SAFE_HEADERS, ...reply.headers };
    if (!req.complete) Object.assign(headers, { connection: 'close' });
    res.writeHead(reply.status, headers);
    res.end(req.method === 'HEAD' ? undefined : reply.body);
  }

  async #reply(
    req: IncomingMessage,
    params: Record<string, string>,
    handle: (request: HttpRequest) => HttpReply | Promise<HttpReply>,
  ): Promise<HttpReply> {
    try {
      return await handle(readRequest(req, params, this.#options));
    } catch (error) {
      if (error instanceof HttpError) return errorReply(error);
      this.#options.log.error('request.failed', { method: req.method, ...errorFields(error) });
      return errorReply(new HttpError(500, 'ServiceError', 'the server failed; try again'));
    }
  }

  /**
   * A client may offer another protocol (HTTP/2) with any request, and is served in this one when nobody takes it up.
   * Node has given the connection away by now, so it is handed back with the request as it would be without the offer.
   */
  #serveWithoutUpgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.unshift(Buffer.concat([headWithoutUpgrade(req), head]));
    this.#server.server.emit('connection', socket);
  }

  async #upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy());
    const path = (req.url ?? '').split('?')[0] ?? '';
    const route = this.#options.sockets.find((one) => one.path.test(path));
    const request = readRequest(req, route?.path.exec(path)?.groups ?? {}, this.#options);
    try {
      if (!route) throw new HttpError(404, 'NotFound', 'there is no socket at this address');
      const serve = await route.admit(request);
      if (!socket.destroyed) this.#upgrades.handleUpgrade(req, socket, head, serve);
    } catch (error) {
      refuseUpgrade(socket, route?.refuse?.(request, error) ?? this.#refusal(error));
    }
  }

  #refusal(error: unknown): HttpReply {
    if (error instanceof HttpError) return errorReply(error);
    this.#options.log.error('upgrade.failed', errorFields(error));
    return errorReply(new HttpError(500, 'ServiceError', 'the server failed; try again'));
  }
}

function headWithoutUpgrade({ method, url, httpVersion, rawHeaders }: IncomingMessage): Buffer {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.toLowerCase() !== 'upgrade') lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`);
  }
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}

function refuseUpgrade(socket: Duplex, { status, headers = {}, body }: HttpReply): void {
  const lines = Object.entries({ ...headers, connection: 'close', 'content-length': Buffer.byteLength(body ?? '') });
  socket.end(
    `HTTP/1.1 ${status} Refused\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body ?? ''}`,
  );
}

/**
 * restify's router builds an address of the request line and the Host header, and throws, outside of any request's
 * handling, when they make none (`host: a b`). Such a request is answered here, before it is routed.
 */
function refuseUnreadableAddress(req: restify.Request, res: restify.Response, next: restify.Next): void {
  if (isReadable(req)) {
    next();
    return;
  }
  const { status, headers, body } = errorReply(new HttpError(400, 'BadArgument', 'this is no address'));
  res.writeHead(status, { ...SAFE_HEADERS, ...headers, connection: 'close' });
  res.end(req.method === 'HEAD' ? undefined : body);
  next(false);
}

function isReadable(req: restify.Request): boolean {
  try {
    return req.getUrl().pathname?.startsWith('/') === true || req.url === '*';
  } catch {
    return false;
  }
}
