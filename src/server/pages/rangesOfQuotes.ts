/** A piece of a text, by offsets. */
export interface Range {
  readonly begin: number;
  readonly end: number;
}

const LONGEST = 1000;

/** Where quotes stand in a text, in its order; white space may differ, as it may in citations. */
export function rangesOfQuotes(quotes: readonly string[], text: string): Range[] {
  return quotes.flatMap((quote) => rangeOfQuote(quote, text) ?? []).sort((a, b) => a.begin - b.begin);
}

function rangeOfQuote(quote: string, text: string): Range | undefined {
  const words = quote.slice(0, LONGEST).split(/\s+/u).filter(Boolean);
  if (words.length === 0) return undefined;
  const pattern = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('\\s+');
  const match = new RegExp(pattern, 'u').exec(text);
  return match ? { begin: match.index, end: match.index + match[0].length } : undefined;
}
