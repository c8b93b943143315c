import { expect, it } from 'vitest';
import { STORES } from '../support/stores.ts';
import { flood } from './flood.ts';

for (const { name, create } of STORES) {
  it(`numbers and delivers 1,000 complaints filed at once on ${name}, the mail server away in between`, async () => {
    const store = await create();
    const result = await flood(store, 1000, 1000);
    await store.remove();
    process.stdout.write(`${name}: ${JSON.stringify(result)}\n`);
    expect(result).toMatchObject({ told: 1000, records: 1000, strange: 0, mailed: 1000, posted: 1000, doubled: 0 });
  }, 600_000);
}
