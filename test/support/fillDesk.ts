import { partitionOf } from '../../src/conversation/index.ts';
import { placeOf } from '../../src/handover/index.ts';
import type { Driver } from '../../src/storage/index.ts';

const START = Date.UTC(2026, 0, 1);
const STATES = ['bot', 'closed', 'with_agent'] as const;

/** Fills a store with conversations of a shop, as turns would leave them: one in fifty waits, the rest is over or the bot's. */
export async function fillDesk(driver: Driver, shop: string, count: number): Promise<void> {
  const at = 500;
  for (let from = 0; from < count; from += at) {
    const size = Math.min(at, count - from);
    await Promise.all(Array.from({ length: size }, (_, index) => fillOne(driver, shop, from + index)));
  }
}

async function fillOne(driver: Driver, shop: string, number: number): Promise<void> {
  const id = `web-${number.toString(36).padStart(6, '0')}`;
  const time = START + number * 60_000;
  const timestamp = new Date(time).toISOString();
  const waiting = number % 50 === 0;
  const state = waiting ? 'waiting' : STATES[number % 3]!;
  const user = { id: `dl_${number}`, name: `زبون ${number}` };
  const since = { [state]: timestamp };
  const handover = { number: 1, state, shop, reason: 'asked', priority: 1, since, agent: { id: 'x', name: 'X' } };
  const said = (direction: 'in' | 'out', text: string) => ({
    list: 'log',
    value: { direction, activity: { type: 'message', id: `${id}-${direction}`, timestamp, text, from: user } },
  });
  await driver.commit({
    partition: partitionOf(id),
    puts: [
      { key: 'conversation', value: { id, channel: 'web', shop, user, createdAt: timestamp } },
      { key: 'handover', value: handover },
    ],
    appends: [
      said('in', `واش نقدر نرجع المنتج رقم ${number}؟`),
      said('out', 'يمكنك إرجاع المنتج.'),
      said('in', 'شكرا'),
    ],
  });
  await driver.commit({ partition: 'conversations', ranks: [{ index: shop, member: id, order: -time }] });
  if (!waiting) return;
  const ranks = [{ index: `queue:${shop}`, member: id, order: placeOf(handover) }];
  await driver.commit({ partition: 'desk', ranks });
}
