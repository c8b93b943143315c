import { z } from 'zod';
import { errorFields } from '../../log.ts';
import type { ConsoleParts } from './consoleParts.ts';
import { type Call, CONSOLE, CONSOLE_API, type ConsoleRoute, get, Whole } from './consoleRoute.ts';
import { readCookie, writeCookie } from './cookies.ts';
import type { OidcAttempt, OidcSignIn } from './oidcSignIn.ts';
import { Refusal } from './refusal.ts';
import { openSession } from './sessionRoutes.ts';

const COOKIE = 'sanad_oidc';
const PATH = `${CONSOLE_API}/oidc`;
const ATTEMPT_SECONDS = 600;

const ATTEMPT = z.object({ state: z.string(), nonce: z.string(), verifier: z.string() });

/** Sign-in at the shop's own service; only e-mails of accounts that are there. */
export function oidcRoutes(parts: ConsoleParts): ConsoleRoute[] {
  const open = z.object({});
  return [
    get('/oidc/start', open, (call) => start(parts, call), 'public'),
    get('/oidc/callback', open, (call) => callback(parts, call), 'public'),
  ];
}

async function start(parts: ConsoleParts, { request }: Call): Promise<Whole> {
  try {
    const { address, attempt } = await serviceOf(parts).begin(request.baseUrl + PATH_BACK);
    const value = Buffer.from(JSON.stringify(attempt)).toString('base64url');
    // Lax: the browser comes back from another site, and must bring it then.
    const cookie = writeCookie(request, COOKIE, value, { path: PATH, sameSite: 'Lax', maxAge: ATTEMPT_SECONDS });
    return redirect(address, [cookie]);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    parts.log.warn('oidc.unreachable', errorFields(error));
    return toConsole('OidcFailed', []);
  }
}

const PATH_BACK = `${PATH}/callback`;

/** Comes back to the console signed in, or to its sign-in page with the reason why not. */
async function callback(parts: ConsoleParts, call: Call): Promise<Whole> {
  const service = serviceOf(parts);
  const { request } = call;
  const forget = writeCookie(request, COOKIE, '', { path: PATH, sameSite: 'Lax', maxAge: 0 });
  const attempt = readAttempt(readCookie(request, COOKIE));
  if (!attempt) return toConsole('OidcFailed', [forget]);
  const back = new URL(`${request.baseUrl}${PATH_BACK}?${request.query}`);
  try {
    const email = await service.finish(back, attempt);
    const account = email === undefined ? undefined : await parts.accounts.byEmail(email);
    if (!account || account.disabled) return toConsole('OidcUnknownAccount', [forget]);
    const { cookie } = await openSession(parts, call, account, 'oidc');
    return toConsole(undefined, [forget, cookie]);
  } catch (error) {
    parts.log.warn('oidc.failed', errorFields(error));
    return toConsole('OidcFailed', [forget]);
  }
}

function serviceOf(parts: ConsoleParts): OidcSignIn {
  if (!parts.oidc) throw new Refusal(404, 'NoOidc');
  return parts.oidc;
}

function readAttempt(value: string | undefined): OidcAttempt | undefined {
  try {
    const parsed = ATTEMPT.safeParse(JSON.parse(Buffer.from(value ?? '', 'base64url').toString()));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

function toConsole(problem: string | undefined, cookies: readonly string[]): Whole {
  return redirect(problem === undefined ? `${CONSOLE}/` : `${CONSOLE}/#/sign-in/${problem}`, cookies);
}

function redirect(location: string, cookies: readonly string[]): Whole {
  return new Whole({ status: 302, headers: { location, 'cache-control': 'no-store', 'set-cookie': cookies } });
}
