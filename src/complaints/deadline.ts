import { type Day, localDay, readDay, startOfDay } from '../returns/index.ts';

/** The ordered index of the times at which a promise is to be looked at; members are numbers. */
export const CLOCK_INDEX = 'due:clock';

const DAY_MS = 86_400_000;

/** The promised day of a filing: its day in Morocco. */
export function promisedDay(dueAt: string): Day {
  return /^\d{4}-\d{2}-\d{2}$/u.test(dueAt) ? readDay(dueAt) : localDay(Date.parse(dueAt));
}

/** When a promise is reminded of, and when it has been missed, in milliseconds since 1970. */
export interface Deadline {
  readonly remindAt: number;
  /** The promised day has passed in Morocco. */
  readonly missedAt: number;
}

/**
 * The shop is reminded so many days before the promised day, as that day begins in Morocco; of a promise shorter than
 * that when half of its time is over.
 */
export function deadlineOf(filedAt: string, dueAt: string, remindDays: number): Deadline {
  const day = promisedDay(dueAt);
  const filed = Date.parse(filedAt);
  const missedAt = startOfDay(day + 1);
  const remindAt = startOfDay(day - remindDays);
  return { missedAt, remindAt: remindAt - filed >= DAY_MS / 2 ? remindAt : filed + (missedAt - filed) / 2 };
}
