import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { InlineKeyboardButton } from '@grammyjs/types';
import { telegramSecret } from '../../../src/channels/telegram/index.ts';
import type { SentFile } from './graphServer.ts';

export const TELEGRAM = { shop: 'demo', id: '123456789', token: '123456789:telegram-token-for-tests-0123456' } as const;
export const TELEGRAM_SECRET = telegramSecret(TELEGRAM);

export interface TelegramShown {
  readonly id: number;
  readonly chat: string;
  readonly text: string;
  readonly buttons: readonly InlineKeyboardButton[];
  /** By `performance.now()`. */
  readonly at: number;
  /** The picture or document that the customer sees, by the method that sent it. */
  readonly file?: SentFile & { readonly method: string };
}

export type TelegramTrouble = { readonly code: number; readonly retryAfter?: number } | 'lost';

/** Telegram's Bot API as far as we call it: a real HTTP server that keeps its documented limits. */
export interface TelegramServer {
  readonly url: string;
  readonly shown: readonly TelegramShown[];
  /** Ids of answered callback queries, in order. */
  readonly answered: readonly string[];
  readonly troubles: TelegramTrouble[];
  chaos: (() => TelegramTrouble | undefined) | undefined;
  /** Files that customers sent, by id. */
  readonly files: Map<string, Buffer>;
  close(): Promise<void>;
}

export async function startTelegram(): Promise<TelegramServer> {
  const state = {
    url: '',
    shown: [] as TelegramShown[],
    answered: [] as string[],
    troubles: [] as TelegramTrouble[],
    chaos: undefined as TelegramServer['chaos'],
    files: new Map<string, Buffer>(),
  };
  const server = createServer(async (req, res): Promise<void> => {
    const { body, file: sent } = await readBody(req);
    const [, token, method = ''] = /^\/bot([^/]+)\/(\w+)$/.exec(req.url ?? '') ?? [];
    const file = /^\/file\/bot[^/]+\/files\/(.+)$/.exec(req.url ?? '')?.[1];
    if (file !== undefined) return void res.end(state.files.get(file));
    if (token !== TELEGRAM.token) return fail(res, 401);
    if (method === 'getFile') return getFile(res, String(body.file_id));
    if (method === 'answerCallbackQuery') state.answered.push(String(body.callback_query_id));
    if (!method.startsWith('send') || method === 'sendChatAction') return succeed(res, true);
    const trouble = state.troubles.shift() ?? state.chaos?.();
    if (trouble && trouble !== 'lost') return fail(res, trouble.code, trouble.retryAfter);
    const broken = telegramRules(body);
    if (method === 'sendMessage' && broken) return fail(res, 400, undefined, broken);
    const unfit = method === 'sendMessage' ? undefined : fileRules(method, sent);
    if (unfit) return fail(res, 400, undefined, unfit);
    const shown = { ...shownOf(state.shown.length + 1, body), ...(sent && { file: { ...sent.file, method } }) };
    state.shown.push(shown);
    if (trouble === 'lost') return void req.socket.destroy();
    succeed(res, { message_id: shown.id, chat: { id: Number(shown.chat) } });
  });

  function getFile(res: ServerResponse, id: string): void {
    const content = state.files.get(id);
    if (!content) fail(res, 400);
    else succeed(res, { file_id: id, file_path: `files/${id}`, file_size: content.length });
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

interface Sent {
  readonly text?: string;
  readonly reply_markup?: { inline_keyboard?: InlineKeyboardButton[][] };
}

/** What the Bot API refuses; nothing for a message that keeps its limits. */
export function telegramRules(body: Record<string, unknown>): string | undefined {
  const { text = '', reply_markup } = body as Sent;
  const rows = reply_markup?.inline_keyboard ?? [];
  if (text.trim() === '') return 'message text is empty';
  if (text.length > 4096) return 'message is too long';
  if (rows.flat().length > 100 || rows.some((row) => row.length > 8 || row.length === 0)) return 'BUTTONS_TOO_MANY';
  const wrong = rows.flat().some((button) => {
    const data = 'callback_data' in button ? button.callback_data : 'x';
    return button.text === '' || Buffer.byteLength(data) < 1 || Buffer.byteLength(data) > 64;
  });
  return wrong ? 'BUTTON_DATA_INVALID' : undefined;
}

function shownOf(id: number, body: Record<string, unknown>): TelegramShown {
  const { text = '', reply_markup } = body as Sent;
  const buttons = (reply_markup?.inline_keyboard ?? []).flat();
  return { id, chat: String(body.chat_id), text, buttons, at: performance.now() };
}

interface Body {
  readonly body: Record<string, unknown>;
  readonly file?: { readonly field: string; readonly file: SentFile };
}

async function readBody(req: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  const raw = Buffer.concat(chunks);
  const type = req.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) return { body: raw.length > 0 ? JSON.parse(raw.toString()) : {} };
  const form = await new Response(new Uint8Array(raw), { headers: { 'content-type': type } }).formData();
  const body: Record<string, unknown> = {};
  let file: Body['file'];
  for (const [field, value] of form) {
    if (typeof value === 'string') body[field] = value;
    else {
      const content = Buffer.from(await value.arrayBuffer());
      file = { field, file: { type: value.type, name: value.name, content } };
    }
  }
  return { body, ...(file && { file }) };
}

/** Photos have 10 MB and are pictures; documents 50 MB. */
function fileRules(method: string, sent: Body['file']): string | undefined {
  const field = method === 'sendPhoto' ? 'photo' : 'document';
  if (sent?.field !== field) return `there is no ${field} in the request`;
  if (field === 'photo' && !/^image\/(png|jpeg)$/.test(sent.file.type)) return 'PHOTO_INVALID';
  return sent.file.content.length > (field === 'photo' ? 10_000_000 : 50_000_000) ? 'file is too big' : undefined;
}

function succeed(res: ServerResponse, result: unknown): void {
  answer(res, 200, { ok: true, result });
}

function fail(res: ServerResponse, code: number, retryAfter?: number, description = 'refused'): void {
  const parameters = retryAfter === undefined ? {} : { parameters: { retry_after: retryAfter } };
  answer(res, code, { ok: false, error_code: code, description, ...parameters });
}

function answer(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json' });
  res.end(JSON.stringify(body));
}

let updates = 1000;

export function update(content: Record<string, unknown>, id?: number) {
  updates += 1;
  return { update_id: id ?? updates, ...content };
}

export function message(chat: string, content: Record<string, unknown>) {
  updates += 1;
  return {
    message: {
      message_id: updates,
      date: Math.floor(Date.now() / 1000),
      chat: { id: Number(chat), type: 'private', first_name: 'Amina' },
      from: { id: Number(chat), is_bot: false, first_name: 'Amina' },
      ...content,
    },
  };
}

export function postUpdate(
  url: string,
  value: unknown,
  secret: string | undefined = TELEGRAM_SECRET,
): Promise<Response> {
  const headers = { 'content-type': 'application/json', ...(secret && { 'x-telegram-bot-api-secret-token': secret }) };
  return fetch(`${url}/webhooks/telegram`, { method: 'POST', headers, body: JSON.stringify(value) });
}
