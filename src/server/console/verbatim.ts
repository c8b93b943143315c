import type { Citation } from '../../channels/activity.ts';
import { foldSpace, isVerbatim } from '../../knowledge/index.ts';
import type { ConsoleParts } from './consoleParts.ts';
import { Refusal } from './refusal.ts';

/** Citations of a reply as they may leave: each quote stands word for word in its clause of this shop's policy. */
export function verbatim(
  { packs }: Pick<ConsoleParts, 'packs'>,
  shop: string,
  given: readonly { readonly clause: string; readonly quote: string }[],
): Citation[] {
  const pack = packs.find((one) => one.shop.id === shop);
  return given.map(({ clause: id, quote }) => {
    const clause = pack?.clauses.find((one) => one.id === id);
    if (!pack || !clause) throw new Refusal(400, 'UnknownClause', { values: { clause: id } });
    if (!isVerbatim(quote, clause.text)) throw new Refusal(400, 'NotVerbatim', { values: { clause: id } });
    return { clause: id, quote: foldSpace(quote), policyVersion: pack.policyVersion };
  });
}
