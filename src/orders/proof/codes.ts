import { Buckets, type KeyedHash } from '../../attempts/index.ts';
import type { Driver } from '../../storage/index.ts';
import { asciiDigits } from '../orderNumber.ts';

export const CODE_DIGITS = 6;

/** What is stored of a code that was sent: nothing that the code or the address could be read from. */
interface Challenge {
  readonly salt: string;
  readonly hash: string;
  readonly expiresAt: number;
  readonly tries: number;
}

export interface CodesOptions {
  readonly driver: Driver;
  readonly hash: KeyedHash;
  readonly now: () => number;
  readonly newId: () => string;
  /** How long a code can be used. */
  readonly lifeMs: number;
  /** How often a code may be tried before it is void. */
  readonly mostTries: number;
}

/**
 * One-time codes. A code holds for one person and one purpose (`fingerprint`), for a short time and few tries, and
 * once; a new one for the same purpose voids the one before.
 */
export class Codes {
  readonly #options: CodesOptions;
  readonly #buckets: Buckets<Challenge>;

  constructor(options: CodesOptions) {
    this.#options = options;
    const { driver, now } = options;
    const isOver = (challenge: Challenge, at: number) => challenge.expiresAt <= at;
    this.#buckets = new Buckets({ driver, partition: 'orders:codes', isOver, now });
  }

  /** Keeps a code that will go to an address; returns when it ends, in milliseconds since 1970. */
  async keep(fingerprint: string, code: string, address: string): Promise<number> {
    const salt = this.#options.newId();
    const expiresAt = this.#options.now() + this.#options.lifeMs;
    const hash = this.#hash(salt, fingerprint, code, address);
    const challenge: Challenge = { salt, hash, expiresAt, tries: 0 };
    return this.#buckets.change(fingerprint, () => ({ record: challenge, result: expiresAt }));
  }

  /** Is this the code that went to one of these addresses? Every asking counts; the right answer uses the code up. */
  async use(fingerprint: string, code: string, addresses: readonly string[]): Promise<string | undefined> {
    return this.#buckets.change<string | undefined>(fingerprint, (challenge) => {
      const { salt, hash, tries } = challenge ?? NOTHING_SENT;
      // Also without a challenge or an address something is compared, so that neither shows in the time it takes.
      const matches = [NOBODY, ...addresses].map((address) =>
        this.#options.hash.same(hash, this.#hash(salt, fingerprint, code, address)),
      );
      const address =
        challenge && tries < this.#options.mostTries ? addresses[matches.indexOf(true, 1) - 1] : undefined;
      if (address !== undefined || !challenge) return { record: undefined, result: address };
      return { record: { ...challenge, tries: tries + 1 }, result: undefined };
    });
  }

  #hash(salt: string, fingerprint: string, code: string, address: string): string {
    return this.#options.hash.of('code', salt, fingerprint, code, address);
  }
}

const NOTHING_SENT: Challenge = { salt: '', hash: '', expiresAt: 0, tries: 0 };
const NOBODY = '';

/** The code in a customer's words, digits of any script, also written in two groups; undefined when there is none. */
export function readCode(text: string): string | undefined {
  const plain = asciiDigits(text.slice(0, 200).normalize('NFKC'));
  const found = plain.match(/(?<!\d)\d{3}[ -]?\d{3}(?!\d)/g) ?? [];
  return found.length === 1 ? found[0]?.replace(/\D/g, '') : undefined;
}
