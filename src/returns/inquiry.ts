import type { Calendar } from './calendar.ts';
import type { CaseFacts, FactState } from './caseFacts.ts';
import type { PathStep } from './decision.ts';
import type { Condition, RulesVersion } from './returnRules.ts';
import { measureWindow, type WindowResult } from './windows.ts';

/** One case before one version of the rules: what its conditions see, and the path that is written on the way. */
export class Inquiry {
  readonly version: RulesVersion;
  readonly facts: CaseFacts;
  readonly path: PathStep[] = [];
  readonly #calendar: Calendar;
  readonly #windows = new Map<string, WindowResult>();

  constructor(version: RulesVersion, facts: CaseFacts, calendar: Calendar) {
    this.version = version;
    this.facts = facts;
    this.#calendar = calendar;
  }

  /** Measures a window of the rules once for this case. */
  window(name: string): WindowResult {
    const known = this.#windows.get(name);
    if (known) return known;
    const measured = measureWindow(this.version.windows[name]!, this.facts, this.#calendar);
    this.#windows.set(name, measured);
    return measured;
  }

  /** True when every entry of the condition holds; a fact that was not told holds only where `untold` is asked for. */
  holds(condition: Condition): boolean {
    for (const fact in condition) {
      if (fact !== 'windows' && !isOneOf(this.facts.state(fact), condition[fact] as FactState | FactState[]))
        return false;
    }
    for (const name in condition.windows) {
      if (!isOneOf(this.window(name).state, condition.windows[name]!)) return false;
    }
    return true;
  }

  /** Writes down one step with the facts that its condition looked at. */
  note(check: string, about: string, result: string, condition: Condition = {}): void {
    const facts: Record<string, FactState> = {};
    for (const fact in condition) if (fact !== 'windows') facts[fact] = this.facts.state(fact);
    for (const name in condition.windows) facts[name] = this.window(name).state;
    this.path.push({ check, about, result, facts });
  }
}

function isOneOf(state: FactState, expected: FactState | readonly FactState[]): boolean {
  return typeof expected === 'object' ? expected.includes(state) : state === expected;
}
