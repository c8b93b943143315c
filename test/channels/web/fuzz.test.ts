import { expect, it } from 'vitest';
import { BODY_ROUTES, fuzz } from './fuzz.ts';

for (const [index, route] of BODY_ROUTES.entries()) {
  it(`answers 500 wild bodies on ${route.join(' ')} without a failure`, async () => {
    const { statuses, failures } = await fuzz(route, 500, 20261122 + index);
    expect(failures).toEqual([]);
    expect(Object.keys(statuses).length).toBeGreaterThan(1);
  }, 60_000);
}
