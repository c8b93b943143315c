import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';

export interface ReceivedHook {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What the receiver does with a request: a status, or `stall` (takes it and never answers), or `hang up`. */
export type HookBehaviour =
  | number
  | 'stall'
  | 'hang up'
  | { readonly status: number; readonly headers: Record<string, string> };

/** A real HTTP receiver on this machine that keeps what it is given and misbehaves as told. */
export interface HookServer {
  readonly url: string;
  readonly received: readonly ReceivedHook[];
  /** The behaviour from now on: one after another, the last for good. */
  behave(...behaviours: HookBehaviour[]): void;
  close(): Promise<void>;
}

export async function startHookServer(): Promise<HookServer> {
  const received: ReceivedHook[] = [];
  const stalled: ServerResponse[] = [];
  let plan: HookBehaviour[] = [200];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    received.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
    const behaviour = plan.length > 1 ? plan.shift() : plan[0];
    if (behaviour === 'stall') stalled.push(response);
    else if (behaviour === 'hang up') response.destroy();
    else answer(response, typeof behaviour === 'object' ? behaviour : { status: behaviour ?? 200, headers: {} });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}/complaints`,
    received,
    behave: (...behaviours) => {
      plan = behaviours;
    },
    close: async () => {
      for (const response of stalled) response.destroy();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Without `writeHead`, which restify replaces for every server of the process. */
function answer(
  response: ServerResponse,
  { status, headers }: { status: number; headers: Record<string, string> },
): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.end();
}
