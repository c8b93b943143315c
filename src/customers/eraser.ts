import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { ComplaintRecord, Complaints } from '../complaints/index.ts';
import {
  ConversationIndex,
  type ConversationRecord,
  forgetConversation,
  forgetNames,
  logEntry,
  partitionOf,
} from '../conversation/index.ts';
import { FileStore, fileOf, filesFor } from '../files/index.ts';
import { forgetHandover } from '../handover/index.ts';
import { forgetQuestions } from '../reports/index.ts';
import type { Driver } from '../storage/index.ts';
import { type CustomerAsk, findCustomer } from './customerAsk.ts';
import { filesOf } from './filesOf.ts';

/** That something was deleted, why and how much; nothing of whom. */
export interface ErasureRecord {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly shop: string;
  /** The account or command that asked; `clock` for retention. */
  readonly by: string;
  readonly asked: 'customer' | 'email' | 'phone' | 'retention';
  readonly conversations: number;
  readonly complaints: number;
  readonly files: number;
}

export interface EraserOptions {
  readonly driver: Driver;
  readonly complaints: Pick<Complaints, 'all' | 'erase'>;
  readonly now: () => number;
}

/** Where it is noted that something was deleted. */
export const ERASURES = { partition: 'erasures', list: 'erasures', claims: 'claims' } as const;

/**
 * Platforms repeat a message that they think was not taken for up to a week. So long the bare ids of the messages stay,
 * that a repetition is known and makes no new conversation; then they go too.
 */
export const CLAIMS_KEPT_MS = 7 * 86_400_000;
const LEASE_MS = 30_000;
const PAGE = 500;

/** Deletes conversations and complaints everywhere they left something. Each step may be repeated. */
export class Eraser {
  readonly #options: EraserOptions;

  constructor(options: EraserOptions) {
    this.#options = options;
  }

  /** Deletes everything of a customer and notes that it was done. */
  async erase(ask: CustomerAsk, by: string): Promise<ErasureRecord> {
    const asked = 'customer' in ask ? 'customer' : 'email' in ask ? 'email' : 'phone';
    const { conversations, complaints } = await findCustomer(ask, this.#options);
    let files = 0;
    for (const record of complaints) files += await this.complaint(record);
    for (const record of conversations) files += await this.conversation(record);
    const counts = { conversations: conversations.length, complaints: complaints.length, files };
    return this.note({ shop: ask.shop, by, asked, ...counts });
  }

  /** Deletes a complaint with its evidence; gives the number of files. Its number never comes to mean something else. */
  async complaint({ shop, number, evidence }: ComplaintRecord): Promise<number> {
    await this.#options.complaints.erase(shop, number);
    return evidence.filter(({ missing }) => !missing).length;
  }

  /** Deletes a conversation with its files, its bot state and its places in all lists; gives the number of files. */
  async conversation(record: ConversationRecord): Promise<number> {
    const { driver, now } = this.#options;
    const partition = partitionOf(record.id);
    const release = await this.#stopTurns(partition);
    try {
      const files = await this.#files(record.id);
      for (const id of files) await driver.drop(fileOf(id));
      await driver.drop(filesFor(record.id));
      const order = now() + CLAIMS_KEPT_MS;
      await driver.commit({
        partition: ERASURES.partition,
        ranks: [{ index: ERASURES.claims, member: record.id, order }],
      });
      const forgetAgain = await forgetQuestions(driver, record);
      await forgetNames(driver, record.id);
      await driver.drop(partition, { keep: 'claim:' });
      await forgetAgain();
      await forgetHandover(driver, record.id);
      await forgetConversation(driver, record);
      await this.#forgetCustomer(record);
      return files.length;
    } finally {
      await release();
    }
  }

  /** Deletes the ids of messages whose time is over. */
  async purgeClaims(): Promise<void> {
    const { driver, now } = this.#options;
    const due = await driver.ranked(ERASURES.partition, ERASURES.claims, { upTo: now(), limit: PAGE });
    for (const { member, order } of due) {
      const begunAgain = await driver.get(partitionOf(member), 'conversation');
      if (!begunAgain) await driver.drop(partitionOf(member));
      await driver.commit({
        partition: ERASURES.partition,
        unranks: [{ index: ERASURES.claims, member, order }],
      });
    }
  }

  async note(erasure: Omit<ErasureRecord, 'id' | 'at'>): Promise<ErasureRecord> {
    const { driver, now } = this.#options;
    const value: ErasureRecord = { id: randomUUID(), at: new Date(now()).toISOString(), ...erasure };
    await driver.commit({ partition: ERASURES.partition, appends: [{ list: ERASURES.list, value }] });
    return value;
  }

  /** Waits for a running turn to end and lets none begin; a turn that hangs is overtaken when its lease ends. */
  async #stopTurns(partition: string): Promise<() => Promise<void>> {
    const { driver } = this.#options;
    for (const end = Date.now() + 2 * LEASE_MS; ; await pause(50)) {
      const lease = await driver.claimLease(partition, 'turn', 'eraser', LEASE_MS);
      if (lease) {
        return async () => {
          await driver.releaseLease(partition, 'turn', lease.number);
        };
      }
      if (Date.now() > end) throw new Error('a turn of this conversation does not end: try again later');
    }
  }

  /** Those that messages name, and those that no message names. */
  async #files(conversation: string): Promise<string[]> {
    const files = await new FileStore(this.#options.driver).of(conversation);
    for (let after = 0; ; ) {
      const page = await this.#options.driver.range(partitionOf(conversation), 'log', { after, limit: PAGE });
      files.push(...filesOf(page.map(logEntry)));
      const last = page.at(-1);
      if (!last || page.length < PAGE) return [...new Set(files)];
      after = last.position;
    }
  }

  /** When this was the customer's last conversation, nothing of the customer stays. */
  async #forgetCustomer({ channel, user }: ConversationRecord): Promise<void> {
    const { driver } = this.#options;
    const left = await new ConversationIndex(driver).ofCustomer({ channel, user }, { limit: 1 });
    if (left.items.length > 0) return;
    await driver.drop(`customer:${channel}:${user.id}`);
    await driver.drop(`uploads:${user.id}`);
  }
}
