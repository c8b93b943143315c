import type { ChannelActivity, Citation } from '../activity.ts';
import { isolate } from './isolate.ts';

/** The words that channels add to a message, by key, from the locales: `channels.clause`, `channels.choose` … */
export type Words = (key: string, values?: Readonly<Record<string, string | number>>) => string;

/**
 * A message as plain text for platforms without citation cards: what is said, then each clause with its number and its
 * quote as it stands.
 */
export function messageText(activity: ChannelActivity, words: Words): string {
  const said = typeof activity.text === 'string' ? isolate(activity.text.trim()) : '';
  const quotes = byClause(activity.channelData?.sanad?.citations ?? [])
    .map(([number, quoted]) => clauseLine(number, quoted, words))
    .filter((line) => line !== '');
  return [said, ...quotes].filter((block) => block !== '').join('\n\n');
}

/** One entry a clause, in the order in which they were cited; the same quote is shown once. */
function byClause(citations: readonly Citation[]): [string, string[]][] {
  const clauses = new Map<string, string[]>();
  for (const { clause, quote } of citations) {
    const number = clause.split('#')[1] ?? clause;
    const quotes = clauses.get(number) ?? [];
    if (!quotes.includes(quote)) clauses.set(number, [...quotes, quote]);
  }
  return [...clauses];
}

function clauseLine(number: string, quotes: readonly string[], words: Words): string {
  const name = number === '0' ? words('channels.preamble') : words('channels.clause', { number });
  return `${name}:\n${quotes.map((quote) => `«${quote.trim()}»`).join('\n')}`;
}
