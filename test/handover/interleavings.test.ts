/**
 * Customers and agents in any order, in two processes on one store: never two owners, nothing lost, nobody waits while
 * somebody has room, and the bot is silent whenever an agent holds the conversation.
 */
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { type Driver, openDriver } from '../../src/storage/index.ts';
import { createDesk, type TestDesk } from '../support/handoverDesk.ts';
import { STORES } from '../support/stores.ts';

const AGENTS = ['a', 'b', 'c'].map((id) => ({ id, name: id.toUpperCase() }));
const CUSTOMERS = ['web-1', 'web-2', 'web-3', 'web-4'];
const CAPACITY = 2;
const PRESENCE_MS = 60_000;

const customer = fc.constantFrom(...CUSTOMERS);
const agent = fc.constantFrom(...AGENTS);
const step = fc.oneof(
  fc.record({ do: fc.constant('say' as const), customer, text: fc.constantFrom('human', 'human anger', 'hi', 'bot') }),
  fc.record({ do: fc.constantFrom('claim' as const, 'takeOver' as const), customer, agent }),
  fc.record({ do: fc.constantFrom('giveBack' as const, 'close' as const), customer, agent }),
  fc.record({ do: fc.constant('transfer' as const), customer, agent, to: fc.option(agent, { nil: undefined }) }),
  fc.record({ do: fc.constant('write' as const), customer, agent }),
  fc.record({ do: fc.constantFrom('present' as const, 'away' as const, 'leave' as const), agent }),
  fc.record({ do: fc.constant('late' as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;
/** Steps of one group begin together; each belongs to one of two processes. */
const groups = fc.array(fc.array(fc.tuple(step, fc.constantFrom(0, 1)), { minLength: 1, maxLength: 5 }), {
  minLength: 1,
  maxLength: 8,
});

class World {
  time = Date.UTC(2026, 10, 23, 10);
  written = 0;
  readonly desks: readonly TestDesk[];

  constructor(drivers: readonly Driver[], run: number) {
    const shops = ['demo'];
    const now = () => this.time;
    this.desks = drivers.map((driver) => createDesk(driver, { now, shops, presenceMs: PRESENCE_MS }));
    this.run = run;
  }
  readonly run: number;

  id(conversation: string): string {
    return `${conversation}-${this.run}`;
  }

  async take(one: Step, place: number): Promise<void> {
    const desk = this.desks[place] as TestDesk;
    const { handovers } = desk;
    switch (one.do) {
      case 'say':
        await desk.say(this.id(one.customer), one.text);
        return;
      case 'claim':
      case 'takeOver':
      case 'giveBack':
      case 'close':
        await handovers[one.do](this.id(one.customer), one.agent);
        return;
      case 'transfer':
        await handovers.transfer(this.id(one.customer), one.agent, one.to?.id);
        return;
      case 'write':
        return this.write(desk, this.id(one.customer), one.agent);
      case 'present':
      case 'away':
        await handovers.presence({ ...one.agent, shops: ['demo'], state: one.do, capacity: CAPACITY });
        return;
      case 'leave':
        await handovers.leave(one.agent.id);
        return;
      case 'late':
        this.time += PRESENCE_MS + 1;
        await handovers.sweep();
    }
  }

  /** An agent writes under the number they know; refused when they do not hold the conversation (any more). */
  async write(desk: TestDesk, conversation: string, { id, name }: { id: string; name: string }): Promise<void> {
    const held = await desk.handovers.get(conversation);
    if (held?.state !== 'with_agent' || held.agent?.id !== id) return;
    this.written += 1;
    const messageId = `m${this.written}`;
    const voice = { by: 'agent', agent: id, name, number: held.number } as const;
    const post = () =>
      desk.conversations
        .post(conversation, { type: 'message', text: messageId }, { messageId, voice })
        .catch(() => undefined);
    await Promise.all([post(), post()]);
  }

  async settle(): Promise<void> {
    await vi.waitUntil(() => this.desks.every(({ conversations }) => conversations.active === 0), { timeout: 10_000 });
    for (const { handovers } of this.desks) await handovers.route();
    this.time += 10_000;
    await this.desks[0]?.handovers.sweep();
  }
}

for (const { name, create } of STORES) {
  describe(`handovers in any order on ${name}`, () => {
    it('have one owner, lose nobody, and keep the bot silent', async () => {
      const store = await create();
      const drivers = [await openDriver(store.url), await openDriver(store.url)];
      let run = 0;
      try {
        await fc.assert(
          fc.asyncProperty(groups, async (plan) => {
            run += 1;
            const world = new World(drivers, run);
            for (const group of plan) await Promise.all(group.map(([one, place]) => world.take(one, place)));
            await world.settle();
            await check(world, drivers[0] as Driver);
            for (const { id } of AGENTS) await world.desks[0]?.handovers.leave(id);
            for (const conversation of CUSTOMERS) await empty(world, world.id(conversation));
            for (const desk of world.desks) await desk.stop();
          }),
          { numRuns: 25, seed: 20261123, endOnFailure: true },
        );
      } finally {
        for (const driver of drivers) await driver.close();
        await store.remove();
      }
    }, 120_000);
  });
}

/** So that the next run begins with an empty queue: nobody waits any longer. */
async function empty({ desks }: World, conversation: string): Promise<void> {
  if ((await desks[0]?.handovers.get(conversation))?.state === 'waiting')
    await desks[0]?.handovers.leaveMessage(conversation);
}

async function check(world: World, driver: Driver): Promise<void> {
  const [desk] = world.desks as [TestDesk];
  const { handovers, conversations } = desk;
  const holders = await Promise.all(AGENTS.map(async ({ id }) => ({ id, held: await handovers.held(id) })));
  const queue = (await handovers.queue('demo')).map(({ conversation }) => conversation);
  const leftOnes = (await handovers.left('demo')).map(({ conversation }) => conversation);
  for (const customerOf of CUSTOMERS) {
    const conversation = world.id(customerOf);
    const handover = await handovers.get(conversation);
    const owners = holders.filter(({ held }) => held.includes(conversation)).map(({ id }) => id);
    expect(owners).toEqual(handover?.state === 'with_agent' ? [handover.agent?.id] : []);
    expect(queue.includes(conversation)).toBe(handover?.state === 'waiting');
    expect(leftOnes.includes(conversation)).toBe(handover?.state === 'message_left');
    const log = await conversations.read(conversation, { after: 0, limit: 1000 });
    checkVoices(log);
    const messages = log.filter(({ direction, activity }) => direction === 'in' && activity.type === 'message');
    const turns = await desk.turns(conversation);
    const answered = turns.flatMap((turn) => turn.messages);
    for (const { activity } of messages) expect(answered.filter((id) => id === activity.id)).toHaveLength(1);
    expect(await driver.get(`c:${conversation}`, 'handover')).toEqual(
      handover === undefined ? undefined : expect.objectContaining({ value: handover }),
    );
  }
  // Nothing was taken by hand with `override`.
  for (const { held } of holders) expect(held.length).toBeLessThanOrEqual(CAPACITY);
  const present = (await handovers.agents()).filter(
    ({ agent: one, holds }) => one.state === 'present' && holds < CAPACITY,
  );
  if (queue.length > 0) expect(present.map(({ agent: one }) => one.id)).toEqual([]);
}

/** Numbers never fall, nobody speaks under another's number, and no agent's message is there twice. */
function checkVoices(log: readonly { activity: { text?: string; channelData?: Record<string, unknown> } }[]): void {
  const said = log.flatMap(({ activity }) => {
    const sanad = activity.channelData?.sanad as { voice?: { by: string; number: number } } | undefined;
    return sanad?.voice ? [{ ...sanad.voice, text: activity.text ?? '' }] : [];
  });
  const numbers = said.map(({ number }) => number);
  expect(numbers).toEqual([...numbers].sort((one, other) => one - other));
  const byAgent = new Set(said.filter(({ by }) => by === 'agent').map(({ number }) => number));
  // The bot never says anything under the number of an agent's hold.
  const joins = said
    .filter(({ by, text }) => by === 'system' && / من فريق المتجر/u.test(text))
    .map(({ number }) => number);
  for (const { by, number } of said)
    if (by === 'bot') expect(byAgent.has(number) || isHold(number, joins, said)).toBe(false);
  const texts = said.filter(({ by }) => by === 'agent').map(({ text }) => text);
  expect(new Set(texts).size).toBe(texts.length);
}

/** Was this the number of a hold? The only thing a bot says under it is that the customer called it off. */
function isHold(
  number: number,
  joins: readonly number[],
  said: readonly { by: string; number: number; text: string }[],
): boolean {
  if (!joins.includes(number)) return false;
  return said.some((one) => one.by === 'bot' && one.number === number && one.text !== 'bot: called off');
}
