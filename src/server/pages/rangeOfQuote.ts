/** A piece of a text, by offsets. */
export interface Range {
  readonly begin: number;
  readonly end: number;
}

const LONGEST = 1000;

/** Where a quote stands in a text; white space may differ, as it may in citations. */
export function rangeOfQuote(quote: string, text: string): Range | undefined {
  const words = quote.slice(0, LONGEST).split(/\s+/u).filter(Boolean);
  if (words.length === 0) return undefined;
  const pattern = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('\\s+');
  const match = new RegExp(pattern, 'u').exec(text);
  return match ? { begin: match.index, end: match.index + match[0].length } : undefined;
}
