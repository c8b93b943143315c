import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

/** What scrypt is told: memory is 128 × `n` × `r` bytes, time grows with all three. Stored with each hash. */
export interface PasswordCost {
  readonly n: number;
  readonly r: number;
  readonly p: number;
}

/** A password as it is stored. `salt` and `key` in base64url. */
export interface PasswordHash extends PasswordCost {
  readonly salt: string;
  readonly key: string;
}

/** About a quarter of a second and 32 MB: one of the settings that OWASP's password storage sheet names as equal. */
export const PASSWORD_COST: PasswordCost = { n: 2 ** 15, r: 8, p: 3 };

export const LEAST_PASSWORD = 10;
export const LONGEST_PASSWORD = 200;

const KEY_BYTES = 32;

/** Hashes and checks passwords at one cost; hashes of an older cost are still checked at theirs. */
export class Passwords {
  readonly #cost: PasswordCost;
  readonly #nobody: PasswordHash;

  constructor(cost: PasswordCost = PASSWORD_COST) {
    this.#cost = cost;
    const random = () => randomBytes(KEY_BYTES).toString('base64url');
    this.#nobody = { ...cost, salt: random(), key: random() };
  }

  async hash(password: string): Promise<PasswordHash> {
    const salt = randomBytes(16).toString('base64url');
    const key = await derive(password, salt, this.#cost);
    return { ...this.#cost, salt, key: key.toString('base64url') };
  }

  /** Is this the password? Without a hash it works as long and says no, so that time tells nobody who has an account. */
  async check(password: string, hash: PasswordHash | undefined): Promise<boolean> {
    const { salt, key, ...cost } = hash ?? this.#nobody;
    const derived = await derive(password, salt, cost);
    return timingSafeEqual(derived, Buffer.from(key, 'base64url')) && hash !== undefined;
  }

  /** Was this made at another cost than today's? Then it is made again at the next sign-in. */
  isOutdated({ n, r, p }: PasswordHash): boolean {
    return n !== this.#cost.n || r !== this.#cost.r || p !== this.#cost.p;
  }
}

/** Why a new password is not taken. */
export type PasswordFault = 'TooShort' | 'TooLong' | 'SameAsEmail';

/** Length is what counts; no signs of particular kinds are asked for. */
export function passwordFault(password: string, email: string): PasswordFault | undefined {
  const length = [...password.normalize('NFKC')].length;
  if (length < LEAST_PASSWORD) return 'TooShort';
  if (length > LONGEST_PASSWORD) return 'TooLong';
  return password.normalize('NFKC').toLowerCase() === email ? 'SameAsEmail' : undefined;
}

function derive(password: string, salt: string, { n, r, p }: PasswordCost): Promise<Buffer> {
  const options: ScryptOptions = { N: n, r, p, maxmem: 256 * n * r };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), Buffer.from(salt, 'base64url'), KEY_BYTES, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
