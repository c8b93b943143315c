import type { Citation } from '../api/wire.ts';
import { Icon } from './icon.tsx';
import { TextBlock } from './textBlock.tsx';
import { useView } from './viewContext.ts';

/** The clauses that a message rests on: folded to their numbers, opened to the words quoted. */
export function Citations({ citations, shop }: { citations: readonly Citation[]; shop: string }) {
  const { say } = useView();
  if (citations.length === 0) return null;
  const numbers = [...new Set(citations.map(({ clause }) => clauseNumber(clause)))];
  return (
    <details class="citations">
      <summary>
        <Icon name="clause" />
        {say('citations', { count: numbers.length })} <bdi dir="ltr">{numbers.slice(0, 4).join(', ')}</bdi>
      </summary>
      <ul>
        {citations.map((citation) => (
          <li key={citation.clause + citation.quote}>
            <ClauseLink clause={citation.clause} shop={shop} quote={citation.quote} version={citation.policyVersion} />
            <blockquote lang="ar">
              <TextBlock text={citation.quote} />
            </blockquote>
          </li>
        ))}
      </ul>
    </details>
  );
}

interface ClauseLinkProps {
  readonly clause: string;
  readonly shop: string;
  readonly quote?: string;
  readonly version?: string | undefined;
}

const LONGEST_MARK = 400;

/** The way to a clause in the shop's policy, with the quoted words marked there. */
export function ClauseLink({ clause, shop, quote, version }: ClauseLinkProps) {
  const { say } = useView();
  const number = clauseNumber(clause);
  const address = new URL(
    `/policies/${encodeURIComponent(clause.includes('#') ? (clause.split('#')[0] ?? shop) : shop)}`,
    location.origin,
  );
  if (quote) address.searchParams.set('quote', quote.slice(0, LONGEST_MARK));
  if (version) address.searchParams.set('version', version);
  address.hash = number;
  return (
    <a class="clause" href={address.href} target="_blank" rel="noopener">
      {number === '0' ? say('clause_zero') : say('clause', { number: `\u2066${number}\u2069` })}
      <span class="unseen"> {say('new_page')}</span>
    </a>
  );
}

/** `village-ma#14` is clause 14. */
export function clauseNumber(clause: string): string {
  return clause.split('#')[1] ?? clause;
}
