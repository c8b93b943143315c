import { errorReply, HttpError, type HttpReply, type HttpRequest, json, type Route } from '../http.ts';
import { getActivities, postActivity, reconnect, startConversation } from './conversationRoutes.ts';
import { foreignOrigin } from './shops.ts';
import { generateToken, refreshToken, resumeToken } from './tokenRoutes.ts';
import { serveFile, uploadFiles } from './uploads.ts';
import type { WebChannel } from './webChannel.ts';

export const DIRECT_LINE = '/v3/directline';

type Handler = (web: WebChannel, request: HttpRequest) => HttpReply | Promise<HttpReply>;

/** The routes of Direct Line 3.0, each answering pages of the shops' origins and no others. */
export function webRoutes(web: WebChannel): Route[] {
  const route = (method: Route['method'], path: string, handler: Handler): Route => ({
    method,
    path: DIRECT_LINE + path,
    handle: (request) => acrossOrigins(web, request, () => handler(web, request)),
  });
  return [
    route('POST', '/tokens/generate', generateToken),
    route('POST', '/tokens/refresh', refreshToken),
    route('POST', '/tokens/resume', resumeToken),
    route('POST', '/conversations', startConversation),
    route('GET', '/conversations/:conversation', reconnect),
    route('POST', '/conversations/:conversation/activities', postActivity),
    route('GET', '/conversations/:conversation/activities', getActivities),
    route('POST', '/conversations/:conversation/upload', uploadFiles),
    { method: 'GET', path: `${DIRECT_LINE}/files/:file`, handle: (request) => serveFile(web.files, request) },
    route('GET', '/session/getsessionid', noSession),
    { method: 'OPTIONS', path: `${DIRECT_LINE}/*`, handle: (request) => preflight(web, request) },
  ];
}

/** Answers with the CORS headers of an allowed origin, also when the answer is an error, so that clients can read it. */
async function acrossOrigins(
  web: WebChannel,
  request: HttpRequest,
  handle: () => HttpReply | Promise<HttpReply>,
): Promise<HttpReply> {
  if (!web.shops.knowsOrigin(request)) return errorReply(foreignOrigin());
  const reply = await Promise.resolve()
    .then(handle)
    .catch((error: unknown) => {
      if (error instanceof HttpError) return errorReply(error);
      throw error;
    });
  return { ...reply, headers: { ...reply.headers, ...corsHeaders(request) } };
}

function corsHeaders(request: HttpRequest): Record<string, string> {
  const { origin } = request.headers;
  if (origin === undefined) return {};
  return { 'access-control-allow-origin': origin, 'access-control-expose-headers': 'Retry-After', vary: 'Origin' };
}

function preflight(web: WebChannel, request: HttpRequest): HttpReply {
  if (!web.shops.knowsOrigin(request)) return errorReply(foreignOrigin());
  return {
    status: 204,
    headers: {
      ...corsHeaders(request),
      'access-control-allow-methods': 'GET, POST, OPTIONS',
      'access-control-allow-headers':
        'Authorization, Content-Type, Content-Disposition, Accept, x-ms-bot-agent, X-Requested-With',
      'access-control-max-age': '7200',
    },
  };
}

/** Sign-in cards need a session of the hosted service; clients take "none" for an answer. */
function noSession(): HttpReply {
  return json(404, { error: { code: 'NotFound', message: 'this server has no sign-in sessions' } });
}
