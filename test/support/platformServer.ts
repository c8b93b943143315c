import { createServer } from 'node:http';

export interface Received {
  readonly conversation: string;
  readonly id: string;
  readonly text: string;
  readonly attempt: number;
  readonly again: boolean;
}

/** The platform at the other end of `platformChannel`: a real HTTP server that keeps what it is given. */
export interface PlatformServer {
  readonly url: string;
  readonly received: readonly Received[];
  /** Statuses for the next requests, 200 when used up; 0 breaks the connection after taking the message. */
  readonly answers: number[];
  close(): Promise<void>;
}

/** On a free port unless one is named. */
export async function startPlatform(at = 0): Promise<PlatformServer> {
  const received: Received[] = [];
  const answers: number[] = [];
  const server = createServer(async (req, res) => {
    let body = '';
    for await (const chunk of req) body += chunk;
    const status = answers.shift() ?? 200;
    if (status === 200 || status === 0) received.push(JSON.parse(body));
    if (status === 0) return void req.socket.destroy();
    res.writeHead(status, { 'content-type': 'application/json' });
    res.end(JSON.stringify({ platformId: `p${received.length}` }));
  });
  await new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}/`,
    received,
    answers,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
