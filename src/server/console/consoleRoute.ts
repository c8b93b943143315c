import type { z } from 'zod';
import type { Account, Session } from '../../accounts/index.ts';
import type { HttpReply, HttpRequest } from '../../channels/http.ts';
import type { ConsoleSay } from './consoleWords.ts';

/** Where the console and its API lie; the session's cookie is sent nowhere else. */
export const CONSOLE = '/console';
export const CONSOLE_API = `${CONSOLE}/api`;

/** Who may call a route: anybody, anybody signed in, supervisors. */
export type Access = 'public' | 'agent' | 'supervisor';

/** A request that may be answered. */
export interface Call<Input = unknown> {
  readonly request: HttpRequest;
  /** What came: the query of a GET, the body of a POST, checked. */
  readonly input: Input;
  readonly say: ConsoleSay;
}

/** A request of somebody who is signed in. */
export interface AgentCall<Input = unknown> extends Call<Input> {
  readonly account: Account;
  readonly session: Session;
}

/** What a route answers with: a value that becomes JSON, or a whole reply. */
export type Answer = { readonly reply: HttpReply } | { readonly value: object; readonly status?: number };

/** One address of the API, as the guard and the test of all routes see it. */
export interface ConsoleRoute {
  readonly method: 'GET' | 'POST';
  /** Below `/console/api`. */
  readonly path: string;
  readonly access: Access;
  /** What is accepted as query or body; absent where the handler reads the body itself. */
  readonly input?: z.ZodType;
  /** Bytes of the largest body. */
  readonly bodyBytes: number;
  /** `json` unless the handler reads the body itself. */
  readonly takes: 'json' | 'files';
  handle(call: AgentCall): Promise<Answer>;
}

const BODY_BYTES = 64 * 1024;

/** A route that reads. Its input is the query. */
export function get<S extends z.ZodType>(
  path: string,
  input: S,
  handle: (call: AgentCall<z.output<S>>) => Promise<object>,
  access: Access = 'agent',
): ConsoleRoute {
  return {
    method: 'GET',
    path,
    access,
    input,
    bodyBytes: 0,
    takes: 'json',
    handle: async (call) => answer(await handle(call as AgentCall<z.output<S>>)),
  };
}

/** A route that changes something. Its input is the body. */
export function post<S extends z.ZodType>(
  path: string,
  input: S,
  handle: (call: AgentCall<z.output<S>>) => Promise<object>,
  access: Access = 'agent',
): ConsoleRoute {
  return { ...get(path, input, handle, access), method: 'POST', bodyBytes: BODY_BYTES };
}

/** A route that takes files. */
export function upload(path: string, bodyBytes: number, handle: (call: AgentCall) => Promise<object>): ConsoleRoute {
  return {
    method: 'POST',
    path,
    access: 'agent',
    bodyBytes,
    takes: 'files',
    handle: async (call) => answer(await handle(call)),
  };
}

/** A whole reply, where JSON alone does not do: cookies, files. */
export class Whole {
  readonly reply: HttpReply;

  constructor(reply: HttpReply) {
    this.reply = reply;
  }
}

function answer(value: object): Answer {
  return value instanceof Whole ? { reply: value.reply } : { value };
}
