import type { Put, Rank } from '../../storage/index.ts';
import type { Notice, SentAnswer, Target } from './target.ts';

/** `sending` is written before each attempt, so that a kill in between is known afterwards. */
export type OutboxState = 'waiting' | 'sending' | 'delivered' | 'failed';

/** One message to one target: a document of the shop's complaints partition. */
export interface OutboxEntry {
  /** Stable id of the message, the same at every target: `<number>.<notice>`; answers are counted (`….answer-2`). */
  readonly id: string;
  readonly number: string;
  readonly notice: Notice;
  readonly target: string;
  readonly kind: Target['kind'];
  readonly state: OutboxState;
  readonly attempts: number;
  /** When its life began (milliseconds since 1970); it is given up so long after. */
  readonly since: number;
  /** Nobody knows whether an attempt so far was accepted. */
  readonly unconfirmed: boolean;
  /** It was, or will be, sent once more although it may have arrived. */
  readonly again: boolean;
  /** Of an answer: what the customer is told. */
  readonly answer?: SentAnswer;
  /** See `Dispatch.round`. */
  readonly round?: number;
  /** The receiver's id of what it accepted. */
  readonly receipt?: string;
  /** What became of the last attempt, and when (ISO 8601, UTC). */
  readonly code?: string;
  readonly at?: string;
}

export function outboxKey(number: string, notice: string, target: string): string {
  return `out:${number}:${notice}:${target}`;
}

/** The ordered index of what is due for a target; members are outbox keys, orders the times. */
export function dueIndex(target: string): string {
  return `due:${target}`;
}

/** A notice to all targets of a shop, as part of the step that it tells of. `answer`: the how manyth of the complaint. */
export function newEntries(
  number: string,
  notice: Notice,
  targets: readonly Target[],
  now: number,
  answer?: SentAnswer & { readonly nth: number },
): { keys: string[]; puts: Put[]; ranks: Rank[] } {
  const name = answer ? `${notice}-${answer.nth}` : notice;
  const entries = targets.map((target): { key: string; entry: OutboxEntry } => ({
    key: outboxKey(number, name, target.id),
    entry: {
      id: `${number}.${name}`,
      number,
      notice,
      target: target.id,
      kind: target.kind,
      state: 'waiting',
      attempts: 0,
      since: now,
      unconfirmed: false,
      again: false,
      ...(answer && { answer: { text: answer.text, by: answer.by, at: answer.at } }),
    },
  }));
  return {
    keys: entries.map(({ key }) => key),
    puts: entries.map(({ key, entry }) => ({ key, value: entry, expect: 0 })),
    ranks: entries.map(({ key, entry }) => ({ index: dueIndex(entry.target), member: key, order: now })),
  };
}
