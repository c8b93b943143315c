import { setTimeout as pause } from 'node:timers/promises';
import type { Say } from '../answers/index.ts';
import type { ChannelActivity } from '../channels/activity.ts';
import type { ConversationRecord, Conversations, KeptByTurn } from '../conversation/index.ts';
import { errorFields, type Log } from '../log.ts';
import type { HolidayTable } from '../returns/index.ts';
import type { Driver, Ranked } from '../storage/index.ts';
import { type AgentHours, type AgentSettings, agentHours } from './agentHours.ts';
import { Desk, type DeskNews, type Seated } from './desk.ts';
import { expectedMinutes } from './expectedWait.ts';
import { FEEDBACK, FeedbackCounts } from './feedbackCounts.ts';
import { handoffInitiate, handoffStatus } from './handoffEvents.ts';
import {
  type AgentName,
  ended,
  type Handover,
  type HandoverReason,
  type HandoverState,
  isTheBots,
  isUnderWay,
  left,
  PRIORITY_OF,
  placeOf,
  requeued,
  returned,
  started,
  steppedIn,
  taken,
} from './handover.ts';
import { type Loaded, pickAgent } from './routing.ts';
import { calledOff, HUB, reported } from './turnChanges.ts';

/** How a shop's agents work, and the days that count for it. */
export interface ShopDesk {
  readonly settings: AgentSettings;
  readonly calendar?: HolidayTable | undefined;
  /** Can complaints be filed at this shop? Only then are they named to who waited in vain. Absent: they can. */
  readonly takesComplaints?: boolean | undefined;
}

export interface HandoversOptions {
  readonly driver: Driver;
  /** The runtime, asked for when it is first needed: it is made after the bot, which needs this. */
  readonly conversations: () => Pick<Conversations, 'find' | 'handover' | 'changeHandover' | 'read' | 'lastPosition'>;
  readonly shops: ReadonlyMap<string, ShopDesk>;
  /** The sentences of `handover.*`. */
  readonly say: Say;
  readonly now: () => number;
  readonly newId: () => string;
  readonly log: Log;
  /** So long an agent's sign of life counts. */
  readonly presenceMs?: number;
  /** So often one of the processes looks whether somebody was forgotten. */
  readonly sweepMs?: number;
}

/** What a customer can be told before they are put in the queue. */
export interface Outlook {
  /** Somebody is there, or should be by the agents' hours. Otherwise a message is left. */
  readonly available: boolean;
  /** Agents of the shop who are signed in and not away. */
  readonly present: number;
  /** The place that a customer would get: 1 is next. */
  readonly position: number;
  /** The usual wait; absent while too few waits have been measured. */
  readonly minutes?: number;
  /** When the agents begin next, where the shop has set hours and they are over (milliseconds since 1970). */
  readonly opensAt?: number;
  /** So long a customer waits before a message is left instead. */
  readonly limitMinutes: number;
}

export interface PlanStart {
  readonly conversation: string;
  readonly shop: string;
  readonly reason: HandoverReason;
  /** Higher comes first; by the reason when absent. */
  readonly priority?: number;
  /** `turn.handover`. */
  readonly current: Handover | undefined;
}

export interface Plan {
  /** `under_way`: it had begun before, and nothing is to be changed. */
  readonly status: 'started' | 'under_way';
  /** To be stored with `turn.changeHandover`. */
  readonly handover: Handover;
  readonly outlook: Outlook;
}

/** Somebody who waits, as agents see the queue. */
export interface QueueEntry {
  readonly conversation: string;
  readonly position: number;
  readonly handover: Handover;
}

export type RefusalCode =
  | 'unknown_conversation'
  /** Nobody has asked for a person there. */
  | 'not_under_way'
  /** Another agent holds it: only a take-over gets it. */
  | 'held_by_other'
  /** The agent does not hold it (any more). */
  | 'not_yours'
  /** Nobody to hand it on to. */
  | 'agent_absent'
  /** Who would get it holds as many as they are given at a time; `override` gives it all the same. */
  | 'at_capacity';

export type AgentOutcome =
  | {
      readonly status: 'done';
      readonly handover: Handover;
      /** Where the conversation was before; absent when nothing had to change. */
      readonly from?: HandoverState;
      /** Who got it now holds more than they are given at a time. */
      readonly overCapacity?: boolean;
    }
  | {
      readonly status: 'refused';
      readonly code: RefusalCode;
      readonly handover?: Handover;
      /** With `at_capacity`: what the agent holds, and how many they are given at a time. */
      readonly load?: Load;
    };

export interface Load {
  readonly holds: number;
  readonly capacity: number;
}

export interface TakeOptions {
  /** Also when that is more than the agent is given at a time. */
  readonly override?: boolean | undefined;
}

const PRESENCE_MS = 60_000;
const SWEEP_MS = 5000;
/** A router that dies keeps customers waiting for so long, so it is short and renewed while there is much to give. */
const ROUTE_LEASE_MS = 1500;
const RENEW_EVERY = 10;
const ROUTE_TRIES = 7;
const FIRST_PAUSE_MS = 20;
/** What is given by hand waits a second and a half for the router and for others, who need milliseconds. */
const TAKE_TRIES = 75;
const TAKE_PAUSE_MS = 20;
const MOST_TRIES = 20;
/** A change is stored long before this; what is older and not settled was left by a crash. */
const SETTLED_MS = 5000;
/** So long a conversation that has left the desk is remembered there. */
const REMEMBERED_MS = 60_000;
const QUEUE_READ = 500;
/** Holders who are at no desk of ours: a hub, and a person who answers on the platform itself (src/channels). */
const ELSEWHERE: ReadonlySet<string> = new Set([HUB.id, 'platform']);

/**
 * The way of conversations to people: who waits, who is there, who holds what. The truth is each conversation's own
 * `handover` document; whoever changes it does so by its version, so that there is one owner. Everything works over
 * several processes on one store, and whatever a crash leaves behind is found by the next sweep.
 */
export class Handovers {
  /** What customers said of answers and handovers. */
  readonly feedback: FeedbackCounts;
  readonly #options: HandoversOptions;
  readonly #desk: Desk;
  readonly #hours: ReadonlyMap<string, AgentHours>;
  readonly #holder: string;
  readonly #givenAt = new Map<string, number>();
  #routing: Promise<void> | undefined;
  #routeAgain = false;
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;
  #sweeping: Promise<void> = Promise.resolve();

  constructor(options: HandoversOptions) {
    this.#options = options;
    this.feedback = new FeedbackCounts(options.driver, options.now);
    this.#desk = new Desk(options.driver);
    this.#holder = options.newId();
    this.#hours = new Map(
      [...options.shops].map(([shop, { settings, calendar }]) => [shop, agentHours(settings, calendar)]),
    );
  }

  /** Takes up what an earlier process left, and looks from time to time whether somebody was forgotten. */
  async start(): Promise<void> {
    const { sweepMs = SWEEP_MS, log } = this.#options;
    await this.feedback.countAll();
    await this.sweep();
    this.#timer = setInterval(() => {
      this.#sweeping = this.#sweepInTurn().catch((error) => log.error('handover.sweep.failed', errorFields(error)));
    }, sweepMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await Promise.all([this.#sweeping, this.#routing]);
  }

  // For dialogs

  /** What a customer of a shop can expect who asks for a person now. */
  async outlook(shop: string, priority = 1): Promise<Outlook> {
    const { now, shops } = this.#options;
    const at = now();
    const [agents, waits, queue] = await Promise.all([
      this.#desk.agents(at),
      this.#desk.waits(shop),
      this.#desk.queue(shop, { limit: QUEUE_READ }),
    ]);
    const present = agents.filter((agent) => agent.state === 'present' && agent.shops.includes(shop)).length;
    const hours = this.#hours.get(shop);
    const open = hours?.isOpen(at);
    const available = present > 0 || open === true;
    const minutes = expectedMinutes(waits, at);
    const opensAt = available ? undefined : hours?.opensAt(at);
    const place = placeOf({ priority, since: { waiting: new Date(at).toISOString() } });
    return {
      available,
      present,
      position: queue.filter(({ order }) => order <= place).length + 1,
      ...(minutes !== undefined && { minutes }),
      ...(opensAt !== undefined && { opensAt }),
      limitMinutes: shops.get(shop)?.settings.waitMinutes ?? 0,
    };
  }

  /**
   * Works out a handover that a turn is about to begin. The turn stores it (`turn.changeHandover`); `onCommitted` then
   * brings it to an agent. Begun twice it stays what it is.
   */
  async plan({ conversation, shop, reason, priority = PRIORITY_OF[reason], current }: PlanStart): Promise<Plan> {
    const { now } = this.#options;
    const outlook = await this.outlook(shop, priority);
    const stillNobody = current?.state === 'message_left' && !outlook.available;
    if (current && (stillNobody || isUnderWay(current))) return { status: 'under_way', handover: current, outlook };
    await this.#desk.note(conversation, now());
    const handover = started(current, { shop, reason, priority, available: outlook.available }, now());
    return { status: 'started', handover, outlook };
  }

  /** The customer calls it off, as a turn stores it. */
  calledOff(current: Handover): Handover {
    return calledOff(current, this.#options.now());
  }

  /** What a hub outside says of a handover (`handoff.status`), as a turn stores it; nothing for an unknown state. */
  reported(current: Handover, state: unknown): Handover | undefined {
    return reported(current, state, this.#options.now());
  }

  /** The event that tells a hub of a handover, with the transcript so far. */
  async initiation(conversation: string, handover: Handover): Promise<ChannelActivity> {
    return handoffInitiate(this.#options.conversations(), conversation, handover);
  }

  /** Where a waiting customer stands; nothing for one who does not wait. */
  async position(conversation: string, shop: string): Promise<{ position: number; minutes?: number } | undefined> {
    const queue = await this.#desk.queue(shop, { limit: QUEUE_READ });
    const place = queue.findIndex(({ member }) => member === conversation);
    if (place < 0) return undefined;
    const minutes = expectedMinutes(await this.#desk.waits(shop), this.#options.now());
    return { position: place + 1, ...(minutes !== undefined && { minutes }) };
  }

  /** A turn has been stored: ratings are counted, a changed handover is brought to the desk and to somebody. */
  onCommitted({ id }: Pick<ConversationRecord, 'id'>, { lists, handover }: KeptByTurn): void {
    const { log } = this.#options;
    const failed = (error: unknown) => log.error('handover.failed', { conversation: id, ...errorFields(error) });
    if (lists.includes(FEEDBACK)) this.feedback.count(id).catch(failed);
    if (handover)
      this.#settle(id)
        .then(() => this.route(), failed)
        .catch(failed);
  }

  // For agents

  /** Who speaks in a conversation; nothing while only the bot ever did. */
  async get(conversation: string): Promise<Handover | undefined> {
    return (await this.#read(conversation)).handover;
  }

  /** Those who wait in a shop, first first. */
  async queue(shop: string, limit = QUEUE_READ): Promise<QueueEntry[]> {
    return this.#entries(await this.#desk.queue(shop, { limit }), 'waiting');
  }

  /** Conversations in which a message waits for an agent, oldest first. */
  async left(shop: string, limit = QUEUE_READ): Promise<QueueEntry[]> {
    return this.#entries(await this.#desk.left(shop, { limit }), 'message_left');
  }

  /** The conversations that an agent holds, oldest first. */
  held(agent: string): Promise<string[]> {
    return this.#desk.held(agent);
  }

  /** The agents who are there, with what each holds. */
  async agents(): Promise<Loaded[]> {
    const agents = await this.#desk.agents(this.#options.now());
    return Promise.all(
      agents.map(async (agent) => ({
        agent,
        holds: (await this.#desk.held(agent.id)).length,
        givenAt: this.#givenAt.get(agent.id) ?? 0,
      })),
    );
  }

  /**
   * A sign of life of an agent, to be repeated well within `presenceMs`. `present` agents are given conversations,
   * `away` ones keep theirs. Whoever is not heard of any longer loses theirs to the front of the queue.
   */
  async presence(agent: Omit<Seated, 'until' | 'capacity'> & { readonly capacity?: number }): Promise<void> {
    const { now, presenceMs = PRESENCE_MS } = this.#options;
    const capacity = agent.capacity ?? this.#capacityOf(agent.shops);
    await this.#desk.seat({ ...agent, capacity, until: now() + presenceMs });
    if (agent.state === 'present') await this.route();
  }

  /** An agent has signed out: what they hold goes to others at once. */
  async leave(agent: string): Promise<void> {
    const seated = await this.#desk.agent(agent);
    const until = this.#options.now();
    if (seated) await this.#desk.seat({ ...seated, state: 'away', until });
    await this.#dropOut({ member: agent, order: until });
    await this.route();
  }

  /**
   * Takes a conversation from the queue or from the messages left, or steps in where the bot speaks. One commit
   * decides: a turn of the bot that runs meanwhile is dropped. Refused beyond the agent's capacity, unless they
   * say that they want it all the same.
   */
  claim(conversation: string, agent: AgentName, options: TakeOptions = {}): Promise<AgentOutcome> {
    return this.#take(conversation, agent, options, (before) =>
      before?.state === 'with_agent' && before.agent?.id !== agent.id ? 'held_by_other' : undefined,
    );
  }

  /** A supervisor takes a conversation, whoever holds it. */
  takeOver(conversation: string, agent: AgentName, options: TakeOptions = {}): Promise<AgentOutcome> {
    return this.#take(conversation, agent, options, () => undefined);
  }

  /** The agent gives a conversation back to the bot, which goes on from what was said. */
  giveBack(conversation: string, agent: AgentName): Promise<AgentOutcome> {
    return this.#end(conversation, agent, returned, 'returned');
  }

  /** The agent ends a conversation. */
  close(conversation: string, agent: AgentName): Promise<AgentOutcome> {
    return this.#end(conversation, agent, ended, 'closed');
  }

  /** The agent hands a conversation to another one who is there; without `to`, back to the front of the queue. */
  async transfer(
    conversation: string,
    agent: AgentName,
    to?: string,
    options: TakeOptions = {},
  ): Promise<AgentOutcome> {
    const at = this.#options.now();
    if (to === undefined)
      return this.#change(conversation, (before) =>
        holds(before, agent) ? { next: requeued(before, at), say: [this.#said('requeued', before)] } : 'not_yours',
      );
    const next = await this.#desk.agent(to);
    if (next?.state !== 'present' || next.until <= at) return { status: 'refused', code: 'agent_absent' };
    const { id, name } = next;
    return this.#withRoom(next, conversation, options, () =>
      this.#change(
        conversation,
        (before) =>
          holds(before, agent)
            ? { next: taken(before, { id, name }, at), say: [this.#said('transferred', before, { name })] }
            : 'not_yours',
        { quietly: true },
      ),
    );
  }

  /** Nobody has time: what was said waits for an answer, and the bot goes on meanwhile. */
  leaveMessage(conversation: string): Promise<AgentOutcome> {
    const at = this.#options.now();
    return this.#change(conversation, (before) =>
      before.state === 'waiting'
        ? { next: left(before, at), say: [handoffStatus('failed', before), this.#nobodyCame(before)] }
        : 'not_under_way',
    );
  }

  /** Tells of changes at the desk, from this process and all others. */
  watch(listener: (news: DeskNews) => void): Promise<() => Promise<void>> {
    return this.#desk.watch(listener);
  }

  // At work

  /** Gives those who wait to agents with room, until nobody waits or nobody has room. One process at a time. */
  route(): Promise<void> {
    this.#routeAgain = true;
    this.#routing ??= this.#routeAll();
    return this.#routing;
  }

  /** Looks for everything that a crash or the clock has left undone. */
  async sweep(): Promise<void> {
    const at = this.#options.now();
    for (const gone of await this.#desk.gone(at)) await this.#dropOut(gone);
    for await (const row of this.#desk.noted(at - SETTLED_MS)) await this.#lookAgain(row, at);
    for await (const { member } of this.#desk.overdue(at))
      await this.leaveMessage(member).then(() => this.#settle(member));
    await this.route();
  }

  async #sweepInTurn(): Promise<void> {
    const { sweepMs = SWEEP_MS } = this.#options;
    // Not given back: it ends by itself before the next turn, so that one process sweeps at a time.
    const lease = await this.#desk.claimLease('sweep', this.#holder, Math.floor(sweepMs * 0.9));
    if (lease && !this.#stopped) await this.sweep();
  }

  async #lookAgain(row: Ranked, at: number): Promise<void> {
    const { handover } = await this.#read(row.member);
    if (handover) await this.#settleTo(row.member, handover);
    if (handover?.state === 'with_agent' && handover.agent && !ELSEWHERE.has(handover.agent.id)) {
      const agent = await this.#desk.agent(handover.agent.id);
      if (!agent || agent.until <= at) await this.#requeue(row.member, handover.agent.id);
    }
    if (isUnderWay(handover) || row.order > at - REMEMBERED_MS) return;
    if (handover?.state !== 'message_left') await this.#desk.clear(row.member);
    await this.#desk.forget(row.member, row.order);
  }

  async #routeAll(): Promise<void> {
    try {
      let tries = 0;
      while (tries < ROUTE_TRIES && this.#routeAgain && !this.#stopped)
        tries = (await this.#routeInTurn(tries)) ? 0 : tries + 1;
    } finally {
      // At once after the last look: who asks a moment later would be told that it is under way, and nobody would go on.
      this.#routing = undefined;
    }
  }

  /** False when another process is at it; then it is waited for a little. */
  async #routeInTurn(tries: number): Promise<boolean> {
    const lease = await this.#desk.claimLease('route', this.#holder, ROUTE_LEASE_MS);
    if (!lease) {
      await pause(FIRST_PAUSE_MS * 2 ** tries);
      return false;
    }
    this.#routeAgain = false;
    try {
      while (await this.#assignAll(lease.number));
    } finally {
      await this.#desk.releaseLease('route', lease.number);
    }
    return true;
  }

  /** One pass over the queue; true when there may be more to give. */
  async #assignAll(lease: number): Promise<boolean> {
    const shops = [...this.#options.shops.keys()];
    const limit = 100;
    const pages = await Promise.all(
      shops.map(async (shop) => (await this.#desk.queue(shop, { limit })).map((row) => ({ ...row, shop }))),
    );
    const waiting = pages.flat().sort((one, other) => one.order - other.order);
    if (waiting.length === 0) return false;
    const agents = (await this.agents()).map((one) => ({ ...one }));
    let given = 0;
    for (const { member, shop } of waiting) {
      const picked = pickAgent(agents, shop);
      if (!picked) continue;
      if (!(await this.#assign(member, picked.agent))) continue;
      const at = this.#options.now();
      this.#givenAt.set(picked.agent.id, at);
      Object.assign(picked, { holds: picked.holds + 1, givenAt: at });
      given += 1;
      if (given % RENEW_EVERY === 0 && !(await this.#desk.renewLease('route', lease, ROUTE_LEASE_MS))) return false;
    }
    return given > 0 && pages.some((page) => page.length === limit);
  }

  async #assign(conversation: string, { id, name }: Seated): Promise<boolean> {
    const outcome = await this.#change(
      conversation,
      (before) => (before.state === 'waiting' ? this.#joining(before, { id, name }) : 'not_under_way'),
      { quietly: true },
    );
    if (outcome.status === 'refused') await this.#settle(conversation);
    return outcome.status === 'done';
  }

  async #take(
    conversation: string,
    agent: AgentName,
    options: TakeOptions,
    refusal: (before: Handover | undefined) => RefusalCode | undefined,
  ): Promise<AgentOutcome> {
    const record = await this.#options.conversations().find(conversation);
    if (!record) return { status: 'refused', code: 'unknown_conversation' };
    await this.#desk.note(conversation, this.#options.now());
    const seat = await this.#ensureSeated(agent, record.shop);
    const step = (before: Handover | undefined) => {
      if (before && holds(before, agent)) return { next: before };
      return refusal(before) ?? this.#taking(before, record.shop, agent);
    };
    return this.#withRoom(seat, conversation, options, () => this.#changeAny(conversation, step, { quietly: true }));
  }

  #taking(before: Handover | undefined, shop: string, agent: AgentName): Step {
    if (before && !isTheBots(before)) return this.#joining(before, agent);
    const { id, name } = agent;
    const next = steppedIn(before, shop, { id, name }, this.#options.now());
    return { next, say: [handoffStatus('accepted', next), this.#said('stepped_in', next, { name })] };
  }

  /**
   * Gives something to an agent by hand, not beyond their capacity. Nothing is routed meanwhile, so that the router
   * does not fill the same place.
   */
  async #withRoom(
    { id, capacity }: Pick<Seated, 'id' | 'capacity'>,
    conversation: string,
    { override = false }: TakeOptions,
    give: () => Promise<AgentOutcome>,
  ): Promise<AgentOutcome> {
    const outcome = await this.#whileNotRouting(async (): Promise<AgentOutcome> => {
      const held = await this.#desk.held(id);
      const isFull = held.length >= capacity && !held.includes(conversation);
      if (isFull && !override)
        return { status: 'refused', code: 'at_capacity', load: { holds: held.length, capacity } };
      const given = await give();
      return given.status === 'done' && isFull ? { ...given, overCapacity: true } : given;
    });
    if (outcome.status === 'done') await this.route();
    return outcome;
  }

  async #whileNotRouting<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 0; tries < TAKE_TRIES; tries++) {
      const lease = await this.#desk.claimLease('route', this.#options.newId(), ROUTE_LEASE_MS);
      if (!lease) {
        await pause(TAKE_PAUSE_MS);
        continue;
      }
      try {
        return await work();
      } finally {
        await this.#desk.releaseLease('route', lease.number);
      }
    }
    // A router that died keeps its lease for seconds; no agent waits for that.
    return work();
  }

  #joining(before: Handover, agent: AgentName): Step {
    const { id, name } = agent;
    const next = taken(before, { id, name }, this.#options.now());
    return { next, say: [handoffStatus('accepted', next), this.#said('joined', before, { name })] };
  }

  #end(
    conversation: string,
    agent: AgentName,
    move: (before: Handover, now: number) => Handover,
    sentence: 'returned' | 'closed',
  ): Promise<AgentOutcome> {
    const at = this.#options.now();
    return this.#change(conversation, (before) => {
      if (!holds(before, agent)) return 'not_yours';
      const next = move(before, at);
      const { say } = this.#options;
      const buttons = [say('feedback.handover.good'), say('feedback.handover.bad')];
      return {
        next,
        say: [handoffStatus('completed', next), this.#said(sentence, before, { name: agent.name }, buttons)],
      };
    });
  }

  /** An agent is gone: whatever they hold goes to the front of the queue. */
  async #dropOut(agent: Ranked): Promise<void> {
    for (const conversation of await this.#desk.held(agent.member)) await this.#requeue(conversation, agent.member);
    await this.#desk.unseat(agent);
  }

  async #requeue(conversation: string, agent: string): Promise<void> {
    const at = this.#options.now();
    await this.#change(
      conversation,
      (before) =>
        before.state === 'with_agent' && before.agent?.id === agent
          ? { next: requeued(before, at), say: [this.#said('requeued', before)] }
          : 'not_yours',
      { quietly: true },
    );
  }

  /** Changes a handover that there is. */
  async #change(
    conversation: string,
    step: (before: Handover) => Step | RefusalCode,
    options: { readonly quietly?: boolean } = {},
  ): Promise<AgentOutcome> {
    const outcome = await this.#changeAny(conversation, (before) => (before ? step(before) : 'not_under_way'), options);
    const none = outcome.status === 'refused' && outcome.handover === undefined;
    const known = !none || (await this.#options.conversations().find(conversation));
    return known ? outcome : { status: 'refused', code: 'unknown_conversation' };
  }

  /** Changes a handover by its version, again when somebody was faster, and brings the desk up to it. */
  async #changeAny(
    conversation: string,
    step: (before: Handover | undefined) => Step | RefusalCode,
    { quietly = false }: { readonly quietly?: boolean },
  ): Promise<AgentOutcome> {
    const conversations = this.#options.conversations();
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const { handover, version } = await this.#read(conversation);
      const result = step(handover);
      if (typeof result === 'string') return { status: 'refused', code: result, ...(handover && { handover }) };
      const { next, say = [] } = result;
      if (next === handover) return { status: 'done', handover };
      if (!(await conversations.changeHandover(conversation, { expect: version, value: next, say }))) continue;
      await this.#settleTo(conversation, next);
      if (!quietly) await this.route();
      return { status: 'done', handover: next, from: handover?.state ?? 'bot' };
    }
    throw new Error(`the handover of conversation ${conversation} changes too often`);
  }

  async #settle(conversation: string): Promise<void> {
    const { handover } = await this.#read(conversation);
    if (handover) await this.#settleTo(conversation, handover);
  }

  async #settleTo(conversation: string, handover: Handover): Promise<void> {
    const { shops, now } = this.#options;
    const minutes = shops.get(handover.shop)?.settings.waitMinutes ?? 0;
    const deadline = (Date.parse(handover.since.waiting ?? '') || 0) + minutes * 60_000;
    await this.#desk.settle(conversation, handover, deadline, now());
  }

  async #read(conversation: string): Promise<{ handover: Handover | undefined; version: number }> {
    const { value, version } = await this.#options.conversations().handover(conversation);
    return { handover: value as Handover | undefined, version };
  }

  async #entries(rows: readonly Ranked[], state: Handover['state']): Promise<QueueEntry[]> {
    const entries = await Promise.all(
      rows.map(async ({ member }) => ({ conversation: member, handover: (await this.#read(member)).handover })),
    );
    return entries
      .filter((entry): entry is { conversation: string; handover: Handover } => entry.handover?.state === state)
      .map((entry, index) => ({ ...entry, position: index + 1 }));
  }

  /** Whoever holds something is watched, also an agent who never said that they are there. */
  async #ensureSeated({ id, name }: AgentName, shop: string): Promise<Seated> {
    const { now, presenceMs = PRESENCE_MS } = this.#options;
    const known = await this.#desk.agent(id);
    if (known && known.until > now()) return known;
    const capacity = this.#capacityOf([shop]);
    const seat = { shops: [], capacity, ...known, id, name, state: 'away' as const, until: now() + presenceMs };
    await this.#desk.seat(seat);
    return seat;
  }

  #capacityOf(shops: readonly string[]): number {
    const known = shops.flatMap((shop) => this.#options.shops.get(shop)?.settings.capacity ?? []);
    return known.length > 0 ? Math.max(...known) : 1;
  }

  #nobodyCame(before: Handover): ChannelActivity {
    const files = this.#options.shops.get(before.shop)?.takesComplaints !== false;
    return this.#said(files ? 'nobody_came' : 'nobody_came_ask', before);
  }

  /** A sentence of the system, with buttons. */
  #said(
    sentence: string,
    { shop }: Handover,
    values: Record<string, string | number> = {},
    buttons: readonly string[] = [],
  ): ChannelActivity {
    const text = this.#options.say(`handover.system.${sentence}`, values);
    return {
      type: 'message',
      text,
      ...(buttons.length > 0 && {
        suggestedActions: { to: [], actions: buttons.map((title) => ({ type: 'imBack', title, value: title })) },
      }),
      channelData: { sanad: { kind: 'system', event: sentence, shop } },
    };
  }
}

interface Step {
  readonly next: Handover;
  readonly say?: readonly ChannelActivity[];
}

function holds({ state, agent }: Handover, { id }: AgentName): boolean {
  return state === 'with_agent' && agent?.id === id;
}
