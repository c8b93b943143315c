import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** What a shop's server was asked. */
export interface ShopRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

export interface ShopReply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, unless it is a text. */
  readonly body?: unknown;
}

/** Something that goes wrong with the next request: a reply of its own, or no answer at all. */
export type Trouble = ShopReply | 'hang' | 'hang in the middle' | 'break';

/** A real HTTP server that stands for a shop's platform. */
export interface ShopServer {
  readonly url: string;
  readonly requests: ShopRequest[];
  /** For the next requests, one each; then it answers again. */
  readonly troubles: Trouble[];
  close(): Promise<void>;
}

export async function startShopServer(answer: (request: ShopRequest) => ShopReply): Promise<ShopServer> {
  const requests: ShopRequest[] = [];
  const troubles: Trouble[] = [];
  const server = createServer(async (req, res) => {
    const request = await readRequest(req);
    requests.push(request);
    const trouble = troubles.shift() ?? answer(request);
    if (trouble === 'hang') return;
    if (trouble === 'break') return void req.socket.destroy();
    if (trouble === 'hang in the middle') return void res.writeHead(200).write('{"data":');
    send(res, trouble);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    troubles,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readRequest(req: IncomingMessage): Promise<ShopRequest> {
  let text = '';
  for await (const chunk of req) text += chunk;
  return {
    method: req.method ?? '',
    url: new URL(req.url ?? '/', 'http://shop.invalid'),
    headers: req.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
}

function send(res: ServerResponse, { status = 200, headers = {}, body }: ShopReply): void {
  res.writeHead(status, { 'content-type': 'application/json', ...headers });
  res.end(typeof body === 'string' ? body : JSON.stringify(body ?? {}));
}
