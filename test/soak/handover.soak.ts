import { expect, it } from 'vitest';
import { STORES } from '../support/stores.ts';
import { handoverLoad } from './handoverLoad.ts';

for (const { name, create } of STORES) {
  it(`brings everybody to one agent on ${name}: 200 customers, 20 agents, 5 kills`, async () => {
    const store = await create();
    const seed = Date.now() % 1_000_000;
    const result = await handoverLoad({ store, customers: 200, agents: 20, capacity: 4, kills: 5, seed });
    await store.remove();
    process.stdout.write(`${name}, seed ${seed}: ${JSON.stringify(result)}\n`);
    expect(result).toMatchObject({
      customers: 200,
      messages: 600,
      answers: 600,
      unanswered: 0,
      doubled: 0,
      twoOwners: 0,
      botDuringHold: 0,
      notEnded: 0,
      waitedBesideRoom: 0,
      misordered: 0,
      restarts: 5,
    });
  }, 900_000);
}
