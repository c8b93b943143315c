import { asciiDigits } from '../orderNumber.ts';
import type { Vocabulary } from '../vocabulary.ts';
import type { RequestBounds } from './jsonRequest.ts';

/** What every client of a shop platform needs. */
export interface RemoteOptions {
  readonly shop: string;
  /** Where the platform is reached: `https://www.example.ma`, `https://example.myshopify.com`, `https://api.youcan.shop`. */
  readonly url: string;
  /** Never logged, never in an address. */
  readonly secret: string;
  readonly vocabulary: Vocabulary;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly bounds?: Partial<RequestBounds>;
}

/** A search for a number reads at most so many pages; platforms' searches are fuzzy and may find far more. */
export const MOST_SEARCH_PAGES = 3;

/** An order number as platforms' searches know it: ASCII digits, without the sign in front. */
export function searchableNumber(number: string): string {
  return asciiDigits(number.normalize('NFKC')).trim().replace(/^#\s?/, '').slice(0, 60);
}

/** Resolves an address below a base, whatever path the base has. */
export function addressOf(base: string, path: string, query: Readonly<Record<string, string | number>> = {}): URL {
  const url = new URL(`${base.replace(/\/+$/, '')}/${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  return url;
}
