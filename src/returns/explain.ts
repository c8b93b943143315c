import { type Day, spellDay } from './calendar.ts';
import type { CitedClause, ReturnWords } from './returnRules.ts';

/** The last day, where telling it helps the customer. */
export interface LastDay {
  readonly day: Day;
  readonly passed: boolean;
}

/** What the customer reads of a decision: the rule's sentence, the last day written out, and the clauses quoted. */
export function explain(
  words: ReturnWords,
  say: string,
  citations: readonly CitedClause[],
  lastDay: LastDay | undefined,
): string {
  const sentences = [say];
  if (lastDay)
    sentences.push(fill(lastDay.passed ? words.lastDayPassed : words.lastDay, { date: spellDay(lastDay.day) }));
  const quotes = citations.map(({ clause, quote }) => fill(words.quote, { clause: numberOf(clause), quote }));
  return [sentences.join(' '), ...quotes].join('\n');
}

/** Puts values where a sentence names them in braces. */
export function fill(sentence: string, values: Readonly<Record<string, string>>): string {
  return sentence.replace(/\{(\w+)\}/gu, (place, name: string) => values[name] ?? place);
}

function numberOf(clause: string): string {
  return clause.slice(clause.indexOf('#') + 1);
}
