import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type LogEntry, logEntry } from '../../src/conversation/records.ts';
import type { Handover } from '../../src/handover/index.ts';
import { type Driver, openDriver } from '../../src/storage/index.ts';
import { type ClientConversation, message, persistent, post, startConversation } from '../support/directLine.ts';
import { random } from '../support/random.ts';
import type { Store } from '../support/stores.ts';
import { type Supervisor, supervise } from '../support/supervisor.ts';

const SERVER = fileURLToPath(new URL('../support/handoverServer.ts', import.meta.url));

export interface HandoverLoadOptions {
  readonly store: Store;
  readonly customers: number;
  readonly agents: number;
  readonly capacity: number;
  readonly kills: number;
  readonly seed: number;
}

export interface HandoverLoadResult {
  readonly customers: number;
  /** Messages that customers wrote while they were waiting or with an agent, and agents' answers to them. */
  readonly messages: number;
  readonly answers: number;
  readonly unanswered: number;
  readonly doubled: number;
  /** Conversations that two agents spoke in under one number, or that two agents held at once. */
  readonly twoOwners: number;
  /** What the bot said under the number of an agent's hold. */
  readonly botDuringHold: number;
  readonly notEnded: number;
  /** Seconds for which somebody waited though somebody had room (2 s and longer, restarts apart). */
  readonly waitedBesideRoom: number;
  readonly restarts: number;
  readonly seconds: number;
}

const MESSAGES = 3;

/**
 * Customers ask for a person, write, and are served by agents whose line is cut every few seconds, while the server is
 * killed and started again. Everybody repeats what was not answered, under the same id.
 */
export async function handoverLoad(options: HandoverLoadOptions): Promise<HandoverLoadResult> {
  const begun = performance.now();
  const server = await supervise({ STORAGE_URL: options.store.url }, SERVER);
  const stopped = { done: false };
  const dice = random(options.seed);
  const desk = watchDesk(server, stopped);
  const agents = Array.from({ length: options.agents }, (_, i) => new Agent(server, `agent-${i}`, options, dice));
  const working = agents.map((agent) => agent.work(stopped));
  const killing = kill(server, options, dice);
  const clients = await Promise.all(Array.from({ length: options.customers }, (_, i) => ask(server, i, dice)));
  await killing;
  const driver = await openDriver(options.store.url);
  const logs = await Promise.all(clients.map((client) => untilEnded(driver, client.conversationId)));
  stopped.done = true;
  await Promise.all(working);
  const waitedBesideRoom = await desk;
  await driver.close();
  await server.stop();
  return {
    customers: clients.length,
    ...judge(logs),
    waitedBesideRoom,
    restarts: server.restarts(),
    seconds: Math.round((performance.now() - begun) / 1000),
  };
}

async function ask(server: Supervisor, number: number, dice: () => number): Promise<ClientConversation> {
  await pause(dice() * 1500);
  const client = await startConversation(server.url);
  await post(client, message('human'));
  for (let i = 0; i < MESSAGES; i++) {
    await pause(dice() * 300);
    await post(client, message(`c${number} m${i}`));
  }
  await post(client, message('done'));
  return client;
}

async function kill(server: Supervisor, { kills }: HandoverLoadOptions, dice: () => number): Promise<void> {
  for (let i = 0; i < kills; i++) {
    await pause(800 + dice() * 1500);
    await server.kill();
  }
}

/** An agent at work: answers every message once, ends the conversation after "done", and loses the line now and then. */
class Agent {
  readonly #server: Supervisor;
  readonly #agent: { id: string; name: string };
  readonly #capacity: number;
  readonly #dice: () => number;

  constructor(server: Supervisor, id: string, { capacity }: HandoverLoadOptions, dice: () => number) {
    this.#server = server;
    this.#agent = { id, name: id };
    this.#capacity = capacity;
    this.#dice = dice;
  }

  async work(stopped: { done: boolean }): Promise<void> {
    while (!stopped.done) {
      await this.#ask({ do: 'presence', capacity: this.#capacity });
      const { held } = await this.#ask<{ held: string[] }>({ do: 'held' });
      for (const conversation of held) await this.#serve(conversation);
      // The line is cut: nothing is heard of the agent for a while.
      await pause(this.#dice() < 0.1 ? 1500 : 60);
    }
  }

  async #serve(conversation: string): Promise<void> {
    const { handover, log } = await this.#ask<{ handover?: Handover; log: LogEntry[] }>({ do: 'read', conversation });
    if (handover?.state !== 'with_agent' || handover.agent?.id !== this.#agent.id) return;
    const { number } = handover;
    const said = log.filter(({ direction, activity }) => direction === 'in' && activity.type === 'message');
    for (const { activity } of said) {
      const { id, text = '' } = activity;
      if (!/^c\d/u.test(text)) continue;
      await this.#ask({ do: 'write', conversation, number, id: `answer-${id}`, text: `re ${text}` });
    }
    if (said.some(({ activity }) => activity.text === 'done')) await this.#ask({ do: 'close', conversation });
  }

  async #ask<Answer = object>(asked: object): Promise<Answer> {
    const body = JSON.stringify({ agent: this.#agent, ...asked });
    const response = await persistent(() => fetch(`${this.#server.url}/test/agent`, { method: 'POST', body }));
    return (await response.json()) as Answer;
  }
}

/** Seconds in which somebody waited beside an agent with room, counted from the second second on. */
async function watchDesk(server: Supervisor, stopped: { done: boolean }): Promise<number> {
  let worst = 0;
  let since: number | undefined;
  let restarts = 0;
  while (!stopped.done) {
    await pause(200);
    const seen = await fetch(`${server.url}/test/desk`)
      .then(async (response) => (await response.json()) as { waiting: number; room: number })
      .catch(() => undefined);
    const wrong = seen !== undefined && seen.waiting > 0 && seen.room > 0 && server.restarts() === restarts;
    restarts = server.restarts();
    if (!wrong) since = undefined;
    else since ??= performance.now();
    if (since !== undefined) worst = Math.max(worst, (performance.now() - since) / 1000);
  }
  return worst >= 2 ? worst : 0;
}

async function untilEnded(driver: Driver, conversation: string): Promise<LogEntry[]> {
  for (const end = Date.now() + 120_000; Date.now() < end; await pause(100)) {
    const handover = (await driver.get(`c:${conversation}`, 'handover'))?.value as Handover | undefined;
    if (handover?.state === 'closed') break;
  }
  return (await driver.range(`c:${conversation}`, 'log', { limit: 10_000 })).map(logEntry);
}

interface Said {
  readonly by: string;
  readonly number: number;
  readonly text: string;
  readonly from: string;
}

function judge(logs: readonly LogEntry[][]) {
  const counts = { messages: 0, answers: 0, unanswered: 0, doubled: 0, twoOwners: 0, botDuringHold: 0, notEnded: 0 };
  for (const log of logs) {
    const messages = log.filter(({ direction, activity }) => direction === 'in' && /^c\d/u.test(activity.text ?? ''));
    const said = log.flatMap(({ activity }): Said[] => {
      const voice = activity.channelData?.sanad?.voice as { by: string; number: number } | undefined;
      return voice ? [{ ...voice, text: activity.text ?? '', from: activity.from?.id ?? '' }] : [];
    });
    const holds = holdsOf(log);
    const answers = said.filter(({ by }) => by === 'agent').map(({ text }) => text);
    counts.messages += messages.length;
    counts.answers += answers.length;
    counts.unanswered += messages.filter(({ activity }) => !answers.includes(`re ${activity.text}`)).length;
    counts.doubled += answers.length - new Set(answers).size;
    counts.twoOwners += [...holds.values()].filter((owners) => owners.size > 1).length;
    counts.botDuringHold += said.filter(({ by, number }) => by === 'bot' && holds.has(number)).length;
    counts.notEnded += log.some(({ activity }) => stateOf(activity.value) === 'completed') ? 0 : 1;
  }
  return counts;
}

/** The numbers under which an agent held the conversation, and who spoke under each. */
function holdsOf(log: readonly LogEntry[]): Map<number, Set<string>> {
  const holds = new Map<number, Set<string>>();
  for (const { activity } of log) {
    const { state, number, agent } = (activity.value ?? {}) as { state?: string; number?: number; agent?: string };
    if (state === 'accepted' && number !== undefined)
      holds.set(number, new Set([...(holds.get(number) ?? []), `agent:${agent}`]));
  }
  for (const { activity } of log) {
    const voice = activity.channelData?.sanad?.voice as { by: string; number: number } | undefined;
    if (voice?.by === 'agent')
      holds.set(voice.number, new Set([...(holds.get(voice.number) ?? []), activity.from?.id ?? '']));
  }
  return holds;
}

function stateOf(value: unknown): unknown {
  return (value as { state?: unknown } | undefined)?.state;
}
