import { parentPort, workerData } from 'node:worker_threads';
import type { Activity, StoreItems } from 'botbuilder';
import { createQuestionAnswerer, openCompiledKnowledge } from '../../src/answers/index.ts';
import { Replies, type StateOfTurn, TurnAdapter, TurnStorage } from '../../src/conversation/index.ts';
import type { Handover } from '../../src/handover/index.ts';
import { type BotTurn, createBot } from '../bot.ts';
import { openSay } from '../locales/openSay.ts';
import {
  type FromThread,
  putTogether,
  type ThreadData,
  type ToThread,
  type TurnOrder,
  type TurnOutcome,
  takeApart,
} from './messages.ts';
import { remoteParts } from './remoteParts.ts';

/** Runs the bot in a thread of its own: turns come in as messages, what the bot says and keeps goes back as one. */
const port = parentPort;
if (!port) throw new Error('botThread.ts runs as a worker thread only');
const { root, cache, has } = workerData as ThreadData;
const tell = (message: FromThread) => port.postMessage(message);

const calls = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
let called = 0;
const parts = remoteParts(has, (part, method, args) => {
  called += 1;
  const call = called;
  return new Promise((resolve, reject) => {
    calls.set(call, { resolve, reject });
    tell({ kind: 'call', call, part, method, args });
  });
});

const knowledge = openCompiledKnowledge({ root, cache });
const say = openSay();
const storage = new TurnStorage();
const adapter = new TurnAdapter();
const bot = createBot({ say, knowledge, answerer: createQuestionAnswerer(knowledge, say), ...parts }, storage);

port.on('message', (message: ToThread) => {
  if (message.kind === 'turn') void answer(message);
  else if (message.kind === 'ping') tell({ kind: 'pong' });
  else settle(message);
});
tell({ kind: 'ready' });

function settle(message: Extract<ToThread, { call: number }>): void {
  const waiting = calls.get(message.call);
  calls.delete(message.call);
  if (message.kind === 'returned') waiting?.resolve(message.value);
  else waiting?.reject(putTogether(message.error));
}

async function answer({ turn, activity, given, state }: TurnOrder): Promise<void> {
  try {
    const outcome = await run(activity, given, state);
    tell({ kind: 'done', turn, outcome });
  } catch (error) {
    tell({ kind: 'failed', turn, error: takeApart(error) });
  }
}

async function run(activity: Activity, given: TurnOrder['given'], state: StoreItems): Promise<TurnOutcome> {
  const records: { list: string; value: object }[] = [];
  let handover: Handover | undefined;
  const turn: BotTurn = {
    ...given,
    record: (list, value) => records.push({ list, value }),
    changeHandover: (next) => {
      handover = next;
    },
  };
  const held = new SentState(state);
  // The ids are given where the replies are stored.
  const replies = new Replies(
    () => '',
    () => undefined,
  );
  await storage.within(held, () => adapter.run(activity, replies, (context) => bot(context, turn)));
  const { changes, deleted } = held;
  const sent = replies.seal() as Partial<Activity>[];
  return { sent, changes, deleted, records, ...(handover && { handover }) };
}

/** The state that came with the order, and what the turn made of it. */
class SentState implements StateOfTurn {
  readonly changes: StoreItems = {};
  readonly deleted: string[] = [];
  readonly #sent: StoreItems;

  constructor(sent: StoreItems) {
    this.#sent = sent;
  }

  async read(keys: readonly string[]): Promise<StoreItems> {
    const items = { ...this.#sent, ...this.changes };
    return Object.fromEntries(keys.flatMap((key) => (key in items ? [[key, items[key]]] : [])));
  }

  async write(changes: StoreItems): Promise<void> {
    Object.assign(this.changes, changes);
  }

  async delete(keys: readonly string[]): Promise<void> {
    this.deleted.push(...keys);
  }
}
