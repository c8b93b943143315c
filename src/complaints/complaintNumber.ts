import { asciiDigits } from '../orders/index.ts';

/** Letters that are neither taken for a digit nor, read aloud or written by hand, for one another. */
const CLEAR_LETTERS = 'ACDEFHJKMNPRTUVWXY';
const DIGITS = 9;

/**
 * A complaint's number, such as `XM-274-819-382`: two letters of the shop and nine digits in groups of three, the last
 * of them a check digit, so that one wrong or two swapped digits on the phone are noticed. `random` is any text of 12
 * or more hexadecimal digits; the first digit is never 0, which people leave out.
 */
export function complaintNumber(shop: string, random: string): string {
  const span = 9 * 10 ** (DIGITS - 2);
  const body = String(10 ** (DIGITS - 2) + (Number.parseInt(random.slice(0, 12), 16) % span));
  return written(shop, body + checkDigit(body));
}

/**
 * The number in a customer's or agent's words: any digits, with or without letters and hyphens. Undefined when there
 * are no nine digits with a right check digit, or letters of another shop.
 */
export function readComplaintNumber(shop: string, text: string): string | undefined {
  const plain = asciiDigits(text.slice(0, 80).normalize('NFKC')).toUpperCase();
  const digits = plain.replace(/\D/gu, '');
  const letters = plain.replace(/[^A-Z]/gu, '');
  if (digits.length !== DIGITS || checkDigit(digits.slice(0, -1)) !== digits.at(-1)) return undefined;
  return letters === '' || letters === shopLetters(shop) ? written(shop, digits) : undefined;
}

/** The first clear letter of each of the first two words of a shop's id, or two of its only word. */
export function shopLetters(shop: string): string {
  const words = shop
    .toUpperCase()
    .split(/[^A-Z]+/u)
    .map((word) => [...word].filter((letter) => CLEAR_LETTERS.includes(letter)))
    .filter((letters) => letters.length > 0);
  const [first = [], second] = words;
  return [first[0] ?? 'X', second?.[0] ?? first[1] ?? 'X'].join('');
}

function written(shop: string, digits: string): string {
  return [shopLetters(shop), ...(digits.match(/\d{3}/gu) ?? [])].join('-');
}

/** Luhn's check digit: every second digit from the right is doubled. */
function checkDigit(digits: string): string {
  const sum = [...digits].reverse().reduce((all, digit, place) => {
    const value = Number(digit) * (place % 2 === 0 ? 2 : 1);
    return all + (value > 9 ? value - 9 : value);
  }, 0);
  return String((10 - (sum % 10)) % 10);
}
