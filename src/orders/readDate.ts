import { asciiDigits } from './orderNumber.ts';

const ZONE = 'Africa/Casablanca';

export interface DateForm {
  /** `true`: dates such as 05/11/2026 name the day first. Without it they are not read at all, because 05/11 may be May. */
  readonly dayFirst?: boolean;
}

/**
 * A time as shops' systems write it, as ISO 8601 with offset. A time without offset is Moroccan time; a day without
 * time is its midnight. Undefined when it cannot be read for certain.
 */
export function readDate(text: string, form: DateForm = {}): string | undefined {
  const plain = asciiDigits(text).trim();
  if (WITH_OFFSET.test(plain) && isOnCalendar(plain) && !Number.isNaN(Date.parse(plain))) return plain;
  const parts = LOCAL.exec(plain)?.groups ?? (form.dayFirst ? DAY_FIRST.exec(plain)?.groups : undefined);
  if (!parts) return undefined;
  const { year, month = '', day = '', hour = '0', minute = '0', second = '0' } = parts;
  const two = (value: string) => value.padStart(2, '0');
  const iso = `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`;
  if (!isOnCalendar(iso) || Number.isNaN(Date.parse(`${iso}Z`))) return undefined;
  return `${iso}${offsetAt(iso)}`;
}

/** The Moroccan calendar day of a time, `YYYY-MM-DD`. */
export function moroccanDay(time: number): string {
  return DAY.format(time);
}

const WITH_OFFSET = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;
const LOCAL =
  /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:[T ](?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:\.\d+)?)?)?$/;
const DAY_FIRST =
  /^(?<day>\d{1,2})[/.-](?<month>\d{1,2})[/.-](?<year>\d{4})(?:[ T,]{1,2}(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2}))?)?$/;
const DAY = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE, year: 'numeric', month: '2-digit', day: '2-digit' });
const CLOCK = new Intl.DateTimeFormat('en-US', { timeZone: ZONE, timeZoneName: 'longOffset' });

/** 31 February is no date, though JavaScript reads it as one in March. */
function isOnCalendar(iso: string): boolean {
  const [year = 0, month = 0, day = 0] = iso.slice(0, 10).split('-').map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** The Moroccan offset at a local time: `+00:00` or, before 20 September 2026 outside Ramadan, `+01:00`. */
function offsetAt(local: string): string {
  const name =
    CLOCK.formatToParts(Date.parse(`${local}Z`)).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const offset = name.slice('GMT'.length) || '+00:00';
  return offset;
}
