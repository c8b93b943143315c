import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as wire from '../../../src/console/api/wire.ts';
import { type AgentClient, type ConsoleDesk, startConsole } from '../../support/consoleDesk.ts';
import { fillDesk } from '../../support/fillDesk.ts';
import { STORES, type Store } from '../../support/stores.ts';

const SHOP = 'xiaomi-ma';

export interface ManyConversations {
  /** Conversations of one shop; one in fifty waits for a person. */
  readonly count: number;
  readonly rounds: number;
  /** The slowest twentieth of the readings stays below this. */
  readonly p95Ms: number;
  /** Writes the figures of each list as a row of a table. */
  readonly print?: boolean;
}

/** The console's lists over very many conversations, over HTTP with everything that a row shows, on each store. */
export function describeManyConversations({ count, rounds, p95Ms, print = false }: ManyConversations): void {
  const middle = -(Date.UTC(2026, 0, 1) + (count / 2) * 60_000);
  const lists = [
    ['queue (100 shown)', `/queue?shop=${SHOP}`],
    ['first page of 50', `/conversations?shop=${SHOP}&limit=50`],
    ['state=open', `/conversations?shop=${SHOP}&limit=50&state=open`],
    ['state=bot', `/conversations?shop=${SHOP}&limit=50&state=bot`],
    ['state=closed', `/conversations?shop=${SHOP}&limit=50&state=closed`],
    ['in the middle', `/conversations?limit=50&after=${middle}:x`],
    ['by words', `/conversations?shop=${SHOP}&limit=50&q=${encodeURIComponent('زبون 17')}`],
  ] as const;

  describe.each(STORES)(`lists over ${count} conversations on $name`, ({ name, create }) => {
    let store: Store;
    let desk: ConsoleDesk;
    let agents = 0;
    /** Each list is read by an account of its own: what one may ask for in a time is limited. */
    const newAgent = () => desk.agent(`amal${++agents}`, [SHOP]);
    beforeAll(async () => {
      store = await create();
      desk = await startConsole({ env: { STORAGE_URL: store.url } });
      await fillDesk(desk.application.driver, SHOP, count);
    }, 900_000);
    afterAll(async () => {
      await desk?.stop();
      await store?.remove();
    });

    it.each(lists)(
      'are quick: %s',
      async (title, path) => {
        const times = await readings(await newAgent(), path, rounds);
        const [p50, p95] = [times[Math.floor(rounds * 0.5)] ?? 0, times[Math.floor(rounds * 0.95)] ?? 0];
        if (print) console.log(`| ${name} | ${title} | ${p50.toFixed(0)} ms | ${p95.toFixed(0)} ms |`);
        expect(p95).toBeLessThan(p95Ms);
      },
      300_000,
    );

    it('lead page by page through conversations, each once and in their order', async () => {
      const agent = await newAgent();
      const seen: string[] = [];
      for (let after: string | null | undefined = ''; after !== null && after !== undefined && seen.length < 1000; ) {
        const page: wire.Page<wire.ConversationItem> = await agent.read(
          `/conversations?shop=${SHOP}&limit=200${after && `&after=${encodeURIComponent(after)}`}`,
        );
        seen.push(...page.items.map(({ conversation }) => conversation));
        after = page.next;
      }
      expect(new Set(seen).size).toBe(1000);
      expect(seen).toEqual([...seen].sort().reverse());
    }, 60_000);
  });
}

/** How long each of some readings of an address took, shortest first; the first reading is left out. */
async function readings(agent: AgentClient, path: string, rounds: number): Promise<number[]> {
  await agent.read(path);
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now();
    await agent.read(path);
    times.push(performance.now() - begun);
  }
  return times.sort((a, b) => a - b);
}
