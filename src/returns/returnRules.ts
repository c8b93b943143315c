import type { z } from 'zod';
import type { HolidayTable } from './calendar.ts';
import type { Reason } from './returnCase.ts';
import type { conditionSchema, returnsSchema, wordsSchema } from './returnRulesSchema.ts';

/** A clause of the shop's text with a verbatim piece of it. `clause` is the full id, `<shop>#<number>`. */
export interface CitedClause {
  readonly clause: string;
  readonly quote: string;
}

/** What has to be so for a rule to apply; every entry must hold. See docs/returns.md for the facts and their states. */
export type Condition = z.infer<typeof conditionSchema>;

/** One version as it stands in returns.yaml. */
export type VersionFile = NonNullable<z.infer<typeof returnsSchema>['versions']>[number];
export type Rule = VersionFile['rules'][string];
export type WindowRule = VersionFile['windows'][string];
export type Way = NonNullable<VersionFile['reasons'][Reason]>[number];
export type Ask = Way['ask'][number];

/** The rules of one version of a shop's policy, quotes checked and clause ids written out. */
export type RulesVersion = Omit<VersionFile, 'clauses'> & {
  readonly policyVersion: string;
  /** By the name that rules cite them with. */
  readonly clauses: Readonly<Record<string, CitedClause>>;
};

/** The sentences that all shops' explanations share. */
export type ReturnWords = z.infer<typeof wordsSchema>;

interface ReturnRulesShared {
  readonly shop: string;
  readonly policyVersion: string;
  readonly words: ReturnWords;
  readonly holidays: HolidayTable;
}

/** A shop's return rules as plain data: decided by, stored and loaded again. */
export type ReturnRules = ReturnRulesShared &
  (
    | { readonly status: 'none' }
    | {
        readonly status: 'rules';
        /** Newest last; the version in force on the order's date decides. */
        readonly versions: readonly RulesVersion[];
      }
  );
