import { AttemptLimits, type KeyedHash, type Limit, storedHash } from '../attempts/index.ts';
import type { Driver } from '../storage/index.ts';
import { type Account, readEmail } from './account.ts';
import type { Accounts } from './accounts.ts';

const MINUTE_MS = 60_000;

/**
 * How often a sign-in may fail. Few from one address at one account, more at one account from anywhere (so that a
 * stranger does not lock an agent out with one computer), and many from one address: a whole shop may share it, and
 * sign-ins that succeed count nothing.
 */
export const SIGN_IN_LIMITS = {
  accountAtAddress: { most: 5, windowMs: 15 * MINUTE_MS },
  account: { most: 30, windowMs: 60 * MINUTE_MS },
  address: { most: 100, windowMs: 15 * MINUTE_MS },
} as const satisfies Record<string, Limit>;

export type SignInLimits = Readonly<Record<keyof typeof SIGN_IN_LIMITS, Limit>>;

export type SignedIn =
  | { readonly status: 'signed_in'; readonly account: Account }
  /** One answer for an unknown e-mail, a wrong password and a disabled account. */
  | { readonly status: 'refused' /** The account it was tried on, for the audit log only. */; readonly tried?: Account }
  | { readonly status: 'limited' /** Milliseconds since 1970. */; readonly retryAt: number };

export interface PasswordSignInOptions {
  readonly driver: Driver;
  readonly accounts: Accounts;
  readonly limits?: SignInLimits;
  readonly now: () => number;
  readonly newId: () => string;
}

/** Sign-in by e-mail and password. */
export class PasswordSignIn {
  readonly #options: PasswordSignInOptions;
  readonly #attempts: AttemptLimits<keyof SignInLimits>;
  #hash: Promise<KeyedHash> | undefined;

  constructor(options: PasswordSignInOptions) {
    this.#options = options;
    const { driver, now, newId } = options;
    const limits = options.limits ?? SIGN_IN_LIMITS;
    this.#attempts = new AttemptLimits({ driver, partition: 'signIn:attempts', limits, now, newId });
  }

  /** Takes as long for an unknown account as for a known one. */
  async signIn(claim: { email: string; password: string; address: string }): Promise<SignedIn> {
    const { accounts } = this.#options;
    const email = readEmail(claim.email);
    const reserved = await this.#attempts.reserve(await this.#subjects(email, claim.address));
    if (reserved.status === 'limited') return reserved;
    const account = await accounts.byEmail(email);
    const right = await accounts.passwords.check(claim.password, account?.password);
    if (!right || !account || account.disabled) return { status: 'refused', ...(account && { tried: account }) };
    await reserved.release();
    if (account.password && accounts.passwords.isOutdated(account.password)) {
      await accounts.rehash(account.id, claim.password);
    }
    return { status: 'signed_in', account };
  }

  async #subjects(email: string, address: string) {
    this.#hash ??= storedHash(this.#options.driver, 'signInSecret');
    const hash = await this.#hash;
    return [
      { kind: 'accountAtAddress', fingerprint: hash.of('accountAtAddress', email, address) },
      { kind: 'account', fingerprint: hash.of('account', email) },
      { kind: 'address', fingerprint: hash.of('address', address) },
    ] as const;
  }
}
