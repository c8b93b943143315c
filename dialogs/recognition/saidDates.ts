import type { Entity } from '../../src/language/index.ts';
import type { AnswerTime, OrderTime } from '../../src/returns/index.ts';
import { type CompilePhrases, readSaid, type SaidMessage } from './phraseBook.ts';
import type { SaidDate } from './reading.ts';

/** Reads the days of a message and what happened on them. */
export interface DateReader {
  read(text: string, said: SaidMessage, entities: readonly Entity[], now: Date): SaidDate[];
}

type TimeFact = OrderTime | AnswerTime;

/** The telling happenings first: "I wrote to the carrier on Monday" is about the carrier. */
const ORDER: readonly TimeFact[] = [
  'carrierNotifiedAt',
  'promisedAt',
  'discoveredAt',
  'noticeAt',
  'goodsSentBackAt',
  'paidAt',
  'confirmedAt',
  'shippedAt',
  'deliveredAt',
  'placedAt',
];
const DAY_MS = 86_400_000;

export function createDateReader(
  phrases: Readonly<Record<string, readonly string[]>>,
  compile: CompilePhrases,
): DateReader {
  const happenings = ORDER.map((of) => [of, compile(phrases[of] ?? [])] as const);
  const happeningIn = (stretch: string): TimeFact | undefined => {
    const said = readSaid(stretch);
    return happenings.find(([, words]) => words.find(said) !== undefined)?.[0];
  };
  return {
    read: (text, _said, entities, now) => {
      const dates = entities.filter((entity) => entity.kind === 'date');
      if (dates.length === 0) return countedDays(entities, now);
      return dates.map((date, at) => {
        const of = happeningIn(stretchOf(text, dates, at));
        return { day: date.value, precision: date.precision, ...(of && { of }) };
      });
    },
  };
}

/** The words that belong to a date: its clause, cut where the next date's words begin. */
function stretchOf(
  text: string,
  dates: readonly { readonly text: string; readonly start: number }[],
  at: number,
): string {
  const place = (index: number) => {
    const date = dates[index];
    return date ? text.indexOf(date.text, index > 0 ? (dates[index - 1]?.start ?? 0) : 0) : -1;
  };
  const here = place(at);
  if (dates.length === 1 || here < 0) return clauseAround(text, Math.max(0, here));
  const before = at > 0 ? Math.max(0, place(at - 1) + (dates[at - 1]?.text.length ?? 0)) : 0;
  const own = text.slice(before, here + (dates[at]?.text.length ?? 0));
  return own;
}

function clauseAround(text: string, at: number): string {
  const start = Math.max(...['.', '،', ',', '؟', '?', '!', '\n', ';'].map((mark) => text.lastIndexOf(mark, at))) + 1;
  const rest = text.slice(at).search(/[.،,؟?!\n;](?!\d)/u);
  const clause = text.slice(start, rest < 0 ? text.length : at + rest);
  return clause.trim().split(/\s+/).length > 2 ? clause : text;
}

/** "8 days", alone, as the answer to a date: so many days ago. */
function countedDays(entities: readonly Entity[], now: Date): SaidDate[] {
  const count = entities.find((entity) => entity.kind === 'count' && (entity.unit === 'day' || entity.unit === 'week'));
  if (count?.kind !== 'count') return [];
  const days = count.unit === 'week' ? count.value * 7 : count.value;
  if (!Number.isInteger(days) || days < 0 || days > 400) return [];
  return [{ day: new Date(now.getTime() - days * DAY_MS).toISOString().slice(0, 10), precision: 'day' }];
}
