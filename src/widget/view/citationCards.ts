import type { Citation } from '../chat/message.ts';
import { el, icon } from './dom.ts';
import { textBlock } from './textBlock.ts';
import type { ViewContext } from './viewContext.ts';

/** The clauses that an answer rests on: number, the words quoted, and the way to the clause in the policy. */
export function citationCards(citations: readonly Citation[], context: ViewContext): HTMLElement | undefined {
  if (citations.length === 0) return undefined;
  const label = context.say('citations', { count: citations.length });
  return el(
    'ul',
    { class: 'citations', 'aria-label': label },
    ...citations.map((citation) => el('li', {}, citationCard(citation, context))),
  );
}

function citationCard({ number, quote, href }: Citation, { say, shopName }: ViewContext): HTMLElement {
  const name = number === '0' ? say('clause_zero') : say('clause', { number: `\u2066${number}\u2069` });
  const label = say('clause_label', { clause: name, shop: shopName });
  const head = [icon('clause'), el('strong', {}, name), href !== undefined && icon('open', true)] as const;
  return el(
    'figure',
    { class: 'citation' },
    el(
      'figcaption',
      {},
      href === undefined
        ? el('span', { class: 'clause' }, ...head)
        : el('a', { class: 'clause', href, target: '_blank', rel: 'noopener', 'aria-label': label }, ...head),
    ),
    el('blockquote', { lang: 'ar' }, ...textBlock(quote, 'rtl')),
  );
}
