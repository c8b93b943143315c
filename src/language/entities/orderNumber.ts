import { type Page, takeMatches } from './finder.ts';

/**
 * Order numbers of any shop: 16 to 19 digits (also in groups), a prefix of letters with groups of digits
 * (`VIL-10251`, `vil10251`, `M4P 2026 0042`), and bare digits after a word for order (`commande n° 48213`).
 * `prefixes` are the prefixes that the shop uses: with one of them a space may stand for the dash.
 */
export function takeOrderNumbers(page: Page, prefixes: readonly string[]): void {
  if (prefixes.length > 0) takeMatches(page, knownPrefix(prefixes), codeOf);
  takeMatches(page, ANY_PREFIX, (match) => (NOT_PREFIX.test(match[1] ?? '') ? undefined : codeOf(match)));
  takeMatches(page, NAMED_PREFIX, (match) => (NO_CODE.test(match[1] ?? '') ? undefined : codeOf(match)));
  takeMatches(page, LONG_NUMBER, (match) => longNumber(match[0]));
  takeMatches(page, FOURS, (match) => longNumber(match[0]));
}

/** Long numbers in groups of other sizes; read when phones are taken, which come in groups too. */
export function takeGroupedOrderNumbers(page: Page): void {
  takeMatches(page, GROUPED, (match) => longNumber(match[0]));
}

/** Bare digits after a word for order; read late, when phones and dates are taken. */
export function takeNamedOrderNumbers(page: Page): void {
  takeMatches(page, AFTER_ORDER_WORD, (match) => ({ kind: 'orderNumber', value: match[1] ?? '' }));
}

function codeOf(match: RegExpExecArray): { kind: 'orderNumber'; value: string } {
  const groups = (match[2] ?? match[3] ?? '').split(/\D+/).filter(Boolean);
  return { kind: 'orderNumber', value: [(match[1] ?? '').toUpperCase(), ...groups].join('-') };
}

function longNumber(text: string): { kind: 'orderNumber'; value: string } | undefined {
  const value = text.replace(/\D/g, '');
  return value.length >= 16 && value.length <= 19 ? { kind: 'orderNumber', value } : undefined;
}

function knownPrefix(prefixes: readonly string[]): RegExp {
  const names = prefixes.map((prefix) => prefix.replace(/\W/g, '')).join('|');
  return new RegExp(`(?<![a-z\\d])(${names})[ \\-_.#/]{0,3}(\\d{2,12}(?:[ \\-_./]\\d{2,8}){0,2})(?![a-z\\d])`, 'gi');
}

/** Letters (a digit may be among them), a dash or nothing, digits; at least four digits where there is no dash. */
const ANY_PREFIX =
  /(?<![\p{L}\d@.-])([a-z](?:[a-z\d]{0,3}[a-z])?)(?: ?[-_#] ?(\d{3,12}(?:[-_]\d{2,8}){0,2})|(\d{5,12}))(?![\p{L}\d])/giu;
const NOT_PREFIX = /^(?:dh|dhs|mad|eur|usd|tel|gsm|covid|n|no|ne)$/i;
/** Letters and digits with only a space between them, where a word for order stands in front. */
const NAMED_PREFIX =
  /(?<=(?:طلب(?:ي|ية|يتي)?|كوموند|commande|cmd|order|talab|talabiya|komand\p{L}?)(?: (?:n°|n|no|num|numero|numéro|رقم|ra9m))? {1,2}[:#]? ?)([a-z]{2,4}) (\d{4,12})(?![\p{L}\d])/giu;
const NO_CODE =
  /^(?:n|no|num|nmra|est|howa|hiya|dyal|dial|had|li|le|la|du|de|des|dh|dhs|mad|eur|tel|gsm|ra9m|ref|a|f|w|o|et)$/i;
const LONG_NUMBER = /(?<![\d+])\d{16,19}(?!\d)/g;
const FOURS = /(?<!\d)\d{4}([ .-])\d{4}\1\d{4}\1\d{4}(?:\1?\d{1,3})?(?!\d)/g;
const GROUPED = /(?<![\d+])\d{2,15}([ .-])\d{2,15}(?:\1\d{1,8}){0,8}(?!\d)/g;
const AFTER_ORDER_WORD =
  /(?:(?:ال)?طلب(?:ي|ية|يتي|تي|ه)?|ال?كوموند|لاكوموند|commande|cmd|order|talab|talabiya|l?komand\p{L}*)(?: (?:ديال[يك]|dyal[ik]|رقم|برقم|رقمها|رقمه|numero|numéro|num|n|no|nmra|ra9m|نمرة|هو|هي|est|howa))* {0,2}(?:[:#°n]|n°|nº|num\.?|رقم)? {0,2}:? {0,2}#?(\d{4,15})(?!\d)/giu;
