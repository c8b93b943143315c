import { expect, it } from 'vitest';
import { STORES } from '../../support/stores.ts';
import { channelSoak } from './channelSoak.ts';
import { SOAK_PLATFORMS } from './soakPlatforms.ts';

const sqlite = STORES[0];
const PEOPLE = 25;

it.concurrent.each(SOAK_PLATFORMS)(
  'answers 500 webhooks of $name once and in order, killed once on the way',
  async ({ start }) => {
    if (!sqlite) throw new Error('there is no store');
    const store = await sqlite.create();
    const result = await channelSoak({ start, store, webhooks: 500, people: PEOPLE, kills: 1, seed: 20261123 });
    await store.remove();
    expect(result).toMatchObject({ unanswered: 0, answeredTwice: 0, disordered: 0, kills: 1 });
    expect(result.webhooks).toBeGreaterThanOrEqual(400);
    // At most a send in flight at the kill, in each of the conversations that it met; all of them marked.
    expect(result.deliveredTwice).toBeLessThanOrEqual(PEOPLE);
    expect(result.deliveredTwice).toBeLessThanOrEqual(result.markedAgain);
    // Marked are these, and sends that the platform answered with a failure that leaves open what became of them.
    expect(result.markedAgain).toBeLessThanOrEqual(PEOPLE + result.refusedSends);
  },
  120_000,
);
