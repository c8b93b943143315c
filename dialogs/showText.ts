/** A name or number of the order inside an Arabic sentence: kept in one direction of its own, whatever it holds. */
export function isolate(text: string): string {
  return `${FIRST_STRONG_ISOLATE}${text}${POP_ISOLATE}`;
}

const FIRST_STRONG_ISOLATE = '\u2068';
const POP_ISOLATE = '\u2069';

const DAY = new Intl.DateTimeFormat('ar-MA', {
  timeZone: 'Africa/Casablanca',
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});

const CLOCK = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Africa/Casablanca',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** A time as the clock in Morocco shows it. */
export function spellClock(time: string): string {
  return CLOCK.format(new Date(time));
}

/** A time as its Moroccan day, written out. */
export function spellTime(time: string): string {
  return DAY.format(new Date(time));
}
