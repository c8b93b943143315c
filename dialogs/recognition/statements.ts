import type { Reason } from '../../src/returns/index.ts';
import { reasons } from '../../src/returns/index.ts';
import type { SaidFacts } from './reading.ts';

/** How things stand for customers who tell a statement of knowledge/language/statements.yaml. */
export const STATEMENT_FACTS: Readonly<Record<string, SaidFacts>> = {
  closed: { opened: false, sealed: true },
  opened_looked: { opened: true, used: false },
  opened_used: { opened: true, used: true },
  not_used: { used: false },
  packaging_kept: { originalPackaging: true },
  packaging_lost: { originalPackaging: false },
  no_mishap: { misuse: false, liquidDamage: false, selfRepaired: false },
  dropped: { misuse: true },
  wet: { liquidDamage: true },
  self_repaired: { selfRepaired: true },
  hidden: { defectHidden: true },
  visible: { defectHidden: false },
  reserves_made: { reservesOnDeliveryNote: true },
  reserves_none: { reservesOnDeliveryNote: false },
  carrier_told: { carrierNotified: true },
  carrier_not_told: { carrierNotified: false },
  confirmation_got: { writtenConfirmationMissing: false },
  confirmation_missing: { writtenConfirmationMissing: true },
};

const REASONS: ReadonlySet<string> = new Set(reasons);

/** A statement that tells why something is wanted is named like the reason. */
export function reasonOf(statement: string): Reason | undefined {
  return REASONS.has(statement) ? (statement as Reason) : undefined;
}
