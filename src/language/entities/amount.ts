import type { AmountEntity, CountEntity } from './entity.ts';
import { UNIT_WORDS, unitOf } from './timeWords.ts';

type Amount = Pick<AmountEntity, 'kind' | 'value' | 'currency'>;
type Count = Pick<CountEntity, 'kind' | 'value' | 'unit'>;

const NUMBER = '(\\d{1,3}(?: \\d{3}){1,3}(?:[.,]\\d{1,2})?|\\d+(?:[.,]\\d+)*)';
const MAD = 'درهم|دراهم|درهما|دريال|dh|dhs|mad|drhm|dirham|dirhams|derhem|drahm|دهم|درهما مغربيا';
const EUR = 'يورو|اورو|euro|euros|eur';
const USD = 'دولار|دولارات|dollar|dollars|usd';
const RYAL = 'ريال|ryal|rial';
const CURRENCY = `${MAD}|${EUR}|${USD}|${RYAL}`;

/** `1 299,50 درهم`, `dh 300`; on a reading line, with numbers in digits. */
export const AMOUNT_AFTER = new RegExp(` ${NUMBER} (?:ديال |dyal |d )?(${CURRENCY})(?= )`, 'g');
export const AMOUNT_BEFORE = new RegExp(` (${CURRENCY}) ${NUMBER}(?= )`, 'g');
/** `10 أيام`, `3 pièces`. */
export const COUNT = new RegExp(
  ` ${NUMBER} (?:ديال |dyal |d |de )?(${UNIT_WORDS.map(([, words]) => words).join('|')})(?= )`,
  'g',
);

export function readAmount(number: string, currency: string): Amount | undefined {
  const value = readNumber(number);
  if (value === undefined) return undefined;
  if (isOneOf(EUR, currency)) return { kind: 'amount', value, currency: 'EUR' };
  if (isOneOf(USD, currency)) return { kind: 'amount', value, currency: 'USD' };
  // Twenty "ryal" are one dirham in everyday Moroccan counting.
  return { kind: 'amount', value: isOneOf(RYAL, currency) ? value / 20 : value, currency: 'MAD' };
}

export function readCount(number: string, word: string): Count | undefined {
  const value = readNumber(number);
  const unit = unitOf(word);
  return value === undefined || !unit ? undefined : { kind: 'count', value, unit };
}

/** `1.299,50`, `1 299.50`, `1,299`, `299,5`: the last separator is the decimal one when one or two digits follow it. */
export function readNumber(text: string): number | undefined {
  const compact = text.replace(/ /g, '');
  const decimal = /^(.*)[.,](\d{1,2})$/.exec(compact);
  const whole = (decimal?.[1] ?? compact).replace(/[.,]/g, '');
  const value = Number(decimal ? `${whole}.${decimal[2]}` : whole);
  return Number.isFinite(value) ? value : undefined;
}

function isOneOf(words: string, word: string): boolean {
  return words.split('|').includes(word);
}
