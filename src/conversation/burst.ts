import type { ChannelActivity } from '../channels/activity.ts';
import type { LogEntry } from './records.ts';

/** How long to wait for more of a customer who writes in several short messages. */
export interface BurstOptions {
  /** Quiet time after a message before it is answered; 0 answers every message by itself, at once. */
  readonly waitMs: number;
  /** The longest a first message waits, however many follow. */
  readonly maxMs: number;
}

const MOST_MESSAGES = 10;
const MOST_CHARACTERS = 4000;

/** A plain text the customer typed; buttons, files and events are complete in themselves and never wait. */
export function isJoinable(activity: ChannelActivity): boolean {
  return (
    activity.type === 'message' &&
    typeof activity.text === 'string' &&
    activity.value === undefined &&
    !activity.attachments?.length &&
    !activity.channelData?.postBack
  );
}

/** Until when to wait before answering. `typing` counts as a sign of life of the customer. */
export function answerAt(burst: BurstOptions, times: { firstAt: number; lastAt: number }): number {
  return Math.min(times.lastAt + burst.waitMs, times.firstAt + Math.max(burst.maxMs, burst.waitMs));
}

/** The first messages of those waiting that make one turn: one, or several plain texts in a row of one person. */
export function firstTurn(pending: readonly LogEntry[], burst: BurstOptions): LogEntry[] {
  const first = pending[0];
  if (!first) return [];
  const turn = [first];
  if (burst.waitMs === 0 || !isJoinable(first.activity)) return turn;
  let characters = first.activity.text?.length ?? 0;
  for (const next of pending.slice(1, MOST_MESSAGES)) {
    characters += next.activity.text?.length ?? 0;
    const fits = isJoinable(next.activity) && characters <= MOST_CHARACTERS;
    if (!fits || next.activity.from?.id !== first.activity.from?.id) break;
    turn.push(next);
  }
  return turn;
}

/** The messages of a turn in the order in which they were sent, where the platform says when: webhooks overtake each other. */
export function inSentOrder(turn: readonly LogEntry[]): LogEntry[] {
  const sentAt = ({ activity }: LogEntry) => activity.channelData?.sanad?.sentAt;
  if (!turn.every((entry) => typeof sentAt(entry) === 'number')) return [...turn];
  return turn.toSorted((one, other) => Number(sentAt(one)) - Number(sentAt(other)));
}

/** The last activity with the texts of all, one a line. */
export function joined(turn: readonly LogEntry[]): ChannelActivity {
  const last = turn.at(-1);
  if (!last) throw new Error('a turn has at least one activity');
  if (turn.length === 1) return last.activity;
  return { ...last.activity, text: turn.map((entry) => entry.activity.text ?? '').join('\n') };
}
