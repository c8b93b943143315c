import { type Page, takeMatches } from './finder.ts';
import { legible } from './legible.ts';

/**
 * Moroccan phone numbers in all usual forms (`06…`, `+212 6…`, `00212…`, `(+212) 0612-345678`, with dots, dashes,
 * spaces) as `+212XXXXXXXXX`, and other countries' numbers that begin with `+`. Longer runs of digits are not phones.
 */
export function takePhones(page: Page): void {
  takeMatches(page, MOROCCAN, (match) => ({ kind: 'phone', value: `+212${digits(match[0]).slice(-9)}` }));
  takeMatches(page, BARE_MOROCCAN, (match) => ({ kind: 'phone', value: `+212${digits(match[0])}` }));
  takeMatches(page, FOREIGN, (match) => ({ kind: 'phone', value: `+${digits(match[0])}` }));
}

/** A phone number in any usual form, or undefined: for a field that should hold nothing else. */
export function normalizePhone(text: string): string | undefined {
  const page: Page = { text: legible(text), found: [] };
  takePhones(page);
  const phone = page.found.find((entity) => entity.kind === 'phone');
  return phone?.value;
}

function digits(text: string): string {
  return text.replace(/\D/g, '');
}

/** Not inside a longer number: no digit before, none after, also not one separator away. */
const FREE_START = '(?<![\\d+])(?<!\\d[-.])';
const FREE_END = '(?![-.]?\\d)';
const SUBSCRIBER = '[5-8](?:[ .\\-]{0,2}\\d){8}';
const MOROCCAN = new RegExp(
  `${FREE_START}(?:\\(?(?:\\+ ?|00 ?)212\\)?[ .\\-]{0,2}(?:\\(?0\\)?)?[ .\\-]{0,2}|212[ .\\-]{0,2}|0)${SUBSCRIBER}${FREE_END}`,
  'g',
);
const BARE_MOROCCAN = new RegExp(`${FREE_START}[67]\\d{8}${FREE_END}`, 'g');
const FOREIGN = new RegExp(`(?<![\\d+])\\+(?!212)[1-9](?:[ .\\-]?\\d){7,13}${FREE_END}`, 'g');
