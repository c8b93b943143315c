import { type Language, localeOf, type Say } from '../../widget/sentences.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Durations, dates and money as an agent reads them. */
export interface Amounts {
  /** `4 min`, `3 h`, `2 days`; under a minute: "now". */
  span(milliseconds: number): string;
  date(iso: string): string;
  dateTime(iso: string): string;
  money(amount: number, currency?: string): string;
}

export function openAmounts(language: Language, say: Say): Amounts {
  const locale = localeOf(language);
  const date = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric' });
  const dateTime = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const read = (form: Intl.DateTimeFormat) => (iso: string) => {
    const at = new Date(iso);
    return Number.isNaN(at.getTime()) ? iso : form.format(at);
  };
  return {
    span: (milliseconds) => spanWords(Math.max(0, milliseconds), say),
    date: read(date),
    dateTime: read(dateTime),
    money: (amount, currency = 'MAD') => money(locale, amount, currency),
  };
}

function spanWords(milliseconds: number, say: Say): string {
  if (milliseconds < MINUTE) return say('span_now');
  if (milliseconds < HOUR) return say('span_minutes', { count: Math.floor(milliseconds / MINUTE) });
  if (milliseconds < DAY) return say('span_hours', { count: Math.floor(milliseconds / HOUR) });
  return say('span_days', { count: Math.floor(milliseconds / DAY) });
}

function money(locale: string, amount: number, currency: string): string {
  try {
    return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(amount);
  } catch {
    return `${amount} ${currency}`;
  }
}
