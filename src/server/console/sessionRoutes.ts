import { z } from 'zod';
import {
  type Account,
  ALL_SHOPS,
  LEAST_PASSWORD,
  passwordFault,
  readEmail,
  SESSION_LIFE,
  type Session,
  type SignInWay,
} from '../../accounts/index.ts';
import { json } from '../../channels/http.ts';
import type * as wire from '../../console/api/wire.ts';
import { type ConsoleParts, packsOf } from './consoleParts.ts';
import { type AgentCall, type Call, type ConsoleRoute, get, post, Whole } from './consoleRoute.ts';
import { readCookie, SESSION_COOKIE, writeCookie } from './cookies.ts';
import { Refusal } from './refusal.ts';

const NOTHING = z.object({});
export const NAME = z.string().trim().min(1).max(80);
export const EMAIL = z.email().max(200).transform(readEmail);
const PASSWORD = z.string().min(1).max(1000);
const TOKEN = z.string().min(20).max(100);

/** Signing in and out, the first account, passwords set by a link, and one's own sessions. */
export function sessionRoutes(parts: ConsoleParts): ConsoleRoute[] {
  return [
    post('/sign-in', z.object({ email: z.string().max(200), password: PASSWORD }), signIn(parts), 'public'),
    post('/sign-out', NOTHING, signOut(parts)),
    get('/session', NOTHING, async ({ account, session }) => sessionView(parts, account, session)),
    post(
      '/first-account',
      z.object({ token: TOKEN, name: NAME, email: EMAIL, password: PASSWORD }),
      makeFirst(parts),
      'public',
    ),
    post('/password', z.object({ token: TOKEN, password: PASSWORD }), setPassword(parts), 'public'),
    get('/sessions', NOTHING, listSessions(parts)),
    post('/sessions/:id/revoke', NOTHING, revokeSession(parts)),
  ];
}

function signIn(parts: ConsoleParts) {
  return async (call: Call<{ email: string; password: string }>): Promise<Whole> => {
    const { request, input } = call;
    const result = await parts.signIn.signIn({ ...input, address: request.address });
    if (result.status === 'limited') {
      const seconds = Math.max(1, Math.ceil((result.retryAt - parts.now()) / 1000));
      const headers = { 'retry-after': String(seconds) };
      throw new Refusal(429, 'SignInLimited', { values: { minutes: Math.ceil(seconds / 60) }, headers });
    }
    if (result.status === 'refused') {
      const { tried } = result;
      if (tried) await parts.audit.note(tried, { action: 'sign_in_refused', shops: tried.shops });
      throw new Refusal(401, 'WrongPassword');
    }
    return enter(parts, call, result.account, 'password');
  };
}

/** Opens a session with a fresh secret; whatever session the browser brought is ended. */
export async function openSession(
  parts: ConsoleParts,
  { request }: Pick<Call, 'request'>,
  account: Account,
  way: SignInWay,
): Promise<{ session: Session; cookie: string }> {
  await parts.sessions.end(readCookie(request, SESSION_COOKIE));
  const { secret, session } = await parts.sessions.open(account, way);
  await parts.audit.note(account, { action: 'signed_in', shops: account.shops });
  const maxAge = Math.floor(SESSION_LIFE.absoluteMs / 1000);
  return { session, cookie: writeCookie(request, SESSION_COOKIE, secret, { maxAge }) };
}

async function enter(parts: ConsoleParts, call: Call, account: Account, way: SignInWay): Promise<Whole> {
  const { session, cookie } = await openSession(parts, call, account, way);
  return new Whole(json(200, sessionView(parts, account, session), { 'set-cookie': cookie }));
}

function signOut(parts: ConsoleParts) {
  return async ({ request, account }: AgentCall): Promise<Whole> => {
    await parts.sessions.end(readCookie(request, SESSION_COOKIE));
    await leaveDesk(parts, account);
    await parts.audit.note(account, { action: 'signed_out', shops: account.shops });
    return new Whole(json(200, {}, { 'set-cookie': writeCookie(request, SESSION_COOKIE, '', { maxAge: 0 }) }));
  };
}

/** Whoever has no open session left is not there: what they hold goes to colleagues at once. */
export async function leaveDesk(parts: ConsoleParts, account: Account): Promise<void> {
  if ((await parts.sessions.list(account)).length === 0) await parts.handovers?.leave(account.id);
}

/** The console of whoever started the server: the link was printed where only they read it. */
function makeFirst(parts: ConsoleParts) {
  return async (call: Call<{ token: string; name: string; email: string; password: string }>): Promise<Whole> => {
    const { token, name, email, password } = call.input;
    checkPassword(password, email);
    if ((await parts.links.look(token))?.kind !== 'first') throw new Refusal(410, 'LinkOver');
    if (!(await parts.accounts.none())) throw new Refusal(409, 'NotFirst');
    if ((await parts.links.take(token))?.kind !== 'first') throw new Refusal(410, 'LinkOver');
    const made = await parts.accounts.create({ name, email, role: 'supervisor', shops: [ALL_SHOPS] });
    if (made.status === 'taken') throw new Refusal(409, 'EmailTaken');
    await parts.audit.note(made.account, {
      action: 'account_created',
      subject: made.account.id,
      shops: made.account.shops,
    });
    return enterWith(parts, call, made.account.id, password);
  };
}

/** The password of an account that a supervisor or the command made or reset. */
function setPassword(parts: ConsoleParts) {
  return async (call: Call<{ token: string; password: string }>): Promise<Whole> => {
    const purpose = await parts.links.look(call.input.token);
    const account = purpose?.kind === 'password' ? await parts.accounts.get(purpose.account) : undefined;
    if (!account || account.disabled) throw new Refusal(410, 'LinkOver');
    checkPassword(call.input.password, account.email);
    if (!(await parts.links.take(call.input.token))) throw new Refusal(410, 'LinkOver');
    return enterWith(parts, call, account.id, call.input.password);
  };
}

async function enterWith(parts: ConsoleParts, call: Call, id: string, password: string): Promise<Whole> {
  const account = await parts.accounts.setPassword(id, password);
  if (!account) throw new Refusal(410, 'LinkOver');
  await parts.audit.note(account, { action: 'password_set', subject: id, shops: account.shops });
  return enter(parts, call, account, 'link');
}

function checkPassword(password: string, email: string): void {
  const fault = passwordFault(password, email);
  if (fault) throw new Refusal(400, `Password${fault}`, { values: { least: LEAST_PASSWORD } });
}

export function sessionView(parts: ConsoleParts, account: Account, session: Session): wire.Session {
  const packs = packsOf(parts, account);
  const { id, name, email, role } = account;
  return {
    account: { id, name, email, role, shops: packs.map(({ shop }) => shop.id) },
    csrf: session.csrf,
    shops: packs.map(({ shop }) => ({ id: shop.id, name: shop.name.ar })),
    settings: { maxTextLength: parts.limits.text, maxUploadBytes: parts.limits.uploadBytes },
  };
}

function listSessions(parts: ConsoleParts) {
  return async ({ account, session }: AgentCall): Promise<object> => {
    const sessions = await parts.sessions.list(account);
    const items = sessions.map(({ id, way, createdAt, seenAt, endsAt }) => {
      return { id, way, createdAt, seenAt, endsAt, current: id === session.id };
    });
    return { items };
  };
}

function revokeSession(parts: ConsoleParts) {
  return async ({ account, request }: AgentCall): Promise<object> => {
    const id = request.params.id ?? '';
    if (!(await parts.sessions.endById(account.id, id))) throw new Refusal(404, 'UnknownSession');
    await parts.audit.note(account, { action: 'session_ended', subject: id, shops: account.shops });
    return {};
  };
}
