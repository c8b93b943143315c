import type { Citation } from '../chat/message.ts';
import { el, icon } from './dom.ts';
import { textBlock } from './textBlock.ts';
import type { ViewContext } from './viewContext.ts';

/** The clauses that an answer rests on: number, the words quoted, and the way to the clause in the policy. */
export function citationCards(citations: readonly Citation[], context: ViewContext): HTMLElement | undefined {
  if (citations.length === 0) return undefined;
  const numbers = [...new Set(citations.map(({ number }) => number))];
  const label = context.say('citations', { count: numbers.length });
  const cards = numbers.map((number) => {
    const quoted = citations.filter((citation) => citation.number === number);
    return el('li', {}, citationCard(number, quoted, context));
  });
  return el('ul', { class: 'citations', 'aria-label': label }, ...cards);
}

/** One clause with all the pieces of it that the answer quotes. */
function citationCard(number: string, quoted: readonly Citation[], { say, shopName }: ViewContext): HTMLElement {
  const name = number === '0' ? say('clause_zero') : say('clause', { number: `\u2066${number}\u2069` });
  const href = clauseHref(quoted);
  const head = [icon('clause'), el('strong', {}, name), href !== undefined && icon('open')] as const;
  const label = say('clause_label', { clause: name, shop: shopName });
  const opened = { class: 'clause', href, target: '_blank', rel: 'noopener', 'aria-label': label };
  return el(
    'figure',
    { class: 'citation' },
    el('figcaption', {}, href === undefined ? el('span', { class: 'clause' }, ...head) : el('a', opened, ...head)),
    ...quoted.map(({ quote }) => el('blockquote', { lang: 'ar' }, ...textBlock(quote, 'rtl'))),
  );
}

const LONGEST_MARK = 400;

/** The clause's address with the words to mark there, and the version of the text they were taken from. */
function clauseHref(quoted: readonly Citation[]): string | undefined {
  const href = quoted.find((citation) => citation.href !== undefined)?.href;
  if (href === undefined) return undefined;
  const address = new URL(href);
  for (const { quote } of quoted) address.searchParams.append('quote', quote.slice(0, LONGEST_MARK));
  if (quoted[0]?.policyVersion) address.searchParams.set('version', quoted[0].policyVersion);
  return address.href;
}
