import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * What a token says. It is a signed JWT (HS256) because Direct Line clients read the claim `user` from it.
 *
 * - `token`: speaks in one conversation as one user
 * - `stream`: opens that conversation's socket, once issued for a minute; stands in the socket's address
 * - `resume`: kept by the widget to get a fresh token after a long absence
 */
export interface TokenClaims {
  readonly use: 'token' | 'stream' | 'resume';
  /** `dl_` and an unguessable rest. */
  readonly user: string;
  readonly conv: string;
  readonly shop: string;
  /** Origins that the shop's own server named for this token; they narrow those of the shop. */
  readonly origins?: readonly string[];
  /** Log position after which a stream begins. */
  readonly after?: number;
  /** Seconds since 1970. */
  readonly exp: number;
}

export type TokenReading =
  | { readonly status: 'valid'; readonly claims: TokenClaims }
  | { readonly status: 'expired' }
  | { readonly status: 'invalid' };

const HEADER = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'JWT' })).toString('base64url');

/** Signs and reads tokens with one secret. */
export class Tokens {
  readonly #secret: string;
  readonly #now: () => number;

  constructor(secret: string, now: () => number) {
    this.#secret = secret;
    this.#now = now;
  }

  issue(claims: Omit<TokenClaims, 'exp'>, lifeSeconds: number): string {
    const now = Math.floor(this.#now() / 1000);
    const payload = Buffer.from(JSON.stringify({ iss: 'sanad', ...claims, iat: now, exp: now + lifeSeconds }));
    const body = `${HEADER}.${payload.toString('base64url')}`;
    return `${body}.${this.#sign(body)}`;
  }

  /** Reads a token of one use; any other use is as invalid as a forged one. */
  read(token: string, use: TokenClaims['use']): TokenReading {
    const [header, payload, signature, more] = token.split('.');
    if (header !== HEADER || !payload || !signature || more !== undefined) return { status: 'invalid' };
    if (!equal(signature, this.#sign(`${header}.${payload}`))) return { status: 'invalid' };
    // Only what we signed ourselves is parsed.
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as TokenClaims;
    if (claims.use !== use) return { status: 'invalid' };
    return claims.exp * 1000 > this.#now() ? { status: 'valid', claims } : { status: 'expired' };
  }

  /** 128 bits that follow from a name and that nobody without the secret can guess, safe in addresses. */
  nameFor(...parts: readonly (string | number)[]): string {
    const named = createHmac('sha256', this.#secret).update(JSON.stringify(['name', ...parts]));
    return named.digest().subarray(0, 16).toString('base64url');
  }

  #sign(body: string): string {
    return createHmac('sha256', this.#secret).update(body).digest('base64url');
  }
}

/** Compares two secrets without telling by the time it takes how much of them agrees. */
export function equal(one: string, other: string): boolean {
  const a = Buffer.from(one);
  const b = Buffer.from(other);
  return a.length === b.length && timingSafeEqual(a, b);
}
