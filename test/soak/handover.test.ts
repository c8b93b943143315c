import { expect, it } from 'vitest';
import { STORES } from '../support/stores.ts';
import { handoverLoad } from './handoverLoad.ts';

/** What must hold however many customers and agents there are, and however often the server dies. */
const CLEAN = {
  unanswered: 0,
  doubled: 0,
  twoOwners: 0,
  botDuringHold: 0,
  notEnded: 0,
  waitedBesideRoom: 0,
  misordered: 0,
};

for (const { name, create } of STORES) {
  it(`brings everybody to one agent on ${name}: 10 customers, 2 agents, 1 kill`, async () => {
    const store = await create();
    const result = await handoverLoad({ store, customers: 10, agents: 2, capacity: 3, kills: 1, seed: 20261123 });
    await store.remove();
    expect(result).toMatchObject({ ...CLEAN, customers: 10, messages: 30, answers: 30, restarts: 1 });
  }, 120_000);
}
