/** A calendar day as the number of days since 1970-01-01. */
export type DayNumber = number;

const DAY_MS = 86_400_000;

/** The calendar day in a time zone at a moment. */
export function dayAt(now: Date, zone: string): DayNumber {
  const minute = Math.floor(now.getTime() / MINUTE_MS);
  if (last?.minute !== minute || last.zone !== zone) {
    last = { minute, zone, day: Date.parse(`${formatFor(zone).format(now)}T00:00:00Z`) / DAY_MS };
  }
  return last.day;
}

const MINUTE_MS = 60_000;
/** The last answer: within a minute the day stays the same, and formatting is the dear part of reading a message. */
let last: { readonly minute: number; readonly zone: string; readonly day: DayNumber } | undefined;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format costs far more than using it. */
function formatFor(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  formats.set(zone, made);
  return made;
}

/** `YYYY-MM-DD`. */
export function isoDay(day: DayNumber): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** The day of a date, or undefined when the calendar has none (31 February). Month 1 is January. */
export function dayOf(year: number, month: number, date: number): DayNumber | undefined {
  const time = new Date(Date.UTC(year, month - 1, date));
  return time.getUTCMonth() === month - 1 && time.getUTCDate() === date ? time.getTime() / DAY_MS : undefined;
}

/** The same date some months later or earlier; the last of the month where it is shorter. */
export function addMonths(day: DayNumber, months: number): DayNumber {
  const { year, month, date } = partsOf(day);
  const first = new Date(Date.UTC(year, month - 1 + months, 1));
  const length = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  return (first.getTime() + (Math.min(date, length) - 1) * DAY_MS) / DAY_MS;
}

/** Year, month (1 to 12), date and weekday (0 is Sunday) of a day. */
export function partsOf(day: DayNumber): { year: number; month: number; date: number; weekday: number } {
  const time = new Date(day * DAY_MS);
  return {
    year: time.getUTCFullYear(),
    month: time.getUTCMonth() + 1,
    date: time.getUTCDate(),
    weekday: time.getUTCDay(),
  };
}
