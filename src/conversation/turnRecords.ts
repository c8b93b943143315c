import type { Driver } from '../storage/index.ts';
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
