import type { TurnRecord } from '../../src/conversation/index.ts';
import { type LogEntry, logEntry, partitionOf } from '../../src/conversation/records.ts';
import type { Driver } from '../../src/storage/index.ts';

export interface Audit {
  readonly accepted: number;
  readonly turns: number;
  /** Accepted messages that no turn answers. */
  readonly lost: number;
  /** Messages that more than one turn answers, or answers that are there more than once. */
  readonly doubled: number;
  /** Turns or answers that come in another order than their messages. */
  readonly disordered: number;
}

/** Counts over several conversations. */
export function total(audits: readonly Audit[]): Audit {
  const sum = (key: keyof Audit) => audits.reduce((all, one) => all + one[key], 0);
  return {
    accepted: sum('accepted'),
    turns: sum('turns'),
    lost: sum('lost'),
    doubled: sum('doubled'),
    disordered: sum('disordered'),
  };
}

/**
 * Reads what is stored of a conversation with `countingBot` and checks it against what the client was told:
 * `accepted` are the ids of its posts in their order.
 */
export async function audit(driver: Driver, conversation: string, accepted: readonly string[]): Promise<Audit> {
  const log = await readAll(driver, conversation, 'log');
  const entries = log.map(logEntry);
  const turns = (await readAll(driver, conversation, 'turns')).map((entry) => entry.value as TurnRecord);
  const answered = turns.flatMap((turn) => turn.messages);
  const inLog = entries.filter((entry) => entry.direction === 'in').map((entry) => entry.activity.id ?? '');
  const answers = entries.filter((entry) => entry.direction === 'out');
  return {
    accepted: accepted.length,
    turns: turns.length,
    lost:
      [...accepted, ...inLog].filter((id) => !answered.includes(id)).length +
      accepted.filter((id) => !inLog.includes(id)).length,
    doubled:
      answered.length -
      new Set(answered).size +
      (inLog.length - new Set(inLog).size) +
      textsTwice(entries) +
      doubledAnswers(answers, turns),
    disordered:
      differences(answered, inLog) +
      differences(
        inLog.filter((id) => accepted.includes(id)),
        accepted,
      ) +
      miscounted(answers),
  };
}

async function readAll(driver: Driver, conversation: string, list: string) {
  return driver.range(partitionOf(conversation), list, { limit: 100_000 });
}

/** A message that was posted again must not stand in the log twice; the tests give every text once. */
function textsTwice(entries: readonly LogEntry[]): number {
  const texts = entries
    .filter((entry) => entry.direction === 'in' && entry.activity.type === 'message')
    .map((entry) => entry.activity.text);
  return texts.length - new Set(texts).size;
}

function doubledAnswers(answers: readonly LogEntry[], turns: readonly TurnRecord[]): number {
  const answering = turns.filter((turn) => turn.status === 'answered').length;
  return Math.abs(answers.length - answering);
}

/** `countingBot` numbers its answers from 1 by its own stored state: a gap or repeat is a state that was not one with its reply. */
function miscounted(answers: readonly LogEntry[]): number {
  return answers.filter((entry, index) => !entry.activity.text?.startsWith(`${index + 1} `)).length;
}

function differences(one: readonly string[], other: readonly string[]): number {
  return one.filter((id, index) => other[index] !== id).length + Math.max(0, other.length - one.length);
}
