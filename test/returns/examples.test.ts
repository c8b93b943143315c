import { describe, expect, it } from 'vitest';
import { reasons, runExamples } from '../../src/returns/index.ts';
import { shops } from './shops.ts';

describe.each(shops)('the examples of $id', ({ rules, examples, calendar }) => {
  it.each(runExamples(rules, examples, calendar))('$id comes out as it says', ({ differences }) => {
    expect(differences).toEqual([]);
  });
});

describe('the examples together', () => {
  it('are more than 120 and cover every reason at both shops that have rules', () => {
    const decided = shops.filter(({ rules }) => rules.status === 'rules');
    expect(decided.map(({ id }) => id)).toEqual(['village-ma', 'xiaomi-ma']);
    expect(decided.flatMap(({ examples }) => examples).length).toBeGreaterThan(120);
    for (const { examples } of decided) {
      expect([...new Set(examples.map(({ reason }) => reason))].sort()).toEqual([...reasons].sort());
    }
  });

  it('come to every outcome', () => {
    const outcomes = shops.flatMap(({ rules, examples, calendar }) =>
      runExamples(rules, examples, calendar).map(({ decision }) => decision.decision),
    );
    expect([...new Set(outcomes)].sort()).toEqual(['eligible', 'needs_human', 'needs_information', 'not_eligible']);
  });
});
