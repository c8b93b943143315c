import type * as wire from '../../console/api/wire.ts';
import type { CitedClause, DecisionRecord, ReturnRules, RulesVersion } from '../../returns/index.ts';

/**
 * A stored decision as agents see it: each rule and time limit on its path comes with the clause that it was made from,
 * so that nobody has to know the names that the rules' file gives them. A decision under rules that the shop no longer
 * keeps is shown without.
 */
export function shownDecision(
  { id, at, decision }: DecisionRecord,
  rules: ReturnRules | undefined,
): wire.ShownDecision {
  const version = versionOf(rules, decision.policyVersion);
  if (!version) return { id, at, ...decision };
  const path = decision.path.map((step) => {
    const cited = clausesOf(version, step.about);
    return cited.length > 0 ? { ...step, cited } : step;
  });
  const named = decision.path.flatMap(({ about, facts }) => [about, ...Object.keys(facts)]);
  return { id, at, ...decision, path, windows: windowsOf(version, named) };
}

function versionOf(rules: ReturnRules | undefined, policyVersion: string): RulesVersion | undefined {
  if (rules?.status !== 'rules') return undefined;
  return rules.versions.findLast((version) => version.policyVersion === policyVersion);
}

/** The clauses of the rule or time limit of this name; none for facts. */
function clausesOf({ rules, windows, clauses }: RulesVersion, name: string): readonly CitedClause[] {
  const names = rules[name]?.cite ?? (windows[name] ? [windows[name].cite] : []);
  return names.flatMap((cited) => clauses[cited] ?? []);
}

function windowsOf(
  { windows, clauses }: RulesVersion,
  names: readonly string[],
): NonNullable<wire.ShownDecision['windows']> {
  const found = [...new Set(names)].flatMap((name) => {
    const window = windows[name];
    const clause = window && clauses[window.cite];
    return clause ? [[name, { ...clause, act: window.act }] as const] : [];
  });
  return Object.fromEntries(found);
}
