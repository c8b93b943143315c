import type { Driver, Ranked } from '../storage/index.ts';
import { type AgentName, type Handover, type HandoverState, placeOf } from './handover.ts';

const PARTITION = 'desk';
const WAITS_READ = 50;
const MOST_AGENTS = 500;
const MOST_TRIES = 50;

/** The topic that tells every process of news on the desk: a JSON `DeskNews`. */
export const DESK_TOPIC = 'desk';

/** What has changed, for consoles: a conversation's handover, or an agent's presence. */
export type DeskNews =
  | { readonly type: 'handover'; readonly conversation: string; readonly shop: string; readonly state: HandoverState }
  | { readonly type: 'presence'; readonly agent: string; readonly state: 'present' | 'away' | 'gone' };

/** An agent at the desk. */
export interface Seated extends AgentName {
  readonly shops: readonly string[];
  /** Conversations given to this agent at a time. */
  readonly capacity: number;
  /** `away`: keeps what it holds and is given nothing new. */
  readonly state: 'present' | 'away';
  /** Last sign of life and how long it counts (milliseconds since 1970). */
  readonly until: number;
}

/** Where a conversation stood when the desk last heard of it. */
interface Seat {
  readonly number: number;
  readonly state: HandoverState;
  readonly shop: string;
  readonly agent?: string;
}

/**
 * The shared overview: who waits in which order, who holds what, who is there. It is worked out from the
 * conversations' own documents, which are the truth, and can be worked out again at any time.
 *
 * Partition `desk`: index `queue:<shop>` by place, `left:<shop>` by time, `held:<agent>`, `deadlines`, `seen` (agents by
 * the end of their presence), `open` (conversations to look at again); documents `seat:<conversation>`, `agent:<id>`;
 * list `waits:<shop>`.
 */
export class Desk {
  readonly #driver: Driver;

  constructor(driver: Driver) {
    this.#driver = driver;
  }

  /** Notes that a conversation may be on its way to an agent, before it is; found again whatever crashes. */
  async note(conversation: string, now: number): Promise<void> {
    await this.#driver.commit({ partition: PARTITION, ranks: [{ index: 'open', member: conversation, order: now }] });
  }

  /** Forgets a note that nobody has renewed since. */
  async forget(conversation: string, noted: number): Promise<void> {
    const unranks = [{ index: 'open', member: conversation, order: noted }];
    await this.#driver.commit({ partition: PARTITION, unranks });
  }

  /** Conversations noted up to then, page by page. */
  noted(upTo: number): AsyncGenerator<Ranked> {
    return this.#all('open', upTo);
  }

  /** Conversations that have waited longer than they may. */
  overdue(now: number): AsyncGenerator<Ranked> {
    return this.#all('deadlines', now);
  }

  /**
   * Brings the overview up to a conversation's document. An older document than the one known changes nothing, so
   * that two processes may do it in any order. A wait that has ended is measured in the same step.
   */
  async settle(conversation: string, handover: Handover, deadline: number, now: number): Promise<void> {
    const key = `seat:${conversation}`;
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const stored = await this.#driver.get(PARTITION, key);
      const before = stored?.value as Seat | undefined;
      if (before && before.number >= handover.number) return;
      const { number, state, shop, agent } = handover;
      const seat: Seat = { number, state, shop, ...(state === 'with_agent' && agent && { agent: agent.id }) };
      const result = await this.#driver.commit({
        partition: PARTITION,
        puts: [{ key, value: seat, expect: stored?.version ?? 0 }],
        ...places(conversation, handover, deadline, before),
        appends: waitOf(handover, before).map((value) => ({ list: `waits:${shop}`, value })),
        notices: [{ topic: DESK_TOPIC, message: news({ type: 'handover', conversation, shop, state }) }],
      });
      if (result.status === 'committed') return;
    }
    throw new Error(`the desk could not settle conversation ${conversation} at ${now}: too many changes at once`);
  }

  /** Forgets a conversation that has left the desk; the number of its next handover is higher in any case. */
  async clear(conversation: string): Promise<void> {
    const key = `seat:${conversation}`;
    const stored = await this.#driver.get(PARTITION, key);
    if (stored) await this.#driver.commit({ partition: PARTITION, deletes: [{ key, expect: stored.version }] });
  }

  /** Takes a conversation that was deleted out of everything here, whoever held it. */
  async erase(conversation: string): Promise<void> {
    const { indexes } = await this.#driver.names(PARTITION);
    await this.#driver.commit({
      partition: PARTITION,
      deletes: [{ key: `seat:${conversation}` }],
      unranks: indexes.map((index) => ({ index, member: conversation })),
    });
  }

  /** Those who wait in a shop, first first. */
  queue(shop: string, page: { after?: Ranked; limit: number }): Promise<Ranked[]> {
    return this.#driver.ranked(PARTITION, `queue:${shop}`, page);
  }

  /** Conversations whose message waits for an answer, oldest first. */
  left(shop: string, page: { after?: Ranked; limit: number }): Promise<Ranked[]> {
    return this.#driver.ranked(PARTITION, `left:${shop}`, page);
  }

  /** What an agent holds, oldest first. */
  async held(agent: string): Promise<string[]> {
    const rows = await this.#driver.ranked(PARTITION, `held:${agent}`, { limit: 1000 });
    return rows.map(({ member }) => member);
  }

  /** A sign of life of an agent. */
  async seat(agent: Seated): Promise<void> {
    const { id, until, state } = agent;
    await this.#driver.commit({
      partition: PARTITION,
      puts: [{ key: `agent:${id}`, value: agent }],
      ranks: [{ index: 'seen', member: id, order: until }],
      notices: [{ topic: DESK_TOPIC, message: news({ type: 'presence', agent: id, state }) }],
    });
  }

  async agent(id: string): Promise<Seated | undefined> {
    return (await this.#driver.get(PARTITION, `agent:${id}`))?.value as Seated | undefined;
  }

  /** The agents whose presence has not ended. */
  async agents(now: number): Promise<Seated[]> {
    const rows = await this.#driver.ranked(PARTITION, 'seen', {
      after: { order: now, member: '' },
      limit: MOST_AGENTS,
    });
    const agents = await Promise.all(rows.map(({ member }) => this.agent(member)));
    return agents.filter((agent) => agent !== undefined);
  }

  /** Agents whose presence has ended and who have not been dealt with. */
  gone(now: number): Promise<Ranked[]> {
    return this.#driver.ranked(PARTITION, 'seen', { upTo: now, limit: MOST_AGENTS });
  }

  /** An agent has gone and everything of theirs is back in the queue; not when they have come back since. */
  async unseat({ member, order }: Ranked): Promise<void> {
    await this.#driver.commit({
      partition: PARTITION,
      unranks: [{ index: 'seen', member, order }],
      notices: [{ topic: DESK_TOPIC, message: news({ type: 'presence', agent: member, state: 'gone' }) }],
    });
  }

  /** The last measured waits of a shop, newest first. */
  async waits(shop: string): Promise<Wait[]> {
    const rows = await this.#driver.range(PARTITION, `waits:${shop}`, { limit: WAITS_READ, newestFirst: true });
    return rows.map(({ value }) => value as Wait);
  }

  claimLease(name: string, holder: string, ttlMs: number) {
    return this.#driver.claimLease(PARTITION, name, holder, ttlMs);
  }

  renewLease(name: string, number: number, ttlMs: number): Promise<boolean> {
    return this.#driver.renewLease(PARTITION, name, number, ttlMs);
  }

  releaseLease(name: string, number: number) {
    return this.#driver.releaseLease(PARTITION, name, number);
  }

  watch(listener: (news: DeskNews) => void): Promise<() => Promise<void>> {
    return this.#driver.subscribe(DESK_TOPIC, (message) => listener(JSON.parse(message) as DeskNews));
  }

  async *#all(index: string, upTo: number): AsyncGenerator<Ranked> {
    const limit = 200;
    for (let after: Ranked | undefined; ; ) {
      const page = await this.#driver.ranked(PARTITION, index, { upTo, limit, ...(after && { after }) });
      yield* page;
      after = page.at(-1);
      if (page.length < limit) return;
    }
  }
}

/** How long somebody waited for an agent, and when that ended. */
export interface Wait {
  readonly ms: number;
  readonly at: string;
}

function news(one: DeskNews): string {
  return JSON.stringify(one);
}

/** Where a conversation belongs now, and where it no longer does. */
function places(conversation: string, handover: Handover, deadline: number, before: Seat | undefined) {
  const { state, shop, agent, since } = handover;
  const entered = Date.parse(since[state] ?? '') || 0;
  const ranks = [
    ...(state === 'waiting' ? [{ index: `queue:${shop}`, order: placeOf(handover) }] : []),
    ...(state === 'waiting' ? [{ index: 'deadlines', order: deadline }] : []),
    ...(state === 'message_left' ? [{ index: `left:${shop}`, order: entered }] : []),
    ...(state === 'with_agent' && agent ? [{ index: `held:${agent.id}`, order: entered }] : []),
  ].map((rank) => ({ ...rank, member: conversation }));
  const all = [`queue:${shop}`, 'deadlines', `left:${shop}`, ...(before?.agent ? [`held:${before.agent}`] : [])];
  const unranks = all
    .filter((index) => !ranks.some((rank) => rank.index === index))
    .map((index) => ({ index, member: conversation }));
  return { ranks, unranks };
}

/** The wait that this handover ends, when the desk knew it waiting. */
function waitOf({ state, since }: Handover, before: Seat | undefined): Wait[] {
  const { waiting, with_agent: at } = since;
  if (before?.state !== 'waiting' || state !== 'with_agent' || !waiting || !at) return [];
  return [{ ms: Math.max(0, Date.parse(at) - Date.parse(waiting)), at }];
}
