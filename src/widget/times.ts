import { type Language, localeOf, type Say } from './sentences.ts';

const DAY = 24 * 3600 * 1000;

/** Times and days as a customer reads them. */
export interface Times {
  time(at: number): string;
  /** "today", "yesterday" or the date. */
  day(at: number): string;
  /** The same for all times of one day. */
  dayKey(at: number): string;
}

export function openTimes(language: Language, say: Say, now: () => number = Date.now): Times {
  const time = new Intl.DateTimeFormat(localeOf(language), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const date = new Intl.DateTimeFormat(localeOf(language), { weekday: 'long', day: 'numeric', month: 'long' });
  const dayKey = (at: number) => new Date(at).toDateString();
  return {
    time: (at) => time.format(at),
    dayKey,
    day: (at) => {
      if (dayKey(at) === dayKey(now())) return say('today');
      return dayKey(at) === dayKey(now() - DAY) ? say('yesterday') : date.format(at);
    },
  };
}
