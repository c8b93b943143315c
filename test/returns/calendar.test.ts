import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localDay, openCalendar, readDay, spellDay, writeDay, ZONE, zoneFault } from '../../src/returns/calendar.ts';
import { shops } from './shops.ts';

const { holidays } = shops[0]!.rules;
const calendar = openCalendar(holidays);
const dayAt = (instant: string) => writeDay(localDay(Date.parse(instant)));
const HOUR = 3_600_000;

describe('local days in Morocco', () => {
  it('has time-zone data that know the law of September 2026', () => {
    expect(zoneFault()).toBeUndefined();
  });

  it.each([
    ['in Ramadan 2026 the day ends at midnight UTC', '2026-02-20T23:59:59Z', '2026-02-20'],
    ['before Ramadan an hour earlier', '2026-02-13T23:00:00Z', '2026-02-14'],
    ['on the day when Ramadan time begins', '2026-02-15T23:30:00Z', '2026-02-15'],
    ['on the day before it ends', '2026-03-21T23:30:00Z', '2026-03-21'],
    ['on the day when it ends', '2026-03-22T23:30:00Z', '2026-03-23'],
    ['in summer 2026 an hour before UTC', '2026-09-18T23:00:00Z', '2026-09-19'],
    ['since 20 September 2026 with UTC', '2026-09-20T23:59:59Z', '2026-09-20'],
    ['and still in the summer after', '2027-07-01T23:59:59Z', '2027-07-01'],
    ['over the end of a year', '2026-12-31T23:59:59Z', '2026-12-31'],
  ])('%s', (_, instant, day) => {
    expect(dayAt(instant)).toBe(day);
  });

  it('agrees with counting midnights hour by hour', () => {
    const hourOf = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, hour: '2-digit', hourCycle: 'h23' });
    const from = Date.UTC(2025, 1, 1);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 24 * 800 }), fc.integer({ min: 1, max: 24 * 12 }), (start, hours) => {
        const begin = from + start * HOUR;
        let midnights = 0;
        for (let hour = 1; hour <= hours; hour += 1) {
          const [before, after] = [begin + (hour - 1) * HOUR, begin + hour * HOUR].map((at) =>
            Number(hourOf.format(at)),
          );
          if (after! < before! && before! - after! > 12) midnights += 1;
        }
        return localDay(begin + hours * HOUR) - localDay(begin) === midnights;
      }),
      { numRuns: 60 },
    );
  });

  it('writes days as dates and spells them in the Arabic of Morocco', () => {
    expect(writeDay(readDay('2028-02-29'))).toBe('2028-02-29');
    expect(spellDay(readDay('2026-11-22'))).toBe('الأحد، 22 نونبر 2026');
  });
});

describe('working days', () => {
  const dateAfter = (date: string, count: number) => writeDay(calendar.addWorkingDays(readDay(date), count));

  it.each([
    ['Friday to Monday', '2026-06-05', 1, '2026-06-08'],
    ['Saturday to Monday', '2026-06-06', 1, '2026-06-08'],
    ['over 14 August, a Friday', '2026-08-13', 1, '2026-08-17'],
    ['over 20 and 21 August and the weekend', '2026-08-19', 1, '2026-08-24'],
    ['over 20 and 21 August and Mawlid', '2026-08-19', 2, '2026-08-27'],
    ['over Eid al-Fitr and the weekend', '2026-03-19', 1, '2026-03-23'],
    ['over Eid al-Adha', '2026-05-26', 1, '2026-05-29'],
    ['over Throne Day', '2026-07-29', 1, '2026-07-31'],
    ['over New Year', '2026-12-31', 1, '2027-01-04'],
    ['Unity Day is no holiday before 2026', '2025-10-30', 1, '2025-10-31'],
    ['in November 2026', '2026-11-17', 2, '2026-11-20'],
  ])('%s', (_, from, count, expected) => {
    expect(dateAfter(from, count)).toBe(expected);
  });

  it('agrees with ticking off a wall calendar', () => {
    const closed = new Set<string>();
    for (let year = 2024; year <= 2029; year += 1) {
      for (const { date, from } of holidays.fixed) if (year >= (from ?? 0)) closed.add(`${year}-${date}`);
    }
    for (const { date, days } of holidays.lunar) {
      for (let more = 0; more < days; more += 1) closed.add(writeDay(readDay(date) + more));
    }
    const first = readDay('2025-01-01');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1400 }), fc.integer({ min: 1, max: 5 }), (offset, count) => {
        const date = new Date((first + offset) * 24 * HOUR);
        let ticked = 0;
        while (ticked < count) {
          date.setUTCDate(date.getUTCDate() + 1);
          const isWeekend = date.getUTCDay() === 0 || date.getUTCDay() === 6;
          if (!isWeekend && !closed.has(date.toISOString().slice(0, 10))) ticked += 1;
        }
        return dateAfter(writeDay(first + offset), count) === date.toISOString().slice(0, 10);
      }),
    );
  });
});
