import type { HttpRequest } from '../../channels/http.ts';
import { CONSOLE } from './consoleRoute.ts';

export const SESSION_COOKIE = 'sanad_session';

/** The value of a cookie; the first one when a name comes twice. */
export function readCookie(request: HttpRequest, name: string): string | undefined {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const mark = pair.indexOf('=');
    if (mark > 0 && pair.slice(0, mark).trim() === name) return pair.slice(mark + 1).trim();
  }
  return undefined;
}

export interface CookieOptions {
  readonly path?: string;
  readonly sameSite?: 'Strict' | 'Lax';
  /** Seconds; 0 makes the browser forget it. */
  readonly maxAge: number;
}

/** A cookie that no script reads, sent only over https where the server is reached by it. */
export function writeCookie(request: HttpRequest, name: string, value: string, options: CookieOptions): string {
  const { path = CONSOLE, sameSite = 'Strict', maxAge } = options;
  const secure = request.baseUrl.startsWith('https:') ? '; Secure' : '';
  return `${name}=${value}; Path=${path}; Max-Age=${maxAge}; HttpOnly; SameSite=${sameSite}${secure}`;
}
