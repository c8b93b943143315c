import { createHash, randomBytes } from 'node:crypto';
import type { Driver } from '../storage/index.ts';

/** What a link is for: making the first account of all, or setting the password of one that is there. */
export type LinkPurpose = { readonly kind: 'first' } | { readonly kind: 'password'; readonly account: string };

interface Link {
  readonly purpose: LinkPurpose;
  readonly expiresAt: number;
}

export interface OneTimeLinksOptions {
  readonly driver: Driver;
  readonly now: () => number;
}

const HOUR_MS = 3_600_000;
/** The first link is read from the screen on which the server was started; others travel to a colleague. */
export const LINK_LIFE_MS = { first: HOUR_MS, password: 72 * HOUR_MS } as const;

const PARTITION = 'links';
const INDEX = 'ends';
const SWEPT_AT_ONCE = 50;

/** Links that can be used once and not for long. The token stands behind `#`, so it never reaches a server's log. */
export class OneTimeLinks {
  readonly #options: OneTimeLinksOptions;

  constructor(options: OneTimeLinksOptions) {
    this.#options = options;
  }

  /** Makes a link and gives its path. A new link for an account leaves the earlier one of use to nobody. */
  async issue(purpose: LinkPurpose): Promise<{ path: string; expiresAt: string }> {
    const { driver, now } = this.#options;
    const token = randomBytes(32).toString('base64url');
    const expiresAt = now() + LINK_LIFE_MS[purpose.kind];
    const key = keyOf(token);
    const over = await this.#over();
    const earlier = purpose.kind === 'password' ? await driver.get(PARTITION, `of:${purpose.account}`) : undefined;
    const gone = [...over, ...(earlier ? [String(earlier.value)] : [])];
    await driver.commit({
      partition: PARTITION,
      puts: [
        { key, value: { purpose, expiresAt } satisfies Link },
        ...(purpose.kind === 'password' ? [{ key: `of:${purpose.account}`, value: key }] : []),
      ],
      ranks: [{ index: INDEX, member: key, order: expiresAt }],
      deletes: gone.map((one) => ({ key: one })),
      unranks: gone.map((member) => ({ index: INDEX, member })),
    });
    return { path: `/console/#/${purpose.kind}/${token}`, expiresAt: new Date(expiresAt).toISOString() };
  }

  /** What a link is for, without using it up. */
  async look(token: string): Promise<LinkPurpose | undefined> {
    const stored = await this.#options.driver.get(PARTITION, keyOf(token));
    const link = stored?.value as Link | undefined;
    return link && link.expiresAt > this.#options.now() ? link.purpose : undefined;
  }

  /** Uses a link up; of several at once only one gets it. */
  async take(token: string): Promise<LinkPurpose | undefined> {
    const { driver, now } = this.#options;
    const key = keyOf(token);
    const stored = await driver.get(PARTITION, key);
    const link = stored?.value as Link | undefined;
    if (!stored || !link) return undefined;
    const result = await driver.commit({
      partition: PARTITION,
      deletes: [{ key, expect: stored.version }],
      unranks: [{ index: INDEX, member: key }],
    });
    return result.status === 'committed' && link.expiresAt > now() ? link.purpose : undefined;
  }

  async #over(): Promise<string[]> {
    const { driver, now } = this.#options;
    const ranked = await driver.ranked(PARTITION, INDEX, { upTo: now(), limit: SWEPT_AT_ONCE });
    return ranked.map(({ member }) => member);
  }
}

function keyOf(token: string): string {
  return `link:${createHash('sha256').update(token).digest('base64url')}`;
}
