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
  /** By `performance.now()`. */
  readonly at: number;
  /** The picture or document that the customer sees. */
  readonly file?: SentFile;
}

export interface SentFile {
  readonly type: string;
  readonly name?: string;
  readonly content: Buffer;
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
  readonly uploads: Map<string, SentFile>;
  /** Where our server is reached, whatever public address stands in front of a file's path. */
  reach: string | undefined;
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
  /** Customers' files lie under addresses that need no token (Messenger), else it must be shown (WhatsApp). */
  readonly openDownloads?: boolean;
  /** What is refused of a file that is handed over, with its error code. */
  readonly fileRules?: (file: SentFile) => number | undefined;
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
    uploads: new Map<string, SentFile>(),
    reach: undefined as string | undefined,
    onShown: undefined as GraphServer['onShown'],
    chaos: undefined as GraphServer['chaos'],
    url: '',
  };
  const nextId = () => `m.${randomBytes(9).toString('hex')}`;
  const server = createServer(async (req, res): Promise<void> => {
    const raw = await readAll(req);
    const type = req.headers['content-type'] ?? '';
    const form = type.startsWith('multipart/form-data') ? await readForm(type, raw) : undefined;
    const body = form?.body ?? (raw.length > 0 ? (JSON.parse(raw.toString()) as Record<string, unknown>) : {});
    const path = new URL(req.url ?? '/', 'http://x').pathname;
    const token = /^Bearer (.+)$/.exec(req.headers.authorization ?? '')?.[1];
    state.requests.push({ method: req.method ?? '', path, token, body });
    const isOpen = options.openDownloads && path.startsWith('/download/');
    if (token !== options.token && !isOpen) return refuse(res, 401, 190);
    if (req.method === 'GET') return serveMedia(res, path);
    if (path.endsWith('/media')) return takeUpload(res, form);
    const read = options.read(body);
    if (!read) return send(res, 200, { success: true });
    const trouble = state.troubles.shift() ?? state.chaos?.();
    if (trouble && trouble !== 'lost')
      return refuse(res, trouble.status, trouble.code, trouble.headers, trouble.subcode);
    const broken = options.rules(body);
    if (broken) return refuse(res, 400, broken.code, {}, undefined, broken.why);
    const file = await fileOf(body, form?.file);
    const unfit = file && file !== 'gone' ? options.fileRules?.(file) : undefined;
    if (file === 'gone' || unfit !== undefined) return refuse(res, 400, unfit ?? 100);
    const id = nextId();
    const shown = { id, ...read, ...(file && { file }), at: performance.now() };
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

  function takeUpload(res: ServerResponse, form: Form | undefined): void {
    const id = `upload-${randomBytes(6).toString('hex')}`;
    const unfit = form?.file === undefined ? 100 : options.fileRules?.(form.file);
    if (unfit !== undefined || form?.file === undefined) refuse(res, 400, unfit);
    else {
      state.uploads.set(id, form.file);
      send(res, 200, { id });
    }
  }

  /** The file of a message: handed over with it, handed over before, or fetched from the address that it names. */
  async function fileOf(
    body: Record<string, unknown>,
    own: SentFile | undefined,
  ): Promise<SentFile | 'gone' | undefined> {
    const named = (body.image ?? body.document) as { id?: string } | undefined;
    if (named?.id !== undefined) return state.uploads.get(named.id) ?? 'gone';
    const { attachment } = (body.message ?? {}) as { attachment?: { payload?: { url?: string } } };
    const url = attachment?.payload?.url;
    if (url === undefined) return own ?? (attachment ? 'gone' : undefined);
    const response = await fetch((state.reach ?? '') + new URL(url).pathname).catch(() => undefined);
    if (!response?.ok) return 'gone';
    const type = response.headers.get('content-type') ?? '';
    return { type, content: Buffer.from(await response.arrayBuffer()) };
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

interface Form {
  /** The form's texts, read as JSON where they are. */
  readonly body: Record<string, unknown>;
  readonly file?: SentFile;
}

async function readForm(type: string, raw: Buffer): Promise<Form> {
  const form = await new Response(new Uint8Array(raw), { headers: { 'content-type': type } }).formData();
  const body: Record<string, unknown> = {};
  let file: SentFile | undefined;
  for (const [name, value] of form) {
    if (typeof value === 'string') body[name] = value.startsWith('{') ? JSON.parse(value) : value;
    else file = { type: value.type, name: value.name, content: Buffer.from(await value.arrayBuffer()) };
  }
  return { body, ...(file && { file }) };
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
