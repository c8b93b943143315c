import { randomUUID } from 'node:crypto';
import { openSay } from '../../dialogs/locales/openSay.ts';
import { Passwords, type Role } from '../../src/accounts/index.ts';
import { createQuestionAnswerer } from '../../src/answers/index.ts';
import { openKnowledge } from '../../src/cli/knowledgeFolder.ts';
import { type Complaints, createComplaints, FILINGS } from '../../src/complaints/index.ts';
import { echo } from '../../src/conversation/index.ts';
import { FileStore } from '../../src/files/index.ts';
import { Handovers, shopDesks } from '../../src/handover/index.ts';
import { createLog } from '../../src/log.ts';
import type { Console } from '../../src/server/index.ts';
import { startTestApp, type TestApp, type TestAppOptions } from './testApp.ts';

/** Hashing that costs a test nothing; what it costs in earnest is tested beside it. */
export const CHEAP = new Passwords({ n: 2 ** 8, r: 8, p: 1 });
export const PASSWORD = 'correct horse battery';

const knowledge = openKnowledge();
export const PACKS = knowledge.packs;
const say = openSay();
const answerer = createQuestionAnswerer(knowledge, say);
const SHOPS = PACKS.map(({ shop }) => ({ id: shop.id, name: shop.name.ar, origins: shop.origins }));

export interface ConsoleDesk extends TestApp {
  readonly console: Console;
  readonly handovers: Handovers;
  readonly complaints: Complaints;
  /** The path of the link that the server printed, if it did. */
  readonly printed: string[];
  /** An account with a session. */
  agent(name: string, shops: readonly string[], role?: Role): Promise<AgentClient>;
}

/** The whole server with a console, an echo bot, handovers, complaints and the real shops. */
export async function startConsole(options: TestAppOptions = {}): Promise<ConsoleDesk> {
  const printed: string[] = [];
  const log = createLog('silent');
  let served: { handovers: Handovers; complaints: Complaints } | undefined;
  const bot: NonNullable<TestAppOptions['bot']> = (_storage, driver, conversations) => {
    const clock = { now: options.now ?? Date.now, newId: randomUUID, log };
    const handovers = new Handovers({ driver, conversations, shops: shopDesks(PACKS), say, ...clock });
    const complaints = createComplaints({ driver, ...clock, files: new FileStore(driver) });
    served = { handovers, complaints };
    return {
      handler: echo,
      apology: () => 'apology',
      onCommitted: (record, kept) => {
        if (kept.lists.includes(FILINGS)) complaints.wake(record.id);
        handovers.onCommitted(record, kept);
      },
      services: [complaints, handovers],
    };
  };
  const app = await startTestApp({
    shops: SHOPS,
    bot,
    ...options,
    console: {
      packs: PACKS,
      answerer,
      topics: new Map(knowledge.topics.map(({ id, title }) => [id, title])),
      passwords: CHEAP,
      served: () => served ?? {},
      announce: ({ path }) => printed.push(path),
      ...options.console,
    },
  });
  const desk = app.application.console;
  if (!desk || !served) throw new Error('the application has no console');
  return {
    ...app,
    ...served,
    console: desk,
    printed,
    agent: async (name, shops, role = 'agent') => {
      const email = `${name}@example.ma`;
      const made = await desk.parts.accounts.create({ name, email, role, shops });
      if (made.status !== 'created') throw new Error(`there is an account ${email}`);
      await desk.parts.accounts.setPassword(made.account.id, PASSWORD);
      return AgentClient.signIn(app.url, email);
    },
  };
}

/** An agent's browser: keeps the cookie and the token, sends the page's origin. */
export class AgentClient {
  readonly url: string;
  readonly id: string;
  readonly cookie: string;
  readonly csrf: string;
  /** The address of the console's page, where a public one stands in front of the server. */
  readonly origin: string;

  constructor(url: string, id: string, cookie: string, csrf: string, origin = url) {
    this.origin = origin;
    this.url = url;
    this.id = id;
    this.cookie = cookie;
    this.csrf = csrf;
  }

  static async signIn(url: string, email: string, password = PASSWORD, origin = url): Promise<AgentClient> {
    const response = await postJson(`${url}/console/api/sign-in`, { email, password }, { origin });
    if (response.status !== 200) throw new Error(`signing in gave ${response.status}: ${await response.text()}`);
    const { account, csrf } = (await response.json()) as { account: { id: string }; csrf: string };
    return new AgentClient(url, account.id, cookieOf(response), csrf, origin);
  }

  get headers(): Record<string, string> {
    return { cookie: this.cookie, 'x-sanad-csrf': this.csrf, origin: this.origin };
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.url}/console/api${path}`, { headers: { cookie: this.cookie, ...headers } });
  }

  post(path: string, body: object = {}, headers: Record<string, string> = {}): Promise<Response> {
    return postJson(`${this.url}/console/api${path}`, body, { ...this.headers, ...headers });
  }

  /** The JSON of a request that must succeed. */
  async read<T>(path: string): Promise<T> {
    return json(await this.get(path), path);
  }

  async send<T>(path: string, body: object = {}): Promise<T> {
    return json(await this.post(path, body), path);
  }
}

async function json<T>(response: Response, path: string): Promise<T> {
  if (response.status !== 200) throw new Error(`${path} gave ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

export function postJson(url: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    redirect: 'manual',
  });
}

/** The session cookie that a response sets, as a request sends it. */
export function cookieOf(response: Response): string {
  const set = response.headers.getSetCookie().find((one) => one.startsWith('sanad_session='));
  return set?.split(';')[0] ?? '';
}
