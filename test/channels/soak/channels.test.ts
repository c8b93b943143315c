import { expect, it } from 'vitest';
import { STORES } from '../../support/stores.ts';
import { channelSoak } from './channelSoak.ts';
import { SOAK_PLATFORMS, type SoakChannel } from './soakPlatforms.ts';

const PEOPLE = 25;

it.each(SOAK_PLATFORMS)(
  'answers 500 webhooks of $name once and in order, killed once on the way, on each store',
  async (channel) => {
    const results = await Promise.all(STORES.map((store) => small(channel, store)));
    for (const result of results) {
      expect(result).toMatchObject({ unanswered: 0, answeredTwice: 0, disordered: 0, undelivered: 0, kills: 1 });
      expect(result.webhooks).toBeGreaterThanOrEqual(450);
      // At most one in each of the conversations that the kill met; all of them marked. A machine that stands still for
      // as long as a send may take leaves more of them open: there are none in the full run.
      expect(result.doubledElsewhere).toBeLessThanOrEqual(result.withoutAnswer);
      expect(result.unmarked).toBe(0);
      expect(result.deliveredTwice).toBeLessThanOrEqual(result.marked);
      expect(result.marked).toBeLessThanOrEqual(PEOPLE + result.withoutAnswer);
    }
  },
  180_000,
);

async function small({ start }: SoakChannel, { create }: (typeof STORES)[number]) {
  const store = await create();
  const result = await channelSoak({ start, store, webhooks: 500, people: PEOPLE, kills: 1, seed: 20261123 });
  await store.remove();
  return result;
}
