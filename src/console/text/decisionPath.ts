import type { Say } from '../../widget/sentences.ts';
import type { Citation, ShownDecision } from '../api/wire.ts';
import { named } from './named.ts';

/** One step to a decision in the agent's language. */
export interface StepWords {
  /** What was looked at: whether the terms cover the purchase, what must be asked, a rule. */
  readonly check: string;
  /** The facts or the date that the step is about; empty when it is about the clauses of `cited`. */
  readonly about: string;
  readonly result: string;
  /** The facts that the step rested on: their name and how they stood. */
  readonly facts: readonly (readonly [name: string, state: string])[];
  readonly cited: readonly Citation[];
  /** `decides`: it made the outcome. `asks`: a fact is missing. `apart`: looked at, does not apply. `holds`: the ground. */
  readonly part: 'decides' | 'asks' | 'apart' | 'holds';
}

type Limits = NonNullable<ShownDecision['windows']>;

/** The way to a decision as agents read it: facts by their titles, rules and time limits by their clauses. */
export function stepsInWords(say: Say, { path, windows = {} }: ShownDecision): StepWords[] {
  return path.map(({ check, about, result, facts = {}, cited = [] }) => ({
    check: named(say, 'step', check),
    about: cited.length > 0 && !windows[about] ? '' : subject(say, about, windows),
    result: named(say, 'found', result.replaceAll(/[^a-z_]+/g, '_')),
    facts: Object.entries(facts).map(([name, state]) => [
      factsInWords(say, [name], windows),
      named(say, 'known', typeof state === 'object' ? JSON.stringify(state) : String(state)),
    ]),
    cited,
    part: partOf(check, result),
  }));
}

function partOf(check: string, result: string): StepWords['part'] {
  if (result === 'does not apply') return 'apart';
  if (check === 'ask') return 'asks';
  return check === 'version' && result === 'in force' ? 'holds' : 'decides';
}

/** A record in doubt and answers that nobody has come with a word before them, all others are names of facts. */
function subject(say: Say, about: string, windows: Limits): string {
  const [whole, kind = '', names = ''] = /^(doubts|not known): (.*)$/.exec(about) ?? [about, '', about];
  if (kind === 'doubts')
    return names
      .split(', ')
      .map((doubt) => named(say, 'doubt', doubt.split(' ')[0] ?? ''))
      .join('\u060c ');
  if (kind !== '') return `${say('fact_not_known')}: ${factsInWords(say, names.split(', '), windows)}`;
  // The id of a version whose text names no day says nothing to a person.
  if (whole.startsWith('undated-')) return say('fact_undated');
  return whole.startsWith('the ')
    ? named(say, 'fact', whole.replaceAll(' ', '_'))
    : factsInWords(say, names.split(', '), windows);
}

/** Names of facts in words, one after the other. */
export function factsInWords(say: Say, names: readonly string[], windows: Limits = {}): string {
  return names.map((name) => limit(say, windows[name]) ?? named(say, 'fact', name)).join('\u060c ');
}

function limit(say: Say, window: Limits[string] | undefined): string | undefined {
  if (!window) return undefined;
  const number = window.clause.split('#')[1] ?? window.clause;
  return `${named(say, 'limit', window.act)} (${say('clause', { number: `\u2066${number}\u2069` })})`;
}
