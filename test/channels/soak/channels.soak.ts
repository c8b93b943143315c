import { expect, it } from 'vitest';
import { STORES } from '../../support/stores.ts';
import { channelSoak } from './channelSoak.ts';
import { SOAK_PLATFORMS } from './soakPlatforms.ts';

const WEBHOOKS = 10_000;
const KILLS = 10;

for (const [index, { name, reconciles, start }] of SOAK_PLATFORMS.entries()) {
  // Both stores take their turn.
  const { name: storeName, create } = STORES[index % STORES.length] ?? { name: '', create: undefined };
  it(`answers ${WEBHOOKS} webhooks of ${name} on ${storeName} once and in order, killed ${KILLS} times`, async () => {
    if (!create) throw new Error('there is no store');
    const store = await create();
    const seed = Date.now() % 1_000_000;
    const result = await channelSoak({ start, store, webhooks: WEBHOOKS, people: 200, kills: KILLS, seed });
    await store.remove();
    process.stdout.write(`${name} on ${storeName}, seed ${seed}: ${JSON.stringify({ ...result, reconciles })}\n`);
    expect(result).toMatchObject({ unanswered: 0, answeredTwice: 0, disordered: 0, kills: KILLS });
    // One a kill and conversation at most, and every one of them marked.
    expect(result.deliveredTwice).toBeLessThanOrEqual(result.markedAgain);
  }, 1_200_000);
}
