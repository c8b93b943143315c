import type { Accepted, LogEntry } from '../../conversation/index.ts';
import type { ChannelActivity } from '../activity.ts';
import type { InboundActivity } from '../channel.ts';
import { HttpError, type HttpReply, type HttpRequest, json } from '../http.ts';
import { parseJsonObject } from './jsonBody.ts';
import type { TokenClaims } from './token.ts';
import { askedIdentity, localeOf } from './tokenRoutes.ts';
import { positionOf, watermarkOf } from './watermark.ts';
import { type Identity, unguessable, type WebChannel } from './webChannel.ts';
import { toWire } from './wire.ts';

const START_BYTES = 16_384;
const PAGE = 100;

/** `POST /conversations`: begins the token's conversation (201), or finds that it has begun (200). */
export async function startConversation(web: WebChannel, request: HttpRequest): Promise<HttpReply> {
  const { identity, locale } = await identityOf(web, request);
  const begun = await web.conversations.begin({
    id: identity.conv,
    channel: web.name,
    shop: identity.shop,
    user: { id: identity.user },
    ...(locale !== undefined && { locale }),
    createdAt: new Date(web.now()).toISOString(),
  });
  return json(begun ? 201 : 200, {
    ...web.issue(identity),
    streamUrl: web.streamUrl(request, identity, 0),
    resume: web.issueResume(identity),
  });
}

/** `GET /conversations/:id?watermark=`: a new socket address that replays what follows the watermark. */
export async function reconnect(web: WebChannel, request: HttpRequest): Promise<HttpReply> {
  const claims = web.authorize(request, request.params.conversation);
  web.reading.take(claims.user);
  await web.begun(claims);
  const after = await positionIn(web, claims, request);
  web.conversations.mark(claims.conv, 'delivered', after);
  return json(200, { ...web.issue(claims), streamUrl: web.streamUrl(request, claims, after) });
}

/** `POST /conversations/:id/activities`: accepts one activity; answers when it is stored, before the bot runs. */
export async function postActivity(web: WebChannel, request: HttpRequest): Promise<HttpReply> {
  const claims = web.authorize(request, request.params.conversation);
  web.sending.take(claims.user);
  const body = parseJsonObject(await request.body(web.options.limits.activityBytes));
  return postParsed(web, claims, body);
}

async function postParsed(web: WebChannel, claims: TokenClaims, body: Record<string, unknown>): Promise<HttpReply> {
  const [inbound] = web.decode({ claims, activity: body });
  if (!inbound) throw new HttpError(400, 'BadArgument', 'the activity is empty');
  await web.begun(claims);
  const mark = readMark(claims.conv, inbound.activity);
  if (mark !== undefined) web.conversations.mark(claims.conv, 'read', mark);
  else if (inbound.activity.type === 'typing') web.conversations.customerIsTyping(claims.conv);
  else return json(200, { id: (await acceptActivity(web, inbound)).id });
  return json(200, { id: unguessable() });
}

/** Stores what a client sent, once. */
export async function acceptActivity(web: WebChannel, inbound: InboundActivity): Promise<Accepted> {
  await web.options.onStep?.('received', inbound.conversation);
  return web.conversations.accept(inbound);
}

/** The event by which the widget says how far its customer has read; told to agents, not to the bot. */
function readMark(conversation: string, activity: ChannelActivity): number | undefined {
  if (activity.type !== 'event' || activity.name !== 'sanad/read') return undefined;
  return positionOf(conversation, typeof activity.value === 'string' ? activity.value : null) ?? 0;
}

/** `GET /conversations/:id/activities?watermark=`: a page of activities; empty when the client has all. */
export async function getActivities(web: WebChannel, request: HttpRequest): Promise<HttpReply> {
  const claims = web.authorize(request, request.params.conversation);
  web.reading.take(claims.user);
  await web.begun(claims);
  const after = await positionIn(web, claims, request);
  web.conversations.mark(claims.conv, 'delivered', after);
  const set = await activitySet(web, claims.conv, after, request.baseUrl);
  web.conversations.mark(claims.conv, 'sent', set.position);
  return json(200, { activities: set.activities, watermark: watermarkOf(claims.conv, set.position) });
}

/** The visible activities after a position, and the position up to which they reach. */
export async function activitySet(
  web: WebChannel,
  conversation: string,
  after: number,
  baseUrl: string,
): Promise<{ activities: ChannelActivity[]; position: number; more: boolean }> {
  for (let position = after; ; ) {
    const entries = await web.conversations.read(conversation, { after: position, limit: PAGE });
    position = entries.at(-1)?.position ?? position;
    const activities = entries.filter(isVisible).map((entry) => toWire(entry.activity, entry.position, baseUrl));
    const more = entries.length === PAGE;
    if (activities.length > 0 || !more) return { activities, position, more };
  }
}

/** Customers do not see who joined; only the bot is told. */
function isVisible(entry: LogEntry): boolean {
  return entry.activity.type !== 'conversationUpdate';
}

async function identityOf(web: WebChannel, request: HttpRequest): Promise<{ identity: Identity; locale?: string }> {
  const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined || web.shops.bySecret(token)) return askedIdentity(web, request);
  const claims = web.authorize(request);
  web.sending.take(claims.user);
  const locale = localeOf(parseJsonObject(await request.body(START_BYTES)));
  return { identity: claims, ...(locale !== undefined && { locale }) };
}

/** The position that the request's watermark names; refused when it is not one of this conversation. */
async function positionIn(web: WebChannel, claims: TokenClaims, request: HttpRequest): Promise<number> {
  const position = positionOf(claims.conv, request.query.get('watermark'));
  if (position !== undefined && (position === 0 || position <= (await web.conversations.lastPosition(claims.conv)))) {
    return position;
  }
  throw new HttpError(400, 'BadArgument', 'the watermark is not one of this conversation');
}
