import { createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** A request that the platform was sent, read as JSON where it was JSON. */
export interface GraphRequest {
  readonly method: string;
  readonly path: string;
  readonly token: string | undefined;
  readonly body: Record<string, unknown>;
}

/** What goes wrong with the next send: an error answer, or the connection breaks after (`lost`) the message arrived. */
export type GraphTrouble =
  | {
      readonly status: number;
      readonly code?: number;
      readonly subcode?: number;
      readonly headers?: Record<string, string>;
    }
  | 'lost';

/** A message that the platform has taken and shows its customer. */
export interface Shown {
  readonly id: string;
  readonly to: string;
  readonly message: Record<string, unknown>;
  readonly clientId?: string;
}

/** Meta's servers as far as we talk to them: a real HTTP server that keeps their documented rules. */
export interface GraphServer {
  readonly url: string;
  readonly shown: readonly Shown[];
  readonly requests: readonly GraphRequest[];
  /** For the next sends, one each. */
  readonly troubles: GraphTrouble[];
  /** Files that customers sent, by id. */
  readonly media: Map<string, { readonly type: string; readonly content: Buffer }>;
  /** Files that we handed over, by id. */
  readonly uploads: Map<string, { readonly type: string; readonly size: number }>;
  /** Called for every message taken: sends statuses or echoes, say. */
  onShown: ((shown: Shown) => void) | undefined;
  /** Called before each send; returns trouble. */
  chaos: (() => GraphTrouble | undefined) | undefined;
  close(): Promise<void>;
}

/** What a platform refuses, with its error code; nothing for a message that keeps its rules. */
export type Rules = (body: Record<string, unknown>) => { readonly code: number; readonly why: string } | undefined;

export interface GraphOptions {
  readonly token: string;
  readonly rules: Rules;
  /** The answer to a message that was taken. */
  readonly answer: (id: string, body: Record<string, unknown>) => Record<string, unknown>;
  readonly read: (
    body: Record<string, unknown>,
  ) => { to: string; message: Record<string, unknown>; clientId?: string } | undefined;
}

export async function startGraph(options: GraphOptions): Promise<GraphServer> {
  const state = {
    shown: [] as Shown[],
    requests: [] as GraphRequest[],
    troubles: [] as GraphTrouble[],
    media: new Map<string, { type: string; content: Buffer }>(),
    uploads: new Map<string, { type: string; size: number }>(),
    onShown: undefined as GraphServer['onShown'],
    chaos: undefined as GraphServer['chaos'],
    url: '',
  };
  const nextId = () => `m.${randomBytes(9).toString('hex')}`;
  const server = createServer(async (req, res): Promise<void> => {
    const raw = await readAll(req);
    const type = req.headers['content-type'] ?? '';
    const body = type.startsWith('application/json') ? (JSON.parse(raw.toString()) as Record<string, unknown>) : {};
    const path = new URL(req.url ?? '/', 'http://x').pathname;
    const token = /^Bearer (.+)$/.exec(req.headers.authorization ?? '')?.[1];
    state.requests.push({ method: req.method ?? '', path, token, body });
    if (token !== options.token) return refuse(res, 401, 190);
    if (req.method === 'GET') return serveMedia(res, path);
    if (path.endsWith('/media')) return takeUpload(res, type, raw);
    const read = options.read(body);
    if (!read) return send(res, 200, { success: true });
    const trouble = state.troubles.shift() ?? state.chaos?.();
    if (trouble && trouble !== 'lost')
      return refuse(res, trouble.status, trouble.code, trouble.headers, trouble.subcode);
    const broken = options.rules(body);
    if (broken) return refuse(res, 400, broken.code, {}, undefined, broken.why);
    const id = nextId();
    const shown = { id, ...read };
    state.shown.push(shown);
    state.onShown?.(shown);
    if (trouble === 'lost') return void req.socket.destroy();
    send(res, 200, options.answer(id, body));
  });

  function serveMedia(res: ServerResponse, path: string): void {
    const download = /^\/download\/([\w.-]+)$/.exec(path)?.[1];
    const id = download ?? path.split('/').at(-1) ?? '';
    const file = state.media.get(id);
    if (!file) refuse(res, 404, 100);
    else if (download === undefined) {
      send(res, 200, { url: `${state.url}/download/${id}`, mime_type: file.type, file_size: file.content.length, id });
    } else {
      res.setHeader('content-type', file.type);
      res.end(file.content);
    }
  }

  function takeUpload(res: ServerResponse, contentType: string, raw: Buffer): void {
    const type = /name="type"\r\n\r\n([^\r]+)/.exec(raw.toString('latin1'))?.[1];
    const id = `upload-${randomBytes(6).toString('hex')}`;
    if (!contentType.startsWith('multipart/form-data') || type === undefined) {
      refuse(res, 400, 100);
    } else {
      state.uploads.set(id, { type, size: raw.length });
      send(res, 200, { id });
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  state.url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  return Object.assign(state, {
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

function send(res: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  res.writeHead(status, { 'content-type': 'application/json', ...headers });
  res.end(JSON.stringify(body));
}

function refuse(
  res: ServerResponse,
  status: number,
  code?: number,
  headers: Record<string, string> = {},
  subcode?: number,
  why = 'refused',
): void {
  if (code === undefined) {
    res.writeHead(status, headers);
    res.end('upstream failed');
    return;
  }
  const error = { message: why, type: 'OAuthException', code, ...(subcode && { error_subcode: subcode }) };
  send(res, status, { error }, headers);
}

async function readAll(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The header by which Meta signs a webhook. */
export function signed(body: string, secret: string): Record<string, string> {
  const signature = createHmac('sha256', secret).update(Buffer.from(body)).digest('hex');
  return { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` };
}

/** JSON as Meta sends it: everything beyond ASCII is escaped. */
export function escapedJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u0080-\uffff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
