import { createHash } from 'node:crypto';
import { conversationRecords, dropMark, partitionOf, recordMarks } from '../conversation/index.ts';
import { normalize } from '../language/index.ts';
import { errorFields, type Log } from '../log.ts';
import type { Driver, Entry, Ranked } from '../storage/index.ts';

/** The list of a conversation that questions without an answer are kept in. */
export const UNANSWERED = 'unanswered';

/** A question that the shop's text did not answer, as its turn keeps it. */
export interface UnansweredRecord {
  readonly question: string;
  readonly shop: string;
  /** Why: nothing fits, or it was about a product, an order … */
  readonly reason: string;
  /** The topic that it was nearest to. */
  readonly topic?: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** A question as customers of a shop asked it: however often, in whatever spelling. */
export interface UnansweredQuestion extends UnansweredRecord {
  readonly conversation: string;
  readonly times: number;
}

export interface UnansweredPage {
  readonly items: readonly UnansweredQuestion[];
  readonly next?: string;
}

export interface UnansweredQuestionsOptions {
  readonly driver: Driver;
  readonly now: () => number;
  readonly log: Log;
}

const INDEX = 'newest';
const PAGE = 100;
const MOST_TRIES = 50;
const SWEEP_MS = 60_000;

/**
 * What customers asked that no clause answers, by shop, the same question once. The truth is each conversation's list;
 * how much of it has been counted stands beside the counts and changes with them (partition `unanswered:<shop>`:
 * documents `question:<fingerprint>` and `through:<conversation>`, index `newest`).
 */
export class UnansweredQuestions {
  readonly #options: UnansweredQuestionsOptions;
  readonly #running = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: UnansweredQuestionsOptions) {
    this.#options = options;
  }

  /** A turn of this conversation kept such a question. */
  wake(conversation: string): void {
    const running = this.count(conversation)
      .catch((error) => this.#options.log.warn('unanswered.failed', { conversation, ...errorFields(error) }))
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Counts what a crash has left uncounted, now and from time to time. */
  async start(): Promise<void> {
    const { log } = this.#options;
    await this.sweep();
    this.#timer = setInterval(() => {
      this.sweep().catch((error) => log.warn('unanswered.failed', errorFields(error)));
    }, SWEEP_MS).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#running);
  }

  async sweep(): Promise<void> {
    const { driver, now } = this.#options;
    for await (const mark of recordMarks(driver, UNANSWERED)) {
      await this.count(mark.conversation);
      await dropMark(driver, UNANSWERED, mark, now());
    }
  }

  /** Counts what a conversation has that is not counted yet; doing it again changes nothing. */
  async count(conversation: string): Promise<void> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const next = await this.#uncounted(conversation);
      if (!next) return;
      if (await this.#add(conversation, next)) tries = 0;
    }
    throw new Error(`the unanswered questions of ${conversation} could not be counted: too many at once`);
  }

  /** A shop's questions, the newest first. */
  async list(shop: string, page: { after?: Ranked; limit: number }): Promise<UnansweredQuestion[]> {
    const { driver } = this.#options;
    const rows = await driver.ranked(place(shop), INDEX, page);
    const found = await Promise.all(rows.map(({ member }) => driver.get(place(shop), `question:${member}`)));
    return found.flatMap((stored) => (stored ? [stored.value as UnansweredQuestion] : []));
  }

  /** The next record that is not counted, with how the count of its conversation stands. */
  async #uncounted(conversation: string): Promise<Uncounted | undefined> {
    const { driver } = this.#options;
    const [first] = await driver.range(partitionOf(conversation), UNANSWERED, { limit: 1 });
    const { shop } = (first?.value ?? {}) as Partial<UnansweredRecord>;
    if (shop === undefined) return undefined;
    const through = await driver.get(place(shop), `through:${conversation}`);
    const after = Number(through?.value ?? 0);
    const [entry] = await driver.range(partitionOf(conversation), UNANSWERED, { after, limit: PAGE });
    return entry && { shop, entry, version: through?.version ?? 0 };
  }

  async #add(conversation: string, { shop, entry, version }: Uncounted): Promise<boolean> {
    const { driver } = this.#options;
    const record = entry.value as UnansweredRecord;
    const member = fingerprintOf(record.question);
    const key = `question:${member}`;
    const known = await driver.get(place(shop), key);
    const times = ((known?.value as UnansweredQuestion | undefined)?.times ?? 0) + 1;
    const result = await driver.commit({
      partition: place(shop),
      puts: [
        { key, value: { ...record, conversation, times }, expect: known?.version ?? 0 },
        { key: `through:${conversation}`, value: entry.position, expect: version },
      ],
      ranks: [{ index: INDEX, member, order: -Date.parse(record.at) }],
    });
    return result.status === 'committed';
  }
}

/**
 * Takes the questions of a conversation out of its shop's, as long as the conversation still has them: those whose
 * words are this customer's, also when others have asked the same. Gives the way to do it again once the conversation
 * is gone, for a count that ran meanwhile.
 */
export async function forgetQuestions(driver: Driver, { id, shop }: Asker): Promise<() => Promise<void>> {
  const members = new Set<string>();
  for await (const record of conversationRecords(driver, id, UNANSWERED))
    members.add(fingerprintOf((record as UnansweredRecord).question));
  const forget = async () => {
    for (const member of members) await forgetOne(driver, { id, shop }, member);
    await driver.commit({ partition: place(shop), deletes: [{ key: `through:${id}` }] });
  };
  await forget();
  return forget;
}

type Asker = { readonly id: string; readonly shop: string };

async function forgetOne(driver: Driver, { id, shop }: Asker, member: string): Promise<void> {
  const key = `question:${member}`;
  const stored = await driver.get(place(shop), key);
  if ((stored?.value as UnansweredQuestion | undefined)?.conversation !== id) return;
  await driver.commit({
    partition: place(shop),
    deletes: [{ key, expect: stored?.version ?? 0 }],
    unranks: [{ index: INDEX, member }],
  });
}

interface Uncounted {
  readonly shop: string;
  readonly entry: Entry;
  /** Of the document that says how far the conversation has been counted. */
  readonly version: number;
}

/** The place of a question in the order of `list`, for the next page. */
export function cursorOf({ question, at }: UnansweredQuestion): Ranked {
  return { order: -Date.parse(at), member: fingerprintOf(question) };
}

function place(shop: string): string {
  return `unanswered:${shop}`;
}

/** The same for every spelling that a reader takes for the same question. */
function fingerprintOf(question: string): string {
  const words = normalize(question)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return createHash('sha256').update(words).digest('base64url').slice(0, 22);
}
