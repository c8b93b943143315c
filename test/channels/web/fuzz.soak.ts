import { expect, it } from 'vitest';
import { BODY_ROUTES, fuzz } from './fuzz.ts';

for (const route of BODY_ROUTES) {
  it(`answers 10,000 wild bodies on ${route.join(' ')} without a failure`, async () => {
    const seed = Date.now() % 1_000_000;
    const { statuses, failures } = await fuzz(route, 10_000, seed);
    process.stdout.write(`${route.join(' ')}, seed ${seed}: ${JSON.stringify(statuses)}\n`);
    expect(failures).toEqual([]);
  }, 300_000);
}
