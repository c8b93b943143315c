import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Accounts } from '../../src/accounts/index.ts';
import { type LogEntry, logEntry } from '../../src/conversation/records.ts';
import type { Handover } from '../../src/handover/index.ts';
import { type Driver, openDriver } from '../../src/storage/index.ts';
import { AgentClient, CHEAP, PASSWORD } from '../support/consoleDesk.ts';
import { type ClientConversation, message, post, startConversation } from '../support/directLine.ts';
import { random } from '../support/random.ts';
import type { Store } from '../support/stores.ts';
import { type Supervisor, supervise } from '../support/supervisor.ts';
import { ConsoleAgent } from './consoleAgent.ts';

const SHOP = 'xiaomi-ma';
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
  /** Seconds that one customer waited though somebody had room all the time (2 s and longer, restarts apart). */
  readonly waitedBesideRoom: number;
  /** Cuts of agents' live streams, and events that a stream told twice or out of order after one. */
  readonly socketCuts: number;
  readonly misordered: number;
  readonly restarts: number;
  readonly seconds: number;
}

const MESSAGES = 3;

/**
 * Customers ask for a person, write, and are served by agents over the console's API and its live stream, which is cut
 * every few seconds, while the server is killed and started again. Everybody repeats what was not answered, under the
 * same id.
 */
export async function handoverLoad(options: HandoverLoadOptions): Promise<HandoverLoadResult> {
  const begun = performance.now();
  const env = { STORAGE_URL: options.store.url, CAPACITY: String(options.capacity) };
  const server = await supervise(env, SERVER);
  const stopped = { done: false };
  const dice = random(options.seed);
  const desk = watchDesk(server, stopped);
  const sessions = await signIn(server, options.store, options.agents);
  const agents = sessions.map((client) => new ConsoleAgent(client, dice));
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
    socketCuts: agents.reduce((sum, { cuts }) => sum + cuts, 0),
    misordered: agents.reduce((sum, { misordered }) => sum + misordered, 0),
    restarts: server.restarts(),
    seconds: Math.round((performance.now() - begun) / 1000),
  };
}

async function ask(server: Supervisor, number: number, dice: () => number): Promise<ClientConversation> {
  await pause(dice() * 1500);
  const client = await startConversation(server.url, SHOP);
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

/** Accounts with a session each, made in the store before anybody comes. */
async function signIn(server: Supervisor, store: Store, count: number): Promise<AgentClient[]> {
  const driver = await openDriver(store.url);
  const accounts = new Accounts({ driver, now: Date.now, newId: randomUUID, passwords: CHEAP });
  const names = Array.from({ length: count }, (_, i) => `agent-${i}`);
  for (const name of names) {
    const made = await accounts.create({ name, email: `${name}@example.ma`, role: 'agent', shops: [SHOP] });
    if (made.status === 'created') await accounts.setPassword(made.account.id, PASSWORD);
  }
  await driver.close();
  return Promise.all(names.map((name) => AgentClient.signIn(server.url, `${name}@example.ma`)));
}

/** The longest that one conversation waited while somebody had room all the time, from the second second on. */
async function watchDesk(server: Supervisor, stopped: { done: boolean }): Promise<number> {
  let worst = 0;
  let since = new Map<string, number>();
  let restarts = 0;
  while (!stopped.done) {
    await pause(200);
    const seen = await fetch(`${server.url}/test/desk`)
      .then(async (response) => (await response.json()) as { waiting: string[]; room: number })
      .catch(() => undefined);
    const now = performance.now();
    const wrong = seen && seen.room > 0 && server.restarts() === restarts ? seen.waiting : [];
    restarts = server.restarts();
    since = new Map(wrong.map((conversation) => [conversation, since.get(conversation) ?? now]));
    worst = Math.max(worst, ...[...since.values()].map((begun) => (now - begun) / 1000));
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
      holds.set(number, new Set([...(holds.get(number) ?? []), String(agent)]));
  }
  for (const { activity } of log) {
    const voice = activity.channelData?.sanad?.voice as { by: string; number: number } | undefined;
    if (voice?.by === 'agent')
      holds.set(voice.number, new Set([...(holds.get(voice.number) ?? []), activity.from?.name ?? '']));
  }
  return holds;
}

function stateOf(value: unknown): unknown {
  return (value as { state?: unknown } | undefined)?.state;
}
