import { expect, it } from 'vitest';
import { STORES } from '../support/stores.ts';
import { soak } from './soak.ts';

for (const { name, create } of STORES) {
  it(`loses, doubles and reorders nothing on ${name}: 500 messages, 15 conversations, 2 kills`, async () => {
    const store = await create();
    const result = await soak({ store, messages: 500, conversations: 15, kills: 2, seed: 20261122, atOnce: 15 });
    await store.remove();
    expect(result).toMatchObject({ lost: 0, doubled: 0, disordered: 0, restarts: 2 });
    expect(result.accepted).toBeGreaterThanOrEqual(500);
  }, 120_000);
}
