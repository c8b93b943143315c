import { expect, it } from 'vitest';
import { STORES } from '../support/stores.ts';
import { soak } from './soak.ts';

for (const { name, create } of STORES) {
  it(`loses, doubles and reorders nothing on ${name}: 10,000 messages, 300 conversations, 20 kills`, async () => {
    const store = await create();
    const seed = Date.now() % 1_000_000;
    const result = await soak({ store, messages: 10_000, conversations: 300, kills: 20, seed, atOnce: 40 });
    await store.remove();
    process.stdout.write(`${name}, seed ${seed}: ${JSON.stringify(result)}\n`);
    expect(result).toMatchObject({ lost: 0, doubled: 0, disordered: 0, restarts: 20 });
    expect(result.accepted).toBeGreaterThanOrEqual(10_000);
  }, 900_000);
}
