import { randomUUID } from 'node:crypto';
import { AttemptLimits, type KeyedHash, type Limit } from '../attempts/index.ts';
import { readEmail } from '../orders/index.ts';
import type { Driver } from '../storage/index.ts';
import { readComplaintNumber } from './complaintNumber.ts';
import type { ComplaintRecord } from './complaintRecord.ts';
import type { ComplaintStore } from './complaintStore.ts';

/** A customer who asks how far a complaint is. */
export interface StatusAsk {
  readonly shop: string;
  /** In the customer's words. */
  readonly number: string;
  readonly email: string;
  /** Who asks, for counting attempts: `<channel>:<id>` or a verified phone. */
  readonly person: string;
}

export type StatusResult =
  | { readonly status: 'found'; readonly record: ComplaintRecord }
  /** One and the same answer for "there is no such number" and "it is not yours". */
  | { readonly status: 'unknown' }
  /** Too many wrong attempts. Says nothing on whether the number exists. */
  | { readonly status: 'limited'; readonly retryAt: number };

const HOUR_MS = 3_600_000;
const LIMITS = {
  complaintPerson: { most: 5, windowMs: HOUR_MS },
  complaintNumber: { most: 10, windowMs: 6 * HOUR_MS },
} as const satisfies Record<string, Limit>;

interface StatusParts {
  readonly driver: Driver;
  readonly store: ComplaintStore;
  readonly hash: () => Promise<KeyedHash>;
  readonly now: () => number;
}

/** Shows a complaint to whoever knows its number and its e-mail; wrong attempts are counted and limited. */
export class StatusDesk {
  readonly #parts: StatusParts;
  readonly #limits: AttemptLimits<keyof typeof LIMITS>;

  constructor(parts: StatusParts) {
    this.#parts = parts;
    this.#limits = new AttemptLimits({
      driver: parts.driver,
      partition: 'complaints:attempts',
      limits: LIMITS,
      now: parts.now,
      newId: randomUUID,
    });
  }

  async ask({ shop, number, email, person }: StatusAsk): Promise<StatusResult> {
    const { store } = this.#parts;
    const hash = await this.#parts.hash();
    const read = readComplaintNumber(shop, number);
    const reserved = await this.#limits.reserve([
      { kind: 'complaintPerson', fingerprint: hash.of('complaint person', person) },
      { kind: 'complaintNumber', fingerprint: hash.of('complaint number', shop, read ?? number) },
    ]);
    if (reserved.status === 'limited') return reserved;
    const record = read === undefined ? undefined : (await store.get(shop, read))?.record;
    const own = emailKey(record?.fields.email);
    const theirs = hash.same(own, emailKey(email));
    if (!record || own === '' || !theirs) return { status: 'unknown' };
    await reserved.release();
    return { status: 'found', record };
  }
}

function emailKey(text = ''): string {
  return readEmail(text)?.value ?? '';
}
