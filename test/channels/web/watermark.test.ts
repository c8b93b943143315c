import fc from 'fast-check';
import { expect, it } from 'vitest';
import { positionOf, watermarkOf } from '../../../src/channels/web/watermark.ts';

const position = fc.integer({ min: 1, max: 1_000_000_000 });

it('gives back the position for its own conversation', () => {
  fc.assert(
    fc.property(
      fc.string(),
      position,
      (conversation, at) => positionOf(conversation, watermarkOf(conversation, at)) === at,
    ),
  );
});

it('consists of digits and grows with the position', () => {
  fc.assert(
    fc.property(position, (at) => {
      const [low, high] = [watermarkOf('web-1', at), watermarkOf('web-1', at + 1)];
      return /^\d+$/.test(low) && Number(high) > Number(low);
    }),
  );
});

it('takes an empty, an absent and a zero watermark for the start', () => {
  for (const start of ['', null, '0', watermarkOf('web-1', 0)]) expect(positionOf('web-1', start)).toBe(0);
});

it('knows one of another conversation, an altered one and nonsense', () => {
  const foreign = Array.from({ length: 1000 }, (_, i) => positionOf('web-1', watermarkOf(`web-${i + 2}`, 5)));
  expect(foreign.filter((found) => found !== undefined).length).toBeLessThan(3);
  for (const nonsense of ['5', '-1', '1e9', 'abc', ' 1', '00000000', '9'.repeat(40), `${watermarkOf('web-1', 5)}0`]) {
    expect(positionOf('web-1', nonsense)).toBeUndefined();
  }
});
