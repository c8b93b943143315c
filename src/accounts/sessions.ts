import { createHash, randomBytes } from 'node:crypto';
import type { Driver, Stored } from '../storage/index.ts';
import type { Account } from './account.ts';
import type { Accounts } from './accounts.ts';

/** How an account came in. */
export type SignInWay = 'password' | 'link' | 'oidc';

/** One browser of one account. The secret itself is never stored, only its fingerprint. */
export interface Session {
  /** Names the session in lists; opens nothing. */
  readonly id: string;
  readonly account: string;
  readonly way: SignInWay;
  /** To be sent with everything that changes something. */
  readonly csrf: string;
  readonly generation: number;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly seenAt: string;
  readonly endsAt: string;
}

export interface SessionLife {
  /** A session that nobody used for so long is over. */
  readonly idleMs: number;
  /** So long after sign-in it is over in any case. */
  readonly absoluteMs: number;
}

export type OpenSession = { readonly status: 'open'; readonly session: Session; readonly account: Account };
export type SessionReading = OpenSession | { readonly status: 'none' };

export interface SessionsOptions {
  readonly driver: Driver;
  readonly accounts: Accounts;
  readonly life?: SessionLife;
  readonly now: () => number;
  readonly newId: () => string;
}

const HOUR_MS = 3_600_000;
export const SESSION_LIFE: SessionLife = { idleMs: 2 * HOUR_MS, absoluteMs: 24 * HOUR_MS };

const INDEX = 'sessions';
const MOST_SESSIONS = 20;
const SEEN_EVERY_MS = 60_000;
const SECRET = /^([\w-]{1,64})\.([\w-]{43})$/;

/**
 * Sessions, per account in a partition of their own: documents `session:<fingerprint>` and index `sessions` in the
 * order of their ends. Disabling an account or setting a password ends all of them by the account's generation.
 */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #life: SessionLife;

  constructor(options: SessionsOptions) {
    this.#options = options;
    this.#life = options.life ?? SESSION_LIFE;
  }

  /** Opens a session and gives its secret for the cookie: always a fresh one, never one that the browser brought. */
  async open(account: Account, way: SignInWay): Promise<{ secret: string; session: Session }> {
    const { driver, now, newId } = this.#options;
    const random = randomBytes(32).toString('base64url');
    const session: Session = {
      id: newId(),
      account: account.id,
      way,
      csrf: randomBytes(32).toString('base64url'),
      generation: account.generation,
      createdAt: instant(now()),
      seenAt: instant(now()),
      endsAt: instant(now() + this.#life.absoluteMs),
    };
    const key = keyOf(random);
    const over = await this.#superfluous(account.id);
    await driver.commit({
      partition: partitionOf(account.id),
      puts: [{ key, value: session, expect: 0 }],
      ranks: [{ index: INDEX, member: key, order: now() + this.#life.absoluteMs }],
      deletes: over.map((one) => ({ key: one })),
      unranks: over.map((member) => ({ index: INDEX, member })),
    });
    return { secret: `${account.id}.${random}`, session };
  }

  /** Who is this? Looks at the account each time, so that a disabled one is out at once. */
  async read(secret: string | undefined): Promise<SessionReading> {
    const place = placeOf(secret);
    if (!place) return { status: 'none' };
    const { driver, accounts } = this.#options;
    const [stored, account] = await Promise.all([
      driver.get(partitionOf(place.account), place.key),
      accounts.get(place.account),
    ]);
    const session = stored?.value as Session | undefined;
    if (!stored || !session || !account || !this.#isOpen(session, account)) return { status: 'none' };
    return { status: 'open', account, session: await this.#seen(place, stored) };
  }

  /** Ends the session of this secret; the same for one that is over already. */
  async end(secret: string | undefined): Promise<void> {
    const place = placeOf(secret);
    if (place) await this.#remove(place.account, place.key);
  }

  /** The open sessions of an account, newest first. */
  async list(account: Account): Promise<Session[]> {
    const keys = await this.#keys(account.id);
    const stored = await Promise.all(keys.map((key) => this.#options.driver.get(partitionOf(account.id), key)));
    return stored
      .flatMap((one) => (one ? [one.value as Session] : []))
      .filter((session) => this.#isOpen(session, account))
      .sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  }

  /** Ends one session of an account by its id; false when there is none. */
  async endById(account: string, id: string): Promise<boolean> {
    for (const key of await this.#keys(account)) {
      const stored = await this.#options.driver.get(partitionOf(account), key);
      if ((stored?.value as Session | undefined)?.id !== id) continue;
      await this.#remove(account, key);
      return true;
    }
    return false;
  }

  #isOpen(session: Session, account: Account): boolean {
    const now = this.#options.now();
    const used = now - Date.parse(session.seenAt) < this.#life.idleMs;
    return !account.disabled && session.generation === account.generation && used && now < Date.parse(session.endsAt);
  }

  /** Notes once a minute that a session is used; when another request was faster, that one's note counts. */
  async #seen({ account, key }: Place, { value, version }: Stored): Promise<Session> {
    const { driver, now } = this.#options;
    const session = value as Session;
    if (now() - Date.parse(session.seenAt) < Math.min(SEEN_EVERY_MS, this.#life.idleMs / 2)) return session;
    const seen = { ...session, seenAt: instant(now()) };
    await driver.commit({ partition: partitionOf(account), puts: [{ key, value: seen, expect: version }] });
    return seen;
  }

  async #remove(account: string, key: string): Promise<void> {
    const { driver, accounts } = this.#options;
    const unranks = [{ index: INDEX, member: key }];
    await driver.commit({ partition: partitionOf(account), deletes: [{ key }], unranks });
    await accounts.tell(account);
  }

  async #keys(account: string): Promise<string[]> {
    const ranked = await this.#options.driver.ranked(partitionOf(account), INDEX, { limit: 2 * MOST_SESSIONS });
    return ranked.map(({ member }) => member);
  }

  /** Sessions that are over, and the oldest ones beyond what one account may have. */
  async #superfluous(account: string): Promise<string[]> {
    const ranked = await this.#options.driver.ranked(partitionOf(account), INDEX, { limit: 2 * MOST_SESSIONS });
    const live = ranked.filter(({ order }) => order > this.#options.now());
    const kept = new Set(live.slice(-(MOST_SESSIONS - 1)));
    return ranked.filter((one) => !kept.has(one)).map(({ member }) => member);
  }
}

interface Place {
  readonly account: string;
  readonly key: string;
}

function placeOf(secret: string | undefined): Place | undefined {
  const [, account, random] = SECRET.exec(secret ?? '') ?? [];
  return account === undefined || random === undefined ? undefined : { account, key: keyOf(random) };
}

function keyOf(random: string): string {
  return `session:${createHash('sha256').update(random).digest('base64url')}`;
}

function partitionOf(account: string): string {
  return `sessions:${account}`;
}

function instant(time: number): string {
  return new Date(time).toISOString();
}
