import { AMOUNT_AFTER, AMOUNT_BEFORE, COUNT, readAmount, readCount } from './amount.ts';
import { dayAt, isoDay } from './calendar.ts';
import { takeNumericDates } from './date.ts';
import { takeEmails } from './email.ts';
import type { Entity } from './entity.ts';
import { type Page, takeMatches, type Value } from './finder.ts';
import { legible } from './legible.ts';
import { takeGroupedOrderNumbers, takeNamedOrderNumbers, takeOrderNumbers } from './orderNumber.ts';
import { takePhones } from './phone.ts';
import { type ReadingLine, readingLine } from './readingLine.ts';
import { DATE_RULES } from './spokenDate.ts';

/** What reading values needs from outside. */
export interface EntityOptions {
  /** The moment that "yesterday" is counted from. */
  readonly now: Date;
  /** IANA time zone; Moroccan by default. */
  readonly zone?: string;
  /** Prefixes of the shop's order numbers, such as `VIL`; others of the same form are understood too. */
  readonly orderPrefixes?: readonly string[];
}

/**
 * All values in a text, in the order of the text: order numbers, e-mails, phones, dates, amounts, counts.
 * A piece is read as one thing only; the order of the steps below says which reading wins. Never throws.
 */
export function readEntities(text: string, options: EntityOptions): Entity[] {
  const today = dayAt(options.now, options.zone ?? 'Africa/Casablanca');
  const page: Page = { text: legible(text), found: [] };
  if (page.text.includes('@')) takeEmails(page);
  if (DIGIT.test(page.text)) {
    takeNumericDates(page, today);
    takeOrderNumbers(page, options.orderPrefixes ?? []);
    takePhones(page);
    takeGroupedOrderNumbers(page);
    takeNamedOrderNumbers(page);
  }
  takeSpoken(page, today);
  return page.found.sort((a, b) => a.start - b.start);
}

/** Most messages hold no digit, and what is read from digits need not be looked for there. */
const DIGIT = /\d/;

/** Dates, amounts and counts in words, read on a line of normalized words. */
function takeSpoken(page: Page, today: number): void {
  const reading = readingLine(page.text);
  const line: Page = { text: reading.line, found: [] };
  for (const rule of DATE_RULES) {
    takeMatches(line, rule.pattern, (match): Value | undefined => {
      const date = rule.read(match, today);
      return date && { kind: 'date', value: isoDay(date.day), precision: date.precision };
    });
  }
  if (DIGIT.test(line.text)) {
    takeMatches(line, AMOUNT_AFTER, ([, number = '', currency = '']) => readAmount(number, currency));
    takeMatches(line, AMOUNT_BEFORE, ([, currency = '', number = '']) => readAmount(number, currency));
    takeMatches(line, COUNT, ([, number = '', unit = '']) => readCount(number, unit));
  }
  page.found.push(...line.found.map((entity) => inSource(reading, entity)));
}

/** An entity found on the reading line, with its place in the legible text. */
function inSource(reading: ReadingLine, entity: Entity): Entity {
  return { ...entity, ...reading.source(entity.start, entity.start + entity.text.length) };
}
