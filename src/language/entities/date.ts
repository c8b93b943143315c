import { addMonths, type DayNumber, dayOf, isoDay, partsOf } from './calendar.ts';
import { type Page, takeMatches, type Value } from './finder.ts';

/**
 * Dates in digits: `2026-03-12`, `12/03/2026`, `12-3-26`, `12.03.2026`, and `12/03` as the last such day up to today.
 * Day before month, as Moroccans write. `today` is the Moroccan calendar day.
 */
export function takeNumericDates(page: Page, today: DayNumber): void {
  takeMatches(page, YEAR_FIRST, ([, year, month, date]) => dated(dayOf(Number(year), Number(month), Number(date))));
  takeMatches(page, DAY_FIRST, ([, date, month, year]) =>
    dated(dayOf(fullYear(Number(year)), Number(month), Number(date))),
  );
  takeMatches(page, DAY_AND_MONTH, ([, date, month]) => dated(lastSuchDay(today, Number(month), Number(date))));
}

/** The last day of this month and date that is not after today. */
export function lastSuchDay(today: DayNumber, month: number, date: number): DayNumber | undefined {
  const { year } = partsOf(today);
  const thisYear = dayOf(year, month, date);
  return thisYear !== undefined && thisYear <= today ? thisYear : dayOf(year - 1, month, date);
}

/** The last day with this date (day of the month) that is not after today. */
export function lastDateOfMonth(today: DayNumber, date: number): DayNumber | undefined {
  for (let back = 0; back < 3; back++) {
    const { year, month } = partsOf(addMonths(today, -back));
    const day = dayOf(year, month, date);
    if (day !== undefined && day <= today) return day;
  }
  return undefined;
}

function dated(day: DayNumber | undefined): Value | undefined {
  return day === undefined ? undefined : { kind: 'date', value: isoDay(day), precision: 'day' };
}

/** Two-digit years are of this century. */
function fullYear(year: number): number {
  return year < 100 ? 2000 + year : year;
}

const FREE_START = '(?<![\\p{L}\\d+])(?<![\\p{L}\\d][-./])';
const FREE_END = '(?!\\d|[-./]\\d)';
const YEAR_FIRST = new RegExp(`${FREE_START}(20\\d\\d)[-./](\\d{1,2})[-./](\\d{1,2})${FREE_END}`, 'gu');
const DAY_FIRST = new RegExp(`${FREE_START}(\\d{1,2})[-./](\\d{1,2})[-./](20\\d\\d|\\d\\d)${FREE_END}`, 'gu');
const DAY_AND_MONTH = new RegExp(`${FREE_START}(\\d{1,2})/(\\d{1,2})${FREE_END}`, 'gu');
