import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isVerbatim } from '../../src/knowledge/index.ts';
import {
  type Decision,
  decide,
  type FactName,
  factNames,
  type ReturnCase,
  readInstant,
} from '../../src/returns/index.ts';
import { anyValueOf, instant, returnCase } from './arbitraryCase.ts';
import { type Shop, shopCalled, shops } from './shops.ts';

const withRules = shops.filter(({ rules }) => rules.status === 'rules');
const shop = fc.constantFrom(...withRules);
const runs = { numRuns: 2000 };

const decideAt = ({ rules, calendar }: Shop, asked: ReturnCase, now: string): Decision =>
  decide(rules, asked, readInstant(now)!, calendar);

/** The case with one more fact told. */
function tell(asked: ReturnCase, fact: FactName, value: unknown): ReturnCase {
  const { order, answers } = asked;
  if (fact === 'category') return { ...asked, order: { ...order, item: { ...order.item, category: value as string } } };
  const inOrder = fact === 'status' || (fact.endsWith('At') && fact in ORDER_TIMES);
  return inOrder
    ? { ...asked, order: { ...order, [fact]: value } }
    : { ...asked, answers: { ...answers, [fact]: value } };
}

const ORDER_TIMES = { placedAt: 0, confirmedAt: 0, paidAt: 0, shippedAt: 0, promisedAt: 0, deliveredAt: 0 };

function isTold({ order, answers }: ReturnCase, fact: FactName): boolean {
  if (fact === 'category') return order.item?.category !== undefined;
  const told = { ...order, ...answers } as Record<string, unknown>;
  return told[fact] !== undefined;
}

describe('every decision', () => {
  it('is made, and made the same again, for any valid case', () => {
    fc.assert(
      fc.property(fc.constantFrom(...shops), returnCase, instant, (at, asked, now) => {
        const decision = decideAt(at, asked, now);
        expect(JSON.stringify(decideAt(at, asked, now))).toBe(JSON.stringify(decision));
        expect(decision.decision === 'needs_information').toBe(decision.missing.length > 0);
        expect(decision.missing.every((fact) => factNames.includes(fact))).toBe(true);
        expect(new Set(decision.missing).size).toBe(decision.missing.length);
        expect(decision.lastDay ?? '2026-01-01').toMatch(/^\d{4}-\d{2}-\d{2}$/u);
      }),
      runs,
    );
  });

  it('rests on clauses that exist, quoted word for word in its explanation', () => {
    const clauses = new Map(shops.flatMap((one) => one.clauses.map((clause) => [clause.id, clause.text])));
    fc.assert(
      fc.property(shop, returnCase, instant, (at, asked, now) => {
        const { basis, citations, explanation } = decideAt(at, asked, now);
        expect(basis.length).toBeGreaterThan(0);
        expect(basis).toEqual([...new Set(citations.map(({ clause }) => clause))]);
        for (const { clause, quote } of citations) {
          expect(isVerbatim(quote, clauses.get(clause)!)).toBe(true);
          expect(explanation).toContain(quote);
        }
      }),
      runs,
    );
  });

  it('promises a remedy, a payer or a refund only where the case is eligible', () => {
    fc.assert(
      fc.property(shop, returnCase, instant, (at, asked, now) => {
        const { decision, remedies, costPayer, refundWithinDays, deductions } = decideAt(at, asked, now);
        if (decision === 'eligible') return;
        expect({ remedies, costPayer, refundWithinDays, deductions }).toEqual({
          remedies: [],
          costPayer: 'unknown',
          refundWithinDays: null,
          deductions: [],
        });
      }),
      runs,
    );
  });
});

describe('the clock', () => {
  const lapsing: readonly ReturnCase['reason'][] = [
    'change_of_mind',
    'defective',
    'not_as_described',
    'wrong_item',
    'damaged_in_transit',
    'missing_item',
  ];

  it('never turns a lapsed window open again by moving on', () => {
    const limited = returnCase.filter(({ reason }) => lapsing.includes(reason));
    fc.assert(
      fc.property(shop, limited, instant, fc.integer({ min: 0, max: 24 * 60 }), (at, asked, now, hours) => {
        const later = new Date(Date.parse(now) + hours * 3_600_000).toISOString();
        const before = decideAt(at, asked, now);
        const after = decideAt(at, asked, later);
        if (before.decision === 'not_eligible') expect(after.decision).not.toBe('eligible');
        const lapsed = before.path.filter(({ result }) => result === 'not_eligible').map(({ about }) => about);
        if (lapsed.some((rule) => rule.includes('lapsed'))) expect(after.decision).toBe('not_eligible');
      }),
      runs,
    );
  });
});

describe('telling a fact', () => {
  /** Answers that contradict another, the record or the calendar are rightly asked again. */
  const doubtful: ReadonlySet<FactName> = new Set(['noticeAt', 'goodsSentBackAt', 'discoveredAt', 'carrierNotifiedAt']);

  it('never leaves that fact missing, unless it contradicts another answer', () => {
    fc.assert(
      fc.property(shop, returnCase, instant, fc.constantFrom(...factNames), fc.gen(), (at, asked, now, fact, gen) => {
        if (isTold(asked, fact)) return;
        const decision = decideAt(
          at,
          tell(
            asked,
            fact,
            gen(() => anyValueOf(fact)),
          ),
          now,
        );
        const clashing = decision.path.some(({ check, about }) => check === 'clash' && about.includes(fact));
        const dated = doubtful.has(fact) || fact === 'noticeGiven' || fact === 'carrierNotified';
        if (!clashing && !dated) expect(decision.missing).not.toContain(fact);
      }),
      runs,
    );
  });

  it('ends: answering what is missing, again and again, comes to a decision', () => {
    fc.assert(
      fc.property(shop, returnCase, instant, fc.gen(), (at, asked, now, gen) => {
        let told = asked;
        for (let round = 0; round < 12; round += 1) {
          const { missing } = decideAt(at, told, now);
          if (missing.length === 0) return;
          for (const fact of missing) {
            // Straight answers: nothing that contradicts itself, and no time that cannot be.
            const value = doubtful.has(fact) ? null : fact === 'noticeGiven' ? true : gen(() => anyValueOf(fact));
            told = tell(told, fact, value);
          }
        }
        const { missing, path } = decideAt(at, told, now);
        expect(missing.length === 0 || path.some(({ check }) => check === 'clash')).toBe(true);
      }),
      runs,
    );
  });
});

describe('an exclusion', () => {
  const received = { placedAt: '2026-09-01T10:00:00Z', deliveredAt: '2026-09-05T10:00:00Z', status: 'delivered' };

  it('never yields eligible at Xiaomi, whatever else is told', () => {
    const excluded = fc.constantFrom('market_priced', 'custom_made', 'perishable', 'press');
    fc.assert(
      fc.property(returnCase, excluded, instant, (asked, category, now) => {
        const order = { ...asked.order, item: { ...asked.order.item, category } };
        const decision = decideAt(shopCalled('xiaomi-ma'), { ...asked, order, reason: 'change_of_mind' }, now);
        expect(decision.decision).not.toBe('eligible');
      }),
      runs,
    );
  });

  it.each([
    ['xiaomi-ma', 'change_of_mind', { opened: true, used: true }],
    ['xiaomi-ma', 'defective', { misuse: true }],
    ['xiaomi-ma', 'defective', { liquidDamage: true }],
    ['xiaomi-ma', 'not_as_described', { selfRepaired: true }],
    ['xiaomi-ma', 'late_delivery', { wrongAddressGiven: true }],
    ['village-ma', 'change_of_mind', { opened: true }],
    ['village-ma', 'change_of_mind', { used: true }],
    ['village-ma', 'change_of_mind', { originalPackaging: false }],
    ['village-ma', 'damaged_in_transit', { reservesOnDeliveryNote: false }],
    ['village-ma', 'not_as_described', { artisanalVariation: true }],
  ] as const)('at %s for %s, %o, never yields eligible', (id, reason, told) => {
    fc.assert(
      fc.property(returnCase, instant, fc.boolean(), (asked, now, plain) => {
        const order = plain ? { ...received, item: { category: 'craft' } } : asked.order;
        const decision = decideAt(shopCalled(id), { reason, order, answers: { ...asked.answers, ...told } }, now);
        expect(decision.decision).not.toBe('eligible');
      }),
      { numRuns: 500 },
    );
  });
});
