import { expect, it } from 'vitest';
import { STORES } from '../support/stores.ts';
import { flood } from './flood.ts';

for (const { name, create } of STORES) {
  it(`numbers and delivers 50 complaints filed at once on ${name}, the mail server away in between`, async () => {
    const store = await create();
    const result = await flood(store, 50, 50);
    await store.remove();
    expect(result).toMatchObject({ told: 50, records: 50, strange: 0, mailed: 50, posted: 50, doubled: 0 });
  }, 60_000);
}
