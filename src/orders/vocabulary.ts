import { CATEGORIES, type Category, type OrderStatus, STATUSES } from './order.ts';

/** How the words of a shop's system are to be understood; the shop sets it in its orders.yaml. */
export interface Vocabulary {
  /** The shop's word for a state → ours. Compared without regard to capitals. */
  readonly statuses?: Readonly<Record<string, OrderStatus>>;
  /** The shop's category or product type → ours. */
  readonly categories?: Readonly<Record<string, Category>>;
  /** Article number → category, for articles that the shop's categories do not tell apart; `XM-*` covers all that begin so. */
  readonly skus?: Readonly<Record<string, Category>>;
  /** The category of everything that nothing above covers. Without it such articles are for a person to judge. */
  readonly otherwise?: Category;
}

/** Our state for the shop's word; a source may bring the usual meaning of its platform's words. */
export function statusOf(
  word: string,
  vocabulary: Vocabulary,
  usual: Readonly<Record<string, OrderStatus>> = {},
): OrderStatus | undefined {
  const key = fold(word);
  return lookUp(vocabulary.statuses, key) ?? lookUp(usual, key) ?? STATUSES.find((status) => status === key);
}

/** Our category for an article, from its number and the shop's own categories for it. */
export function categoryOf(
  item: { readonly sku?: string | undefined; readonly words: readonly string[] },
  vocabulary: Vocabulary,
): Category | undefined {
  const bySku = item.sku === undefined ? undefined : skuCategory(fold(item.sku), vocabulary.skus);
  if (bySku) return bySku;
  const keys = item.words.map(fold);
  const meant = new Set(keys.map((key) => lookUp(vocabulary.categories, key) ?? ours(key)).filter(Boolean));
  // An article in two of the shop's categories that mean different things to us is not for us to place.
  if (meant.size > 1) return undefined;
  return [...meant][0] ?? vocabulary.otherwise;
}

function skuCategory(sku: string, skus: Vocabulary['skus']): Category | undefined {
  const exact = lookUp(skus, sku);
  if (exact) return exact;
  const prefixes = Object.entries(skus ?? {}).filter(
    ([key]) => key.endsWith('*') && sku.startsWith(fold(key.slice(0, -1))),
  );
  return prefixes.sort(([a], [b]) => b.length - a.length)[0]?.[1];
}

function ours(key: string): Category | undefined {
  return CATEGORIES.find((category) => category === key);
}

function lookUp<T>(table: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return Object.entries(table ?? {}).find(([word]) => fold(word) === key)?.[1];
}

function fold(word: string): string {
  return word.normalize('NFKC').trim().toLowerCase();
}
