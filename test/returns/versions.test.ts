import { describe, expect, it } from 'vitest';
import type { ReturnRules } from '../../src/returns/index.ts';
import { decideFor, shopCalled } from './shops.ts';

const xiaomi = shopCalled('xiaomi-ma');

/** The shop's rules, with a version before them in which the withdrawal window is three days. */
function withOlderVersion(): ReturnRules {
  const { rules } = xiaomi;
  if (rules.status !== 'rules') throw new Error('the shop has rules');
  const [current] = rules.versions;
  const windows = { ...current!.windows, withdrawal: { ...current!.windows.withdrawal!, days: 3 } };
  return { ...rules, versions: [{ ...current!, from: '2024-01-01', policyVersion: 'older', windows }, current!] };
}

function decideOrder(placedAt: string, confirmedAt: string, deliveredAt: string) {
  const order = { placedAt, confirmedAt, deliveredAt, status: 'delivered', item: { category: 'electronics' } };
  const shop = { ...xiaomi, rules: withOlderVersion() };
  const answers = { opened: false, sealed: true };
  return decideFor(shop, deliveredAt, { reason: 'change_of_mind', order, answers });
}

describe('the version in force on the order’s date decides', () => {
  it('the older one for an order of its time', () => {
    const decision = decideOrder('2025-03-01T10:00:00Z', '2025-03-01T11:00:00Z', '2025-03-05T10:00:00Z');
    expect(decision).toMatchObject({ decision: 'eligible', lastDay: '2025-03-08', policyVersion: 'older' });
  });

  it('the newer one from its first day', () => {
    const decision = decideOrder('2025-08-04T10:00:00Z', '2025-08-04T11:00:00Z', '2025-08-06T10:00:00Z');
    expect(decision).toMatchObject({ decision: 'eligible', lastDay: '2025-08-13' });
    expect(decision.policyVersion).toBe(xiaomi.rules.policyVersion);
  });

  it('a person, for an order that straddles two', () => {
    const decision = decideOrder('2025-08-03T10:00:00Z', '2025-08-04T11:00:00Z', '2025-08-06T10:00:00Z');
    expect(decision).toMatchObject({ decision: 'needs_human', lastDay: null });
  });

  it('a person, for an order from before all of them', () => {
    const decision = decideOrder('2023-03-01T10:00:00Z', '2023-03-01T11:00:00Z', '2023-03-05T10:00:00Z');
    expect(decision).toMatchObject({ decision: 'needs_human', lastDay: null });
  });
});
