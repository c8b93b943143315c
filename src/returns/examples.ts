import type { Calendar } from './calendar.ts';
import { decide } from './decide.ts';
import type { Decision } from './decision.ts';
import { readInstant } from './instant.ts';
import type { ReturnCase } from './returnCase.ts';
import type { ReturnRules } from './returnRules.ts';

/** A case that must come out right; only what `expect` names is compared. */
export interface ReturnExample extends ReturnCase {
  readonly id: string;
  readonly now: string;
  readonly expect: {
    readonly decision: Decision['decision'];
    /** Number of the first clause, without the shop. */
    readonly basis?: string | undefined;
    readonly lastDay?: string | null | undefined;
    readonly costPayer?: Decision['costPayer'] | undefined;
    readonly refundWithinDays?: number | null | undefined;
    readonly refundFrom?: Decision['refundFrom'] | undefined;
    readonly remedies?: readonly string[] | undefined;
    readonly deductions?: readonly string[] | undefined;
    /** In any order; empty when absent. */
    readonly missing?: readonly string[] | undefined;
  };
}

export interface ExampleRun {
  readonly id: string;
  readonly decision: Decision;
  /** What came out otherwise than expected, in words; empty when all is right. */
  readonly differences: readonly string[];
}

/** Decides every example and compares it with what it expects. */
export function runExamples(
  rules: ReturnRules,
  examples: readonly ReturnExample[],
  calendar: Calendar,
): readonly ExampleRun[] {
  return examples.map((example) => {
    const decision = decide(rules, example, readInstant(example.now)!, calendar);
    return { id: example.id, decision, differences: compare(decision, example.expect) };
  });
}

/** The rules of a version that none of the runs came to. */
export function unexercisedRules(
  rules: ReturnRules,
  runs: readonly ExampleRun[],
): { readonly version: number; readonly rule: string }[] {
  if (rules.status === 'none') return [];
  const reached = new Set(runs.map(({ decision }) => `${decision.policyVersion}/${decision.rule}`));
  return rules.versions.flatMap(({ policyVersion, rules: all }, version) =>
    Object.keys(all)
      .filter((rule) => !reached.has(`${policyVersion}/${rule}`))
      .map((rule) => ({ version, rule })),
  );
}

function compare(decision: Decision, expected: ReturnExample['expect']): string[] {
  const basis = decision.basis[0]?.split('#')[1];
  const pairs: (readonly [string, unknown, unknown])[] = [
    ['decision', expected.decision, decision.decision],
    ['missing', [...(expected.missing ?? [])].sort(), [...decision.missing].sort()],
  ];
  if (expected.basis !== undefined) pairs.push(['basis', expected.basis, basis]);
  for (const name of ['lastDay', 'costPayer', 'refundWithinDays', 'refundFrom', 'remedies', 'deductions'] as const) {
    if (expected[name] !== undefined) pairs.push([name, expected[name], decision[name]]);
  }
  return pairs
    .filter(([, wanted, got]) => JSON.stringify(wanted) !== JSON.stringify(got))
    .map(([name, wanted, got]) => `${name} is ${JSON.stringify(got)}, expected ${JSON.stringify(wanted)}`);
}
