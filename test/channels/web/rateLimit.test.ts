import { expect, it } from 'vitest';
import { RateLimit } from '../../../src/channels/web/rateLimit.ts';

let now = 0;
const limit = new RateLimit({ burst: 3, perMinute: 6 }, () => now);

it('allows a burst, then says how long to wait, per person', () => {
  for (let i = 0; i < 3; i++) limit.take('one');
  expect(() => limit.take('one')).toThrow(
    expect.objectContaining({ status: 429, code: 'TooManyRequests', headers: { 'retry-after': '10' } }),
  );
  expect(() => limit.take('other')).not.toThrow();
  now += 10_000;
  expect(() => limit.take('one')).not.toThrow();
  expect(() => limit.take('one')).toThrow();
});

it('forgets who has been quiet', () => {
  for (let i = 0; i < 1000; i++) limit.take(`person ${i}`);
  now += 60_000;
  limit.take('one');
  expect(limit.size).toBe(1);
});

it('makes nobody wait for a clock that was set back, and forgets them as ever', () => {
  limit.take('late');
  now -= 86_400_000;
  for (let i = 0; i < 2; i++) expect(() => limit.take('late')).not.toThrow();
  expect(() => limit.take('late')).toThrow(expect.objectContaining({ headers: { 'retry-after': '10' } }));
  now += 60_000;
  limit.take('one');
  expect(limit.size).toBe(1);
});
