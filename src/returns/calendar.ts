/**
 * Days in Morocco. A day is a whole number, days since 1 January 1970, so that windows are plain sums. Instants become
 * days through the time-zone data of the running Node (Africa/Casablanca), and from then on hours do not count.
 */
export type Day = number;

/** Public holidays of Morocco as a shop keeps them, see knowledge/language/holidays.yaml. */
export interface HolidayTable {
  /** Every year on the same date, `MM-DD`, from the year in which the holiday began. */
  readonly fixed: readonly { readonly date: string; readonly from?: number | undefined; readonly name: string }[];
  /** Known only by announcement: the first day, and how many days. */
  readonly lunar: readonly { readonly date: string; readonly days: number; readonly name: string }[];
  /** First and last day of each Ramadan: no holidays, but agents may have other hours. */
  readonly ramadan?: readonly { readonly from: string; readonly to: string }[] | undefined;
}

/** Which days are working days. Made once per holiday table. */
export interface Calendar {
  isWorkingDay(day: Day): boolean;
  /** The `count`-th working day after `day`; `day` itself is never counted. */
  addWorkingDays(day: Day, count: number): Day;
}

export const ZONE = 'Africa/Casablanca';
const MILLISECONDS_A_DAY = 86_400_000;
const localDate = new Intl.DateTimeFormat('en-CA', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The local day in Morocco of an instant in milliseconds. */
export function localDay(instant: number): Day {
  return readDay(localDate.format(instant));
}

const HOUR_MS = 3_600_000;

/** The instant at which a day begins in Morocco, which was on UTC+1 before 20 September 2026 and is on UTC since. */
export function startOfDay(day: Day): number {
  const midnight = day * MILLISECONDS_A_DAY;
  return localDay(midnight - HOUR_MS) === day ? midnight - HOUR_MS : midnight;
}

/** `2026-11-22` to a day. */
export function readDay(date: string): Day {
  const [year, month, day] = date.split('-').map(Number);
  return Date.UTC(year!, month! - 1, day!) / MILLISECONDS_A_DAY;
}

/** A day as `2026-11-22`. */
export function writeDay(day: Day): string {
  return new Date(day * MILLISECONDS_A_DAY).toISOString().slice(0, 10);
}

const spelled = new Intl.DateTimeFormat('ar-MA', {
  timeZone: 'UTC',
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});

/** A day written out for a customer in Morocco's Arabic: weekday, day, month and year. */
export function spellDay(day: Day): string {
  return spelled.format(day * MILLISECONDS_A_DAY);
}

/** 1 January 1970 was a Thursday; 0 is Sunday. */
function weekday(day: Day): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** Which days are public holidays. */
export function holidayTest(holidays: HolidayTable): (day: Day) => boolean {
  const fixed = new Map(holidays.fixed.map(({ date, from }) => [date, from ?? Number.NEGATIVE_INFINITY]));
  const lunar = new Set(
    holidays.lunar.flatMap(({ date, days }) => Array.from({ length: days }, (_, more) => readDay(date) + more)),
  );
  return (day) => {
    const date = writeDay(day);
    return lunar.has(day) || (fixed.get(date.slice(5)) ?? Number.POSITIVE_INFINITY) <= Number(date.slice(0, 4));
  };
}

/** The working days that a holiday table leaves: Monday to Friday without the holidays. */
export function openCalendar(holidays: HolidayTable): Calendar {
  const isHoliday = holidayTest(holidays);
  const isWorkingDay = (day: Day): boolean => weekday(day) >= 1 && weekday(day) <= 5 && !isHoliday(day);
  return {
    isWorkingDay,
    addWorkingDays(day, count) {
      let last = day;
      for (let left = count; left > 0; left -= 1) {
        do last += 1;
        while (!isWorkingDay(last));
      }
      return last;
    },
  };
}

/**
 * What is wrong with this Node's time-zone data, or undefined. Morocco stays on UTC+0 since 20 September 2026; data
 * older than that law would move the end of a day by an hour.
 */
export function zoneFault(): string | undefined {
  const october = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, hour: '2-digit', hourCycle: 'h23' });
  if (october.format(Date.UTC(2026, 9, 1, 12)) === '12') return undefined;
  return `the time-zone data of this Node (${process.versions.tz ?? 'unknown'}) do not know that Morocco is on UTC+0 since 20 September 2026: last days may be an hour off; use the Node that the package pins`;
}
