import type { Driver, Ranked } from '../storage/index.ts';
import { partitionOf } from './records.ts';

/** Something that a turn keeps in a list of its conversation. */
export interface TurnEntry {
  readonly list: string;
  readonly value: object;
}

const PARTITION = 'records';
const PAGE = 500;

/**
 * Notes, before the turn commits, that a conversation has records of these lists. A note whose turn then fails leads to
 * a conversation without such records, which does no harm; a record without a note cannot be.
 */
export async function markRecords(
  driver: Driver,
  conversation: string,
  entries: readonly TurnEntry[],
  now: number,
): Promise<void> {
  const lists = [...new Set(entries.map(({ list }) => list))];
  await driver.commit({
    partition: PARTITION,
    ranks: lists.map((list) => ({ index: list, member: conversation, order: now })),
  });
}

/** A note that a conversation may have records of a list, with the time of its last one. */
export interface RecordMark {
  readonly conversation: string;
  readonly at: number;
}

/** How old a note must be before it may go; far longer than any commit takes. */
const GRACE_MS = 60_000;

/** The notes of a list, oldest first, read page by page. */
export async function* recordMarks(driver: Driver, list: string): AsyncGenerator<RecordMark> {
  for (let after: Ranked | undefined; ; ) {
    const page = await driver.ranked(PARTITION, list, { limit: PAGE, ...(after && { after }) });
    for (const { member, order } of page) yield { conversation: member, at: order };
    after = page.at(-1);
    if (!after || page.length < PAGE) return;
  }
}

/** Takes a note away when it is old enough and no later record has renewed it: for lists that are worked off. */
export async function dropMark(driver: Driver, list: string, mark: RecordMark, now: number): Promise<void> {
  if (mark.at > now - GRACE_MS) return;
  const unrank = { index: list, member: mark.conversation, order: mark.at };
  await driver.commit({ partition: PARTITION, unranks: [unrank] });
}

/** Takes away all notes of a conversation that was deleted. */
export async function dropMarks(driver: Driver, conversation: string): Promise<void> {
  const { indexes } = await driver.names(PARTITION);
  const unranks = indexes.map((index) => ({ index, member: conversation }));
  await driver.commit({ partition: PARTITION, unranks });
}

/** All records of a list over all conversations of a store; within a conversation in the order of its turns. */
export async function* readRecords(driver: Driver, list: string): AsyncGenerator<unknown> {
  const seen = new Set<string>();
  for (let limit = PAGE; ; limit *= 2) {
    const page = await driver.ranked(PARTITION, list, { limit });
    for (const { member } of page) {
      if (seen.has(member)) continue;
      seen.add(member);
      yield* conversationRecords(driver, member, list);
    }
    if (page.length < limit) return;
  }
}

/** The records of a list in one conversation, oldest first. */
export async function* conversationRecords(
  driver: Driver,
  conversation: string,
  list: string,
): AsyncGenerator<unknown> {
  for (let after = 0; ; ) {
    const entries = await driver.range(partitionOf(conversation), list, { after, limit: PAGE });
    for (const entry of entries) yield entry.value;
    const last = entries.at(-1);
    if (!last || entries.length < PAGE) return;
    after = last.position;
  }
}
