import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildPostings, documentFrequency } from '../../src/search/postings.ts';

test('postings agree with counting by hand', () => {
  const units = fc.array(fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 12 }), { maxLength: 6 });
  fc.assert(
    fc.property(units, (rows) => {
      const postings = buildPostings(
        rows.map((row) => Int32Array.from(row)),
        7,
      );
      for (let term = 0; term < 7; term++) {
        const slice = [postings.starts[term]!, postings.starts[term + 1]!] as const;
        const counted = rows.map((row) => row.filter((each) => each === term).length);
        const holding = [...counted.keys()].filter((unit) => counted[unit]! > 0);
        expect([...postings.units.slice(...slice)]).toEqual(holding);
        expect([...postings.counts.slice(...slice)]).toEqual(holding.map((unit) => counted[unit]));
        expect(documentFrequency(postings, term)).toBe(holding.length);
      }
      expect([...postings.lengths]).toEqual(rows.map((row) => row.length));
    }),
  );
});
