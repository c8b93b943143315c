import type { Calendar, CaseFile, Decision, FactName, ReturnRules } from '../../src/returns/index.ts';
import { answerFlags, decideCaseFile } from '../../src/returns/index.ts';
import { GROUPS } from './factQuestions.ts';

/** Combinations that are tried at most: more facts at once are all asked. */
const MOST_TRIED = 5;

/**
 * The facts that the next question asks for: the first missing one that can still change the outcome, with the others
 * that the same question covers.
 */
export function nextFacts(
  decision: Decision,
  file: CaseFile,
  rules: ReturnRules,
  calendar: Calendar,
): readonly FactName[] {
  const open = decision.missing.filter((fact) => !file.cannotTell.includes(fact));
  const first = open.find((fact) => matters(fact, open, file, rules, calendar)) ?? open[0];
  if (first === undefined) return [];
  const group = GROUPS.find((facts) => facts.includes(first))?.filter((fact) => open.includes(fact)) ?? [];
  return group.length > 1 ? group : [first];
}

/** Does it make a difference, whatever the other missing facts turn out to be, whether this one is so? */
function matters(
  fact: FactName,
  missing: readonly FactName[],
  file: CaseFile,
  rules: ReturnRules,
  calendar: Calendar,
): boolean {
  if (!isFlag(fact)) return true;
  const others = missing.filter((other) => other !== fact);
  if (others.length >= MOST_TRIED) return true;
  return combinations(others).some((known) => {
    const [yes, no] = [true, false].map((value) =>
      outcome(withFacts(file, { ...known, [fact]: value }), rules, calendar),
    );
    return yes !== no;
  });
}

function outcome(file: CaseFile, rules: ReturnRules, calendar: Calendar): string {
  const { decision, rule, missing } = decideCaseFile(rules, file, calendar);
  return `${decision} ${rule} ${missing.join(' ')}`;
}

function combinations(facts: readonly FactName[]): Record<string, boolean>[] {
  return facts.reduce<Record<string, boolean>[]>(
    (all, fact) =>
      all.flatMap((known) => [
        { ...known, [fact]: true },
        { ...known, [fact]: false },
      ]),
    [{}],
  );
}

function withFacts(file: CaseFile, facts: Record<string, boolean>): CaseFile {
  const flags = Object.fromEntries(Object.entries(facts).filter(([fact]) => isFlag(fact)));
  return { ...file, case: { ...file.case, answers: { ...file.case.answers, ...flags } } };
}

/** Only yes-or-no facts are tried; a time, a state or a choice always matters. */
function isFlag(fact: string): boolean {
  return (answerFlags as readonly string[]).includes(fact);
}
