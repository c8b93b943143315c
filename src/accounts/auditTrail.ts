import type { Driver } from '../storage/index.ts';
import { type Account, sees } from './account.ts';

/** What somebody did or looked at. Names of things, never a customer's words or data. */
export const AUDIT_ACTIONS = [
  'signed_in',
  'sign_in_refused',
  'signed_out',
  'session_ended',
  'account_created',
  'account_changed',
  'account_disabled',
  'account_enabled',
  'account_reset',
  'password_set',
  'sessions_ended',
  'conversation_opened',
  'order_seen',
  'claimed',
  'stepped_in',
  'capacity_exceeded',
  'taken_over',
  'given_back',
  'closed',
  'transferred',
  'replied',
  'resent',
  'note_written',
  'file_sent',
  'complaint_opened',
  'complaint_assigned',
  'complaint_answered',
  'complaint_closed',
  'complaint_resent',
  'exported',
  'audit_read',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

export interface AuditEntry {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly by: { readonly id: string; readonly name: string };
  readonly action: AuditAction;
  /** Which thing: a conversation's id, a complaint's number, an account's id. */
  readonly subject?: string;
  /** Whose supervisors may read it. */
  readonly shops: readonly string[];
}

/** Newest first; `next` is what to give as `after`. */
export interface AuditPage {
  readonly items: readonly (AuditEntry & { readonly id: string })[];
  readonly next?: string;
}

export interface AuditTrailOptions {
  readonly driver: Driver;
  readonly now: () => number;
}

const PARTITION = 'audit';
const LIST = 'entries';
/** Entries that are looked through for one page; a supervisor of one shop among many gets shorter pages, not slower ones. */
const MOST_READ = 2000;
const READ_AT_ONCE = 200;
/** Looking at the same thing again within this time is one look. */
const SAME_LOOK_MS = 10 * 60_000;
const MOST_LOOKS = 10_000;

/** Who saw and did what: an append-only list. An entry is durable before what it tells of is answered. */
export class AuditTrail {
  readonly #options: AuditTrailOptions;
  readonly #looks = new Map<string, { readonly at: number; readonly noted: Promise<void> }>();

  constructor(options: AuditTrailOptions) {
    this.#options = options;
  }

  async note(by: Pick<Account, 'id' | 'name'>, entry: Omit<AuditEntry, 'at' | 'by'>): Promise<void> {
    const { driver, now } = this.#options;
    const { id, name } = by;
    const value: AuditEntry = { at: new Date(now()).toISOString(), by: { id, name }, ...entry };
    await driver.commit({ partition: PARTITION, appends: [{ list: LIST, value }] });
  }

  /** Notes that somebody looks at a thing; a console reads an open conversation again and again, which is one look. */
  async noteLook(by: Pick<Account, 'id' | 'name'>, entry: Omit<AuditEntry, 'at' | 'by'>): Promise<void> {
    const key = JSON.stringify([by.id, entry.action, entry.subject]);
    const now = this.#options.now();
    const before = this.#looks.get(key);
    // A console asks for a conversation and its transcript at once: one look, and both wait until it is noted.
    if (before && now - before.at < SAME_LOOK_MS) return before.noted;
    if (this.#looks.size >= MOST_LOOKS) this.#looks.clear();
    const noted = this.note(by, entry).catch((error) => {
      this.#looks.delete(key);
      throw error;
    });
    this.#looks.set(key, { at: now, noted });
    await noted;
  }

  /** What happened in the shops that somebody sees. */
  async page(reader: Pick<Account, 'shops'>, page: { after?: string; limit: number }): Promise<AuditPage> {
    const items: (AuditEntry & { id: string })[] = [];
    let before = page.after === undefined ? undefined : Number(page.after);
    for (let read = 0; read < MOST_READ; read += READ_AT_ONCE) {
      const options = { limit: READ_AT_ONCE, newestFirst: true, ...(before !== undefined && { before }) };
      const entries = await this.#options.driver.range(PARTITION, LIST, options);
      for (const { position, value } of entries) {
        if (items.length === page.limit) return { items, next: String(position + 1) };
        const entry = value as AuditEntry;
        if (entry.shops.some((shop) => sees(reader, shop))) items.push({ ...entry, id: String(position) });
        before = position;
      }
      if (entries.length < READ_AT_ONCE) return { items };
    }
    return { items, ...(before !== undefined && { next: String(before) }) };
  }
}
