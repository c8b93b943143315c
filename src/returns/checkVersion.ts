import { derivedFacts } from './caseFacts.ts';
import { answerChoices, answerFlags, answerTimes, categories, orderTimes, reasons, statuses } from './returnCase.ts';
import type { Condition, VersionFile, Way } from './returnRules.ts';

/** Something in a version of the rules that does not fit together, and where. */
export interface VersionFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** The states that a condition may name, by fact. */
const STATES: ReadonlyMap<string, readonly (string | boolean)[]> = new Map([
  ...answerFlags.map((flag) => [flag, [true, false, 'untold']] as const),
  ...[...orderTimes, ...answerTimes].map((time) => [time, ['given', 'none', 'untold']] as const),
  ...Object.entries(answerChoices).map(([choice, words]) => [choice, [...words, 'none', 'untold']] as const),
  ['status', [...statuses, 'none', 'untold']] as const,
  ['category', [...categories, 'none', 'untold']] as const,
  ...Object.entries(derivedFacts),
]);

/**
 * Checks that a version of the rules holds together: every name leads somewhere, every condition names facts and states
 * that exist, every reason is decided, and every list of rules ends in one that always applies.
 */
export function checkVersion(version: VersionFile): VersionFault[] {
  const faults: VersionFault[] = [];
  checkBeginning(version, faults);
  for (const [name, window] of Object.entries(version.windows)) {
    checkName(version.clauses, 'clause', window.cite, ['windows', name, 'cite'], faults);
  }
  for (const name of Object.keys(version.rules)) checkRule(version, name, faults);
  checkRules(version, version.scope, ['scope'], faults);
  for (const reason of reasons) {
    const ways = version.reasons[reason];
    if (!ways) faults.push({ path: ['reasons'], message: `the reason ${reason} has no rules` });
    for (const [index, way] of (ways ?? []).entries()) checkWay(version, way, ['reasons', reason, index], faults);
    if (ways && Object.keys(ways.at(-1)!.when).length > 0) {
      faults.push({ path: ['reasons', reason], message: 'the last way must have no condition' });
    }
  }
  return faults;
}

type Path = VersionFault['path'];

function checkBeginning(version: VersionFile, faults: VersionFault[]): void {
  if (version.from !== undefined && version.before === undefined) {
    faults.push({ path: ['from'], message: 'give a rule `before` for orders placed before this day' });
  }
  if (version.before !== undefined) checkRules(version, [version.before], ['before'], faults);
}

function checkRule(version: VersionFile, name: string, faults: VersionFault[]): void {
  const rule = version.rules[name]!;
  const path = ['rules', name];
  for (const cite of [...rule.cite, ...(rule.refund ? [rule.refund.cite] : [])]) {
    checkName(version.clauses, 'clause', cite, [...path, 'cite'], faults);
  }
  if (rule.lastDay !== undefined && rule.lastDay !== 'none') {
    checkName(version.windows, 'window', rule.lastDay, [...path, 'lastDay'], faults);
  }
  checkCondition(version, rule.when, [...path, 'when'], faults);
  for (const { when } of rule.deductions) checkCondition(version, when, [...path, 'deductions'], faults);
}

function checkWay(version: VersionFile, way: Way, path: Path, faults: VersionFault[]): void {
  checkCondition(version, way.when, [...path, 'when'], faults);
  for (const cite of way.cite) checkName(version.clauses, 'clause', cite, [...path, 'cite'], faults);
  checkRules(version, way.first, [...path, 'first'], faults);
  checkRules(version, way.outcomes, [...path, 'outcomes'], faults);
  for (const { window, when } of [...way.lastDay, ...way.ask]) {
    if (window !== undefined) checkName(version.windows, 'window', window, [...path, 'ask'], faults);
    checkCondition(version, when, [...path, 'ask'], faults);
  }
  for (const { when } of way.clashes) checkCondition(version, when, [...path, 'clashes'], faults);
  const last = way.outcomes.at(-1);
  if (last !== undefined && Object.keys(version.rules[last]?.when ?? {}).length > 0) {
    faults.push({ path: [...path, 'outcomes'], message: `the last rule must have no condition; ${last} has one` });
  }
}

function checkRules(version: VersionFile, names: readonly string[], path: Path, faults: VersionFault[]): void {
  for (const name of names) checkName(version.rules, 'rule', name, path, faults);
}

function checkName(known: object, kind: string, name: string, path: Path, faults: VersionFault[]): void {
  if (!Object.hasOwn(known, name)) faults.push({ path, message: `there is no ${kind} ${name}` });
}

function checkCondition(version: VersionFile, condition: Condition, path: Path, faults: VersionFault[]): void {
  for (const [fact, expected] of Object.entries(condition)) {
    if (fact === 'windows') continue;
    const states = STATES.get(fact);
    if (!states) faults.push({ path: [...path, fact], message: `there is no fact ${fact}` });
    for (const state of states ? [expected as string | boolean | (string | boolean)[]].flat() : []) {
      if (states!.includes(state)) continue;
      faults.push({ path: [...path, fact], message: `${fact} is never ${state}; it can be ${states!.join(', ')}` });
    }
  }
  for (const window of Object.keys(condition.windows ?? {})) {
    checkName(version.windows, 'window', window, [...path, 'windows'], faults);
  }
}
