const PATTERN =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?(Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)$/u;
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Milliseconds since 1970 of an ISO 8601 time with offset; undefined for anything else, days that do not exist
 * (30 February) included: `Date.parse` would move them to another day.
 */
export function readInstant(text: string): number | undefined {
  const parts = PATTERN.exec(text);
  if (!parts) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0));
  if (!exists(year!, month!, day!) || hour! > 23 || minute! > 59 || second! > 59) return undefined;
  const offset = parts[7] === 'Z' ? 'Z' : `${parts[7]!.slice(0, 3)}:${parts[7]!.slice(-2)}`;
  const milliseconds = Date.parse(`${text.slice(0, text.length - parts[7]!.length).replace(',', '.')}${offset}`);
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

function exists(year: number, month: number, day: number): boolean {
  if (year < 1970 || month < 1 || month > 12 || day < 1) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return day <= (month === 2 && !leap ? 28 : DAYS[month - 1]!);
}
