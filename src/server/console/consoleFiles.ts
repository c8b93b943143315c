import { join } from 'node:path';
import type { HttpReply, HttpRequest, Route } from '../../channels/http.ts';
import { StaticFiles } from '../staticFiles.ts';
import { CONSOLE } from './consoleRoute.ts';
import { notBuiltPage } from './notBuiltPage.ts';

/**
 * What the console's page may do: run and show what this server serves, and talk to this server. No script, style or
 * frame of anybody else, and none written into the page.
 */
function policy(request: HttpRequest): string {
  const socket = request.baseUrl.replace(/^http/, 'ws');
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    // Older Safari does not take 'self' for sockets.
    `connect-src 'self' ${socket}`,
    "manifest-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The console's page and its files, as Vite built them into `dist/console/`. */
export function consoleFiles(folder: string): Route[] {
  const page = new StaticFiles(folder);
  const assets = new StaticFiles(join(folder, 'assets'));
  const showPage = async (request: HttpRequest): Promise<HttpReply> => {
    const reply = await page.serve({ ...request, path: '/index.html' });
    if (reply.status === 404) return notBuiltPage();
    return { ...reply, headers: { ...own(reply), ...pageHeaders(request) } };
  };
  const showAsset = async (request: HttpRequest): Promise<HttpReply> => {
    const reply = await assets.serve({ ...request, path: request.path.slice(`${CONSOLE}/assets`.length) });
    // Their names carry a fingerprint of what is in them.
    const kept = reply.status === 404 ? 'no-store' : 'public, max-age=31536000, immutable';
    return { ...reply, headers: { ...own(reply), 'cache-control': kept } };
  };
  return [
    { method: 'GET', path: CONSOLE, handle: showPage },
    { method: 'GET', path: `${CONSOLE}/assets/:file`, handle: showAsset },
  ];
}

function pageHeaders(request: HttpRequest) {
  return {
    'cache-control': 'no-cache',
    'content-security-policy': policy(request),
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  };
}

/** The headers without those that let other sites use a file. */
function own({ headers = {} }: HttpReply): HttpReply['headers'] {
  const { 'access-control-allow-origin': _open, ...kept } = headers;
  return { ...kept, 'cross-origin-resource-policy': 'same-origin' };
}
