import { expect, it } from 'vitest';
import { STORES } from '../../support/stores.ts';
import { channelSoak } from './channelSoak.ts';
import { SOAK_PLATFORMS } from './soakPlatforms.ts';

const WEBHOOKS = 10_000;
const PEOPLE = 200;
const KILLS = 10;

for (const { name, reconciles, start } of SOAK_PLATFORMS) {
  for (const { name: storeName, create } of STORES) {
    it(`answers ${WEBHOOKS} webhooks of ${name} on ${storeName} once and in order, killed ${KILLS} times`, async () => {
      const store = await create();
      const seed = Date.now() % 1_000_000;
      const result = await channelSoak({ start, store, webhooks: WEBHOOKS, people: PEOPLE, kills: KILLS, seed });
      await store.remove();
      process.stdout.write(`${name} on ${storeName}, seed ${seed}: ${JSON.stringify(result)}\n`);
      expect(result).toMatchObject({ unanswered: 0, answeredTwice: 0, disordered: 0, undelivered: 0, kills: KILLS });
      expect(result.webhooks).toBeGreaterThanOrEqual(WEBHOOKS);
      // One a kill and conversation at most, in flight at that kill, and every one of them marked.
      expect(result).toMatchObject({ doubledElsewhere: 0, withoutAnswer: 0, unmarked: 0 });
      expect(result.deliveredTwice).toBeLessThanOrEqual(result.marked);
      // Where the platform tells of its sends, that is as good as all of them.
      if (reconciles) expect(result.deliveredTwice).toBeLessThanOrEqual(result.reconciled / 4);
      expect(result.marked).toBeLessThanOrEqual(KILLS * PEOPLE);
    }, 1_200_000);
  }
}
