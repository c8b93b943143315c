/**
 * The figures of an Arabic sentence that a policy must support: numbers, phone numbers, dates, e-mails and links, each
 * in a form that can be looked up in a quote. Arabic-Indic digits count as the ASCII digits they stand for.
 */
export function statedFigures(text: string): string[] {
  if (!MAY_STATE.test(text)) return [];
  const folded = foldDigits(text);
  const addresses = folded.match(ADDRESS) ?? [];
  const numbers = folded.replace(ADDRESS, ' ').match(NUMBER) ?? [];
  return [...addresses.map(trimEnd), ...numbers];
}

/** Figures of `text` that stand in none of the quotes; an empty list means that the text claims no foreign figure. */
export function unsupportedFigures(text: string, quotes: readonly string[]): string[] {
  const stated = statedFigures(text);
  if (stated.length === 0) return [];
  const supported = new Set(quotes.flatMap((quote) => statedFigures(quote)));
  const all = foldDigits(quotes.join(' \n ')).toLowerCase();
  return stated.filter((figure) => {
    if (supported.has(figure)) return false;
    return isAddress(figure) ? !all.includes(figure.toLowerCase()) : !hasGroupedNumber(figure, supported);
  });
}

const ADDRESS =
  /https?:\/\/[^\s<>"،؛]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:www\.)?[a-z0-9-]+\.(?:com|ma|fr|org|net)(?:\/[^\s<>"،؛]*)?/giu;
/** Most Arabic sentences hold nothing that could be part of a figure. */
const MAY_STATE = /[\w٠-٩@]/iu;
const NUMBER = /\d+(?:[.,]\d+)*/gu;

function isAddress(figure: string): boolean {
  return /[a-z]/iu.test(figure);
}

/** `0800090190` is supported by `0800 090 190`: compare without separators. */
function hasGroupedNumber(figure: string, supported: ReadonlySet<string>): boolean {
  const plain = figure.replace(/[.,]/gu, '');
  return [...supported].some((other) => other.replace(/[.,]/gu, '') === plain);
}

function trimEnd(address: string): string {
  return address.replace(/[.,;:)]+$/u, '');
}

function foldDigits(text: string): string {
  return text.replace(/[٠-٩]/gu, (digit) => String(digit.charCodeAt(0) - 0x0660));
}
