import { randomBytes } from 'node:crypto';
import type { ConversationRecord, Conversations, OnStep } from '../../conversation/index.ts';
import { FileStore } from '../../files/index.ts';
import type { Log } from '../../log.ts';
import type { Driver } from '../../storage/index.ts';
import type { ChannelActivity } from '../activity.ts';
import type { Channel, InboundActivity, Verification } from '../channel.ts';
import { HttpError, type HttpRequest } from '../http.ts';
import { clientMessageId, parseInboundActivity } from './activityPayload.ts';
import { type Rate, RateLimit } from './rateLimit.ts';
import { Shops, type WebShop } from './shops.ts';
import { type TokenClaims, Tokens } from './token.ts';
import { toWire } from './wire.ts';

export interface WebChannelOptions {
  readonly conversations: Conversations;
  /** Where uploaded files are kept. */
  readonly driver: Driver;
  readonly shops: readonly WebShop[];
  /** Origins allowed for every shop, beside the server's own. */
  readonly extraOrigins: readonly string[];
  readonly tokenSecret: string;
  readonly tokenSeconds: number;
  readonly limits: WebLimits;
  readonly log: Log;
  readonly now?: () => number;
  readonly onStep?: OnStep;
}

export interface WebLimits {
  /** Characters of one message's text. */
  readonly text: number;
  /** Bytes of one activity, and of one upload with all its files. */
  readonly activityBytes: number;
  readonly uploadBytes: number;
  /** Bytes of all files that one customer may send in a day (UTC). */
  readonly uploadBytesADay: number;
  /** What one customer may send, and read. */
  readonly messages: Rate;
  readonly reads: Rate;
  /** New conversations of one network address; wide, because many customers share one. */
  readonly starts: Rate;
  /** Open sockets of one conversation. */
  readonly sockets: number;
}

const PREFIX = 'web-';
const STREAM_SECONDS = 60;
const RESUME_SECONDS = 30 * 24 * 3600;

/** What every route of the web channel shares: tokens, shops, limits, and the way into the conversations. */
export class WebChannel implements Channel {
  readonly name = 'web';
  readonly limits = { text: 100_000, buttons: 10, buttonTitle: 60 };
  readonly options: WebChannelOptions;
  readonly conversations: Conversations;
  readonly shops: Shops;
  readonly tokens: Tokens;
  readonly sending: RateLimit;
  readonly reading: RateLimit;
  readonly starting: RateLimit;
  readonly now: () => number;
  readonly files: FileStore;

  constructor(options: WebChannelOptions) {
    this.options = options;
    this.files = new FileStore(options.driver);
    this.conversations = options.conversations;
    this.now = options.now ?? Date.now;
    this.shops = new Shops(options.shops, options.extraOrigins);
    this.tokens = new Tokens(options.tokenSecret, this.now);
    this.sending = new RateLimit(options.limits.messages, this.now);
    this.reading = new RateLimit(options.limits.reads, this.now);
    this.starting = new RateLimit(options.limits.starts, this.now);
  }

  verify(request: HttpRequest): Verification {
    try {
      this.authorize(request);
      return { status: 'genuine' };
    } catch (error) {
      return { status: 'refused', reason: error instanceof HttpError ? error.code : 'Unauthorized' };
    }
  }

  /** A posted activity with the claims of its token. Without the client's own id every post is a new message. */
  decode(body: unknown): InboundActivity[] {
    const { claims, activity } = body as { claims: TokenClaims; activity: Record<string, unknown> };
    const parsed = parseInboundActivity(activity, { text: this.options.limits.text });
    return [this.inbound(claims, parsed)];
  }

  encode(activity: ChannelActivity): unknown[] {
    return [toWire(activity, 0, '')];
  }

  conversationId(address: string): string {
    return PREFIX + address;
  }

  parseConversationId(id: string): string | undefined {
    return id.startsWith(PREFIX) && id.length > PREFIX.length ? id.slice(PREFIX.length) : undefined;
  }

  /** Says whose activity it is, whatever the body claimed. */
  inbound(claims: TokenClaims, activity: ChannelActivity): InboundActivity {
    return {
      conversation: claims.conv,
      messageId: clientMessageId(activity) ?? unguessable(),
      activity: {
        ...activity,
        channelId: this.name,
        conversation: { id: claims.conv },
        from: { id: claims.user, role: 'user' },
        recipient: { id: 'sanad', role: 'bot' },
      },
    };
  }

  /** The claims of the request's token, with its origin checked and, when given, its conversation. */
  authorize(request: HttpRequest, conversation?: string): TokenClaims {
    const reading = this.tokens.read(bearer(request), 'token');
    if (reading.status === 'expired') throw new HttpError(403, 'TokenExpired', 'the token has expired');
    if (reading.status === 'invalid') throw new HttpError(403, 'BadToken', 'the token is not one of this server');
    const { claims } = reading;
    if (conversation !== undefined && claims.conv !== conversation) {
      throw new HttpError(403, 'Forbidden', 'the token is for another conversation');
    }
    this.shops.checkOrigin(request, claims.shop, claims.origins);
    return claims;
  }

  /** The conversation of a token; 404 until it has begun. */
  async begun(claims: TokenClaims): Promise<ConversationRecord> {
    const record = await this.conversations.find(claims.conv);
    if (!record) throw new HttpError(404, 'ConversationNotFound', 'this conversation has not begun');
    return record;
  }

  /** A user and a conversation that nobody can guess, for a shop. */
  newIdentity(shop: string, origins?: readonly string[], user?: string): Identity {
    return {
      user: user ?? `dl_${unguessable()}`,
      conv: this.conversationId(unguessable()),
      shop,
      ...(origins && { origins }),
    };
  }

  issue(identity: Identity): { conversationId: string; token: string; expires_in: number } {
    const { user, conv, shop, origins } = identity;
    const seconds = this.options.tokenSeconds;
    const token = this.tokens.issue({ use: 'token', user, conv, shop, ...(origins && { origins }) }, seconds);
    return { conversationId: conv, token, expires_in: seconds };
  }

  /** A longer-lived key, good only for getting a token of the same conversation again. */
  issueResume({ user, conv, shop, origins }: Identity): string {
    return this.tokens.issue({ use: 'resume', user, conv, shop, ...(origins && { origins }) }, RESUME_SECONDS);
  }

  /** The address of a conversation's socket: a ticket for one minute, to be opened as it stands. */
  streamUrl(request: HttpRequest, claims: Identity, after: number): string {
    const { user, conv, shop, origins } = claims;
    const ticket = this.tokens.issue(
      { use: 'stream', user, conv, shop, after, ...(origins && { origins }) },
      STREAM_SECONDS,
    );
    const base = request.baseUrl.replace(/^http/, 'ws');
    return `${base}/v3/directline/conversations/${conv}/stream?t=${ticket}`;
  }
}

export type Identity = Pick<TokenClaims, 'user' | 'conv' | 'shop' | 'origins'>;

/** The token or secret of the Authorization header. */
export function bearer(request: HttpRequest): string {
  const [, token] = /^Bearer +([\w.~+/=-]+) *$/i.exec(request.headers.authorization ?? '') ?? [];
  if (!token) throw new HttpError(401, 'Unauthorized', 'send "Authorization: Bearer <token>"');
  return token;
}

/** 128 random bits, safe in addresses. */
export function unguessable(): string {
  return randomBytes(16).toString('base64url');
}
