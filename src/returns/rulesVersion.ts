import { type Day, readDay } from './calendar.ts';
import type { CaseFacts } from './caseFacts.ts';
import type { FactName, OrderTime } from './returnCase.ts';
import type { Condition, RulesVersion } from './returnRules.ts';

/** The version of the rules that an order falls under. */
export interface VersionChoice {
  readonly version: RulesVersion;
  /** `before`: placed before the version (or straddling its first day), under terms that are not known. */
  readonly status: 'in force' | 'before';
  /** Facts without which the version is not sure. */
  readonly asks: readonly FactName[];
  /** The facts looked at, for the path. */
  readonly looked: Condition;
}

const LATER_TIMES: readonly OrderTime[] = ['confirmedAt', 'paidAt', 'shippedAt', 'deliveredAt'];

/**
 * The version in force on the order's date decides. An order that was placed before the version under which it was
 * confirmed straddles two versions: a person decides (readings.md A10).
 */
export function chooseVersion(versions: readonly RulesVersion[], facts: CaseFacts): VersionChoice {
  const placed = facts.times.placedAt;
  const newest = (day: Day): RulesVersion | undefined =>
    versions.findLast((version) => version.from === undefined || readDay(version.from) <= day);
  const looked = { placedAt: facts.state('placedAt'), confirmedAt: facts.state('confirmedAt') } as Condition;
  const known = placed ?? earliestLater(facts);
  const version = newest(known.day);
  if (!version) return { version: versions[0]!, status: 'before', asks: [], looked };
  const contract = facts.times.confirmedAt;
  const next = contract && contract.day > known.day ? newest(contract.day) : version;
  if (next !== version) return { version: next!, status: 'before', asks: [], looked };
  return { version, status: 'in force', asks: placed ? [] : mayBeOlder(version, known.day), looked };
}

/** Without the date of the order: the earliest thing known to have happened to it, or today. */
function earliestLater({ times, now }: CaseFacts): { readonly day: Day } {
  const days = LATER_TIMES.flatMap((name) => times[name]?.day ?? []);
  return { day: Math.min(now.day, ...days) };
}

function mayBeOlder(version: RulesVersion, day: Day): readonly FactName[] {
  if (version.from === undefined || version.unsureDays === undefined) return [];
  return day < readDay(version.from) + version.unsureDays ? ['placedAt'] : [];
}
