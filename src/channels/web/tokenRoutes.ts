import { HttpError, type HttpReply, type HttpRequest, json } from '../http.ts';
import { parseJsonObject } from './jsonBody.ts';
import type { WebShop } from './shops.ts';
import { bearer, type Identity, type WebChannel } from './webChannel.ts';

const BODY_BYTES = 16_384;

/** Who asks for a token: a page of the shop (no secret), or the shop's server, which may say who the user is. */
interface Request {
  readonly shop: WebShop;
  readonly body: Record<string, unknown>;
  readonly trusted: boolean;
}

/** `POST /tokens/generate`: a token for a conversation that has not begun. */
export async function generateToken(web: WebChannel, request: HttpRequest): Promise<HttpReply> {
  const asked = await readRequest(web, request);
  return json(200, web.issue(identityFor(web, asked)));
}

/** `POST /tokens/refresh`: the same conversation and user, for another while. An expired token is not refreshed. */
export async function refreshToken(web: WebChannel, request: HttpRequest): Promise<HttpReply> {
  const claims = web.authorize(request);
  web.reading.take(claims.user);
  return json(200, web.issue(claims));
}

/** `POST /tokens/resume` (our own): a fresh token for who kept a resume key. */
export async function resumeToken(web: WebChannel, request: HttpRequest): Promise<HttpReply> {
  web.starting.take(request.address);
  const body = parseJsonObject(await request.body(BODY_BYTES));
  const reading = web.tokens.read(typeof body.resume === 'string' ? body.resume : '', 'resume');
  if (reading.status === 'expired') throw new HttpError(403, 'TokenExpired', 'the resume key has expired');
  if (reading.status === 'invalid') throw new HttpError(403, 'BadToken', 'the resume key is not one of this server');
  const { claims } = reading;
  web.shops.checkOrigin(request, claims.shop, claims.origins);
  web.sending.take(claims.user);
  await web.begun(claims);
  return json(200, { ...web.issue(claims), resume: web.issueResume(claims) });
}

/** The identity that a request without a token asks for. */
export async function askedIdentity(
  web: WebChannel,
  request: HttpRequest,
): Promise<{ identity: Identity; locale?: string }> {
  const asked = await readRequest(web, request);
  const locale = localeOf(asked.body);
  return { identity: identityFor(web, asked), ...(locale !== undefined && { locale }) };
}

export function localeOf(body: Record<string, unknown>): string | undefined {
  return typeof body.locale === 'string' && body.locale.length <= 35 ? body.locale : undefined;
}

async function readRequest(web: WebChannel, request: HttpRequest): Promise<Request> {
  const secretShop = request.headers.authorization === undefined ? undefined : web.shops.bySecret(bearer(request));
  if (request.headers.authorization !== undefined && !secretShop) {
    throw new HttpError(403, 'BadToken', 'this is neither a token nor a secret of this server');
  }
  if (!secretShop) web.starting.take(request.address);
  const body = parseJsonObject(await request.body(BODY_BYTES));
  if (secretShop) return { shop: secretShop, body, trusted: true };
  const named = request.query.get('shop') ?? (typeof body.shop === 'string' ? body.shop : undefined);
  const shop = web.shops.find(named);
  web.shops.checkOrigin(request, shop.id);
  return { shop, body, trusted: false };
}

function identityFor(web: WebChannel, { shop, body, trusted }: Request): Identity {
  if (!trusted) return web.newIdentity(shop.id);
  return web.newIdentity(shop.id, originsOf(body), userOf(body));
}

function userOf(body: Record<string, unknown>): string | undefined {
  const id = (body.user as { id?: unknown } | undefined)?.id;
  if (id === undefined) return undefined;
  if (typeof id === 'string' && /^dl_[\w.-]{1,128}$/.test(id)) return id;
  throw new HttpError(400, 'BadArgument', 'user.id must begin with "dl_" and hold letters, digits, ".", "_" or "-"');
}

function originsOf(body: Record<string, unknown>): string[] | undefined {
  const origins = body.trustedOrigins;
  if (origins === undefined) return undefined;
  if (
    Array.isArray(origins) &&
    origins.length <= 20 &&
    origins.every((one) => typeof one === 'string' && one.length < 256)
  ) {
    return origins;
  }
  throw new HttpError(400, 'BadArgument', 'trustedOrigins must be a list of at most 20 origins');
}
