import { type HolidayTable, holidayTest, localDay, readDay, ZONE } from '../returns/calendar.ts';

export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** On these days agents answer from one time of day to another, as `HH:MM` in Morocco; `24:00` is the day's end. */
export interface HoursSpan {
  readonly days: readonly Weekday[];
  readonly from: string;
  readonly to: string;
}

/** How a shop's agents work: its own setting, not a rule of its policy and not its opening hours. */
export interface AgentSettings {
  /** Unset: whoever is signed in answers, at any hour. */
  readonly hours?: readonly HoursSpan[] | undefined;
  /** Instead of `hours` in Ramadan. */
  readonly ramadan?: readonly HoursSpan[] | undefined;
  readonly holidays: 'closed' | 'open';
  /** So long a customer waits before a message is left instead. */
  readonly waitMinutes: number;
  /** Conversations one agent is given at a time, unless the agent's account says otherwise. */
  readonly capacity: number;
}

export const DEFAULT_AGENT_SETTINGS: AgentSettings = { holidays: 'closed', waitMinutes: 10, capacity: 4 };

export interface AgentHours {
  /** Are agents expected to answer now? Undefined when the shop has set no hours. */
  isOpen(now: number): boolean | undefined;
  /** When they begin next (milliseconds since 1970); undefined without hours, or when none come within a month. */
  opensAt(now: number): number | undefined;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const LOOK_AHEAD_DAYS = 31;

/** The hours of a shop's agents, in Morocco's time, with Ramadan's own hours and without holidays. */
export function agentHours(settings: AgentSettings, calendar: HolidayTable | undefined): AgentHours {
  const { hours } = settings;
  if (!hours) return { isOpen: () => undefined, opensAt: () => undefined };
  const isHoliday = calendar && settings.holidays === 'closed' ? holidayTest(calendar) : () => false;
  const isRamadan = ramadanTest(calendar);
  const spansOf = (day: number): { from: number; to: number }[] => {
    if (isHoliday(day)) return [];
    const spans = (isRamadan(day) ? settings.ramadan : undefined) ?? hours;
    const weekday = WEEKDAYS[(((day + 4) % 7) + 7) % 7];
    return spans
      .filter(({ days }) => weekday !== undefined && days.includes(weekday))
      .map(({ from, to }) => ({ from: minutesOf(from), to: minutesOf(to) }))
      .sort((one, other) => one.from - other.from);
  };
  return {
    isOpen(now) {
      const minute = localMinute(now);
      return spansOf(localDay(now)).some(({ from, to }) => from <= minute && minute < to);
    },
    opensAt(now) {
      const today = localDay(now);
      for (let day = today; day <= today + LOOK_AHEAD_DAYS; day++) {
        const next = spansOf(day).find(({ from }) => day > today || from > localMinute(now));
        if (next) return instantOf(day, next.from);
      }
      return undefined;
    },
  };
}

function ramadanTest(calendar: HolidayTable | undefined): (day: number) => boolean {
  const months = (calendar?.ramadan ?? []).map(({ from, to }) => [readDay(from), readDay(to)] as const);
  return (day) => months.some(([from, to]) => from <= day && day <= to);
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: ZONE,
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** Minutes since midnight in Morocco. */
function localMinute(now: number): number {
  return minutesOf(clock.format(now));
}

/** The instant of a time of day in Morocco: a guess, corrected by how far Morocco's clock is from it. */
function instantOf(day: number, minute: number): number {
  const guess = day * DAY_MS + minute * MINUTE_MS;
  const shown = localDay(guess) * DAY_MS + localMinute(guess) * MINUTE_MS;
  return guess - (shown - guess);
}
