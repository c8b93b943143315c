import { type Calendar, type Day, writeDay } from './calendar.ts';
import { type CaseFacts, readFacts } from './caseFacts.ts';
import type { Decision, Outcome, PathStep } from './decision.ts';
import { explain, fill, type LastDay } from './explain.ts';
import { Inquiry } from './inquiry.ts';
import { findRecordFault } from './recordFaults.ts';
import type { FactName, ReturnCase } from './returnCase.ts';
import type { CitedClause, ReturnRules, Rule, Way } from './returnRules.ts';
import { chooseVersion } from './rulesVersion.ts';

/**
 * Decides one return case by a shop's rules. Pure and total: the same rules, case, time and holidays give the same
 * decision, and every valid case gets one.
 *
 * The checks come in the order of readings.md: has the shop rules? do its terms cover the purchase? can the order
 * record be believed? what shuts the way or settles it at once? what must still be asked? do answers clash? and then
 * the rules for known facts. Which number, condition or clause applies stands in the rules, not here.
 *
 * @param now milliseconds since 1970
 * @param calendar the shop's working days, from `openCalendar(rules.holidays)`
 */
export function decide(rules: ReturnRules, returnCase: ReturnCase, now: number, calendar: Calendar): Decision {
  if (rules.status === 'none') return withoutRules(rules);
  const facts = readFacts(returnCase, now);
  const choice = chooseVersion(rules.versions, facts);
  const inquiry = new Inquiry(choice.version, facts, calendar);
  inquiry.note('version', choice.version.from ?? choice.version.policyVersion, choice.status, choice.looked);
  const way = chooseWay(inquiry, returnCase);
  const ground: Ground = { rules, inquiry, way };
  return decideScope(ground, choice) ?? decideRecord(ground, returnCase) ?? decideByWay(ground, choice.asks);
}

interface Ground {
  readonly rules: ReturnRules;
  readonly inquiry: Inquiry;
  readonly way: Way;
}

function withoutRules(rules: ReturnRules): Decision {
  const path = [{ check: 'version', about: rules.policyVersion, result: 'the shop has no return rules', facts: {} }];
  return {
    ...undecided,
    decision: 'needs_human',
    explanation: rules.words.noRules,
    policyVersion: rules.policyVersion,
    path,
  };
}

const undecided = {
  basis: [],
  citations: [],
  lastDay: null,
  costPayer: 'unknown',
  refundWithinDays: null,
  refundFrom: null,
  remedies: [],
  deductions: [],
  missing: [],
  rule: null,
} as const;

function chooseWay(inquiry: Inquiry, returnCase: ReturnCase): Way {
  // Loading has checked that every reason is decided.
  const ways = inquiry.version.reasons[returnCase.reason]!;
  return ways.find((way) => inquiry.holds(way.when)) ?? ways.at(-1)!;
}

function decideScope(ground: Ground, choice: ReturnType<typeof chooseVersion>): Decision | undefined {
  const { inquiry } = ground;
  if (choice.status === 'before') return settle(ground, inquiry.version.before!, 'none');
  const rule = firstThatHolds(inquiry, 'scope', inquiry.version.scope);
  return rule === undefined ? undefined : settle(ground, rule, 'none');
}

function decideRecord(ground: Ground, returnCase: ReturnCase): Decision | undefined {
  const fault = findRecordFault(returnCase.order, ground.inquiry.facts);
  if (!fault) return undefined;
  ground.inquiry.note('record', fault.fields.join(', '), fault.fault);
  return handOver(ground, ground.rules.words.badRecord, undefined);
}

function decideByWay(ground: Ground, asks: readonly FactName[]): Decision {
  const { inquiry, way, rules } = ground;
  const settled = firstThatHolds(inquiry, 'first', way.first);
  if (settled !== undefined) return settle(ground, settled);
  const { missing, unknowable } = findMissing(inquiry, way, asks);
  if (unknowable) return handOver(ground, rules.words.cannotKnow, lastDayOf(ground));
  if (missing.length > 0) return askFor(ground, missing);
  const decided = firstThatHolds(inquiry, 'outcome', way.outcomes);
  if (decided !== undefined) return settle(ground, decided);
  return handOver(ground, rules.words.cannotKnow, lastDayOf(ground));
}

/** The first rule of a list whose condition holds; every rule looked at is written into the path. */
function firstThatHolds(inquiry: Inquiry, check: string, names: readonly string[]): string | undefined {
  for (const name of names) {
    const { when, decision } = inquiry.version.rules[name]!;
    const holds = inquiry.holds(when);
    inquiry.note(check, name, holds ? decision : 'does not apply', when);
    if (holds) return name;
  }
  return undefined;
}

interface Missing {
  readonly missing: readonly FactName[];
  /** A window that has to be measured hangs on something that nobody can tell. */
  readonly unknowable: boolean;
}

function findMissing(inquiry: Inquiry, way: Way, asks: readonly FactName[]): Missing {
  const missing = new Set(asks);
  let unknowable = false;
  for (const ask of way.ask) {
    if (!inquiry.holds(ask.when)) continue;
    const facts = ask.window === undefined ? untold(inquiry.facts, ask.facts ?? []) : unsettled(inquiry, ask.window);
    if (facts === undefined) {
      unknowable = true;
      inquiry.note('ask', ask.window!, 'nobody can tell', ask.when);
    } else if (facts.length > 0) {
      for (const fact of facts) missing.add(fact);
      inquiry.note('ask', facts.join(', '), 'must be asked', ask.when);
    }
  }
  for (const clash of way.clashes) {
    if (!inquiry.holds(clash.when)) continue;
    for (const fact of clash.facts) missing.add(fact as FactName);
    inquiry.note('clash', clash.facts.join(', '), 'cannot all be so: asked again', clash.when);
  }
  return { missing: [...missing], unknowable };
}

function untold(facts: CaseFacts, names: readonly string[]): readonly FactName[] {
  return names.filter((name) => facts.state(name) === 'untold') as FactName[];
}

/** Facts that settle a window; none when it is settled, undefined when nothing can settle it. */
function unsettled(inquiry: Inquiry, name: string): readonly FactName[] | undefined {
  const { state, asks } = inquiry.window(name);
  if (state === 'within' || state === 'after') return [];
  return asks.length > 0 ? asks : undefined;
}

/** The decision of a rule. `lastDay` overrides the window whose last day is told. */
function settle(ground: Ground, name: string, lastDay?: string): Decision {
  const { inquiry } = ground;
  const rule: Rule = inquiry.version.rules[name]!;
  const day = lastDayOf(ground, lastDay ?? rule.lastDay);
  const cited = rule.cite.map((clause) => inquiry.version.clauses[clause]!);
  return finish(ground, rule.decision, cited, day, rule.say, {
    rule: name,
    costPayer: rule.payer ?? 'unknown',
    refundWithinDays: rule.refund?.days ?? null,
    refundFrom: rule.refund?.from ?? null,
    remedies: rule.remedies,
    deductions: rule.deductions.filter((deduction) => inquiry.holds(deduction.when)).map((deduction) => deduction.name),
  });
}

function askFor(ground: Ground, missing: readonly FactName[]): Decision {
  const { words } = ground.rules;
  const questions = missing.map((fact) => words.facts[fact]!).join(' ');
  const say = fill(words.ask, { questions });
  return finish(ground, 'needs_information', citedBy(ground), lastDayOf(ground), say, { missing });
}

function handOver(ground: Ground, say: string, lastDay: Day | undefined): Decision {
  return finish(ground, 'needs_human', citedBy(ground), lastDay, say, {});
}

function citedBy({ inquiry, way }: Ground): CitedClause[] {
  return way.cite.map((clause) => inquiry.version.clauses[clause]!);
}

/** The last day of the window that the rule or, for want of one, the way tells; undefined when its start is unknown. */
function lastDayOf({ inquiry, way }: Ground, window?: string): Day | undefined {
  const name = window ?? way.lastDay.find(({ when }) => inquiry.holds(when))?.window;
  return name === undefined || name === 'none' ? undefined : inquiry.window(name).lastDay;
}

function finish(
  { rules, inquiry }: Ground,
  decision: Outcome,
  citations: readonly CitedClause[],
  lastDay: Day | undefined,
  say: string,
  details: Partial<Decision>,
): Decision {
  const { policyVersion } = inquiry.version;
  const path: readonly PathStep[] = inquiry.path;
  return {
    ...undecided,
    ...details,
    decision,
    basis: [...new Set(citations.map(({ clause }) => clause))],
    citations,
    lastDay: lastDay === undefined ? null : writeDay(lastDay),
    explanation: explain(rules.words, say, citations, tellable(decision, lastDay, inquiry.facts.now.day)),
    policyVersion,
    path,
  };
}

/** A day to come is told to who can still act, a day gone by to who is refused for it; else it would mislead. */
function tellable(decision: Outcome, day: Day | undefined, today: Day): LastDay | undefined {
  if (day === undefined) return undefined;
  const passed = day < today;
  return passed === (decision === 'not_eligible') ? { day, passed } : undefined;
}
