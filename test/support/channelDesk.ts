import type { ContractRun, RunOptions } from '../channels/contract/channelContract.ts';
import { openAnswering } from './answering.ts';
import { AgentClient, CHEAP, PASSWORD } from './consoleDesk.ts';
import { type ShopBotOptions, shopBot } from './shopBot.ts';

/** How customers reach the server as far as links say; the local platforms know where it really is. */
export const PUBLIC_URL = 'https://chat.example.ma';

/** A channel's run with the whole bot of a shop and the agents' console, at a clock of the test. */
export interface ChannelDesk {
  readonly run: ContractRun;
  /** An agent of the shop who has signed in and is there. */
  agent(name: string): Promise<AgentClient>;
  /** Does something as the customer, and gives what the customer is shown then, once all of it has arrived. */
  answerTo(act: () => Promise<Response>): Promise<Answered>;
  /** Presses the button that begins so, or that stands for the line with these words. */
  press(title: string): Promise<Response>;
  /** The conversation, which has begun. */
  conversation(): Promise<string>;
}

export interface Answered {
  readonly text: string;
  readonly texts: readonly string[];
  /** Of the last message that has some. */
  readonly buttons: readonly string[];
}

export interface ChannelDeskOptions extends RunOptions {
  readonly shop: string;
  readonly now: () => number;
  readonly bot?: ShopBotOptions;
}

/** Starts the run that `start` makes, with the whole bot in it. */
export async function openChannelDesk(
  start: (options: RunOptions) => Promise<ContractRun>,
  { shop, now, bot, env, app, ...options }: ChannelDeskOptions,
): Promise<ChannelDesk> {
  const { knowledge, answerer } = openAnswering();
  let served = {};
  const run = await start({
    ...options,
    shop,
    env: { PUBLIC_URL, ...env },
    app: {
      now,
      bot: shopBot(now, { ...bot, onOpen: (parts) => (served = parts) }),
      shops: knowledge.packs.map(({ shop: { id, name, origins } }) => ({ id, name: name.ar, origins })),
      console: { packs: knowledge.packs, answerer, topics: new Map(), passwords: CHEAP, served: () => served },
      ...app,
    },
  });
  const desk: ChannelDesk = {
    run,
    agent: async (name) => {
      const { accounts } = run.app.application.console?.parts ?? {};
      const email = `${name}@example.ma`;
      const made = await accounts?.create({ name, email, role: 'agent', shops: [shop] });
      if (made?.status !== 'created') throw new Error(`there is an account ${email}`);
      await accounts?.setPassword(made.account.id, PASSWORD);
      const client = await AgentClient.signIn(run.app.url, email, PASSWORD, PUBLIC_URL);
      await client.send('/presence', { state: 'present' });
      return client;
    },
    answerTo: (act) => answerTo(run, act),
    press: async (title) => run.press(await placeOf(run, title)),
    conversation: async () => (await run.conversation()) ?? '',
  };
  return desk;
}

async function answerTo(run: ContractRun, act: () => Promise<Response>): Promise<Answered> {
  const before = (await run.seen()).length;
  const response = await act();
  if (!response.ok) throw new Error(`the webhook gave ${response.status}`);
  for (const end = Date.now() + 20_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 20))) {
    if ((await isSettled(run)) && (await run.seen()).length > before) break;
  }
  const seen = (await run.seen()).slice(before);
  if (seen.length === 0) throw new Error('the customer was shown nothing');
  const texts = seen.map(({ text }) => text.replace(/[\u2066-\u2069\u200e\u200f]/gu, ''));
  const buttons = seen.findLast((one) => one.buttons.length > 0)?.buttons ?? [];
  return { text: texts.join('\n'), texts, buttons };
}

/** Is everything answered, and everything of ours handed over? */
async function isSettled(run: ContractRun): Promise<boolean> {
  const { conversations, driver } = run.app.application;
  const conversation = (await run.conversation()) ?? '';
  const entries = await conversations.transcript(conversation, { limit: 300 });
  const progress = (await driver.get(`c:${conversation}`, 'progress'))?.value as { answered?: number } | undefined;
  const heard = entries.findLast(({ direction }) => direction === 'in')?.position ?? Number.POSITIVE_INFINITY;
  const isSent = entries.every(({ delivery }) => delivery === undefined || delivery.state !== 'queued');
  return (progress?.answered ?? 0) >= heard && isSent;
}

/** The place of a choice: by its button, or by the line with its number. */
async function placeOf(run: ContractRun, title: string): Promise<number> {
  const seen = await run.seen();
  const place = seen.findLast(({ buttons }) => buttons.length > 0)?.buttons.findIndex((one) => one.startsWith(title));
  if (place !== undefined && place >= 0) return place;
  const lines = seen.flatMap(({ text }) => text.replace(/[\u2066-\u2069\u200e\u200f]/gu, '').split('\n'));
  const line = lines.findLast((one) => one.replace(/^\d+\. /, '').startsWith(title) && /^\d+\. /.test(one));
  if (line === undefined) throw new Error(`there is no choice "${title}"`);
  return Number.parseInt(line, 10) - 1;
}
