import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Verification } from '../channel.ts';
import { errorReply, HttpError, type HttpReply, type HttpRequest } from '../http.ts';

/** One number, page or Instagram account of a shop, with what its app needs. */
export interface MetaAccount {
  readonly shop: string;
  /** Phone number id, page id or Instagram account id. */
  readonly id: string;
  readonly token: string;
  readonly appId: string;
  readonly appSecret: string;
}

/** The accounts of one channel, and the check that a webhook comes from the app that an account belongs to. */
export class MetaAccounts {
  readonly #byId: ReadonlyMap<string, MetaAccount>;

  constructor(accounts: readonly MetaAccount[]) {
    this.#byId = new Map(accounts.map((account) => [account.id, account]));
  }

  find(id: unknown): MetaAccount | undefined {
    return typeof id === 'string' ? this.#byId.get(id) : undefined;
  }

  /** Without a signature there is nothing that a body could be checked by. */
  verifyHead(request: HttpRequest): Verification {
    return signatureOf(request) === undefined ? UNSIGNED : { status: 'genuine' };
  }

  /**
   * `X-Hub-Signature-256` is over the bytes of the body as they came. `idsOf` names the accounts that a body is
   * about: one signed by the app of another shop is refused, as is one about no account of ours.
   */
  verify(request: HttpRequest, body: Buffer, idsOf: (body: unknown) => readonly string[]): Verification {
    const given = signatureOf(request);
    if (given === undefined) return UNSIGNED;
    const secrets = [...new Set([...this.#byId.values()].map(({ appSecret }) => appSecret))];
    const signing = secrets.filter((secret) => sameText(given, hmac(secret, body)));
    if (signing.length === 0) return { status: 'refused', reason: 'wrong signature' };
    const named = idsOf(parsed(body)).map((id) => this.#byId.get(id));
    if (named.some((account) => account && !signing.includes(account.appSecret))) {
      return { status: 'refused', reason: 'signed by the app of another account' };
    }
    if (named.every((account) => account === undefined)) return { status: 'refused', reason: 'unknown account' };
    return { status: 'genuine' };
  }
}

const UNSIGNED: Verification = { status: 'refused', reason: 'missing signature' };

function signatureOf(request: HttpRequest): string | undefined {
  return /^sha256=([0-9a-f]{64})$/.exec(request.headers['x-hub-signature-256'] ?? '')?.[1];
}

function hmac(secret: string, body: Buffer): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}

/** Compares without telling by its time how much was right, nor how long the right one is. */
export function sameText(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** `GET` of a webhook's address, by which Meta asks whether it is really ours. */
export function answerChallenge(request: HttpRequest, verifyToken: string): HttpReply {
  const token = request.query.get('hub.verify_token') ?? '';
  const challenge = request.query.get('hub.challenge') ?? '';
  const right = request.query.get('hub.mode') === 'subscribe' && sameText(token, verifyToken);
  if (!right || !/^[\w.-]{1,200}$/.test(challenge)) {
    return errorReply(new HttpError(403, 'Forbidden', 'the verify token is not the one of META_VERIFY_TOKEN'));
  }
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: challenge };
}
