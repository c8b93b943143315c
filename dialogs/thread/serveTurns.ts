import { parentPort } from 'node:worker_threads';
import type { Activity, StoreItems, TurnContext } from 'botbuilder';
import { Replies, type StateOfTurn, TurnAdapter, TurnStorage } from '../../src/conversation/index.ts';
import type { Handover } from '../../src/handover/index.ts';
import type { BotTurn } from '../bot.ts';
import {
  type FromThread,
  putTogether,
  type ServerParts,
  type ToThread,
  type TurnOrder,
  type TurnOutcome,
  takeApart,
} from './messages.ts';
import type { Call } from './remoteParts.ts';

/** Makes the handler of a thread's turns; `storage` is that of the turn under way, `has` what may be called. */
export type ThreadHandler = (
  storage: TurnStorage,
  call: Call,
  has: ServerParts,
) => (context: TurnContext, turn: BotTurn) => Promise<void>;

/**
 * Answers turns in a worker thread: they come in as messages, what the bot says and keeps goes back as one. The handler
 * is made when the server says so, and tells when it is ready.
 * @throws Error outside a worker thread.
 */
export function serveTurns(open: ThreadHandler): void {
  const port = parentPort;
  if (!port) throw new Error('turns are served in a worker thread only');
  const tell = (message: FromThread) => port.postMessage(message);
  const calls = new ServerCalls(tell);
  const storage = new TurnStorage();
  let run: RunTurn = () => Promise.reject(new Error('a bot thread has to be begun before it can answer'));
  port.on('message', (message: ToThread) => {
    if (message.kind === 'turn') void answer(message, run, tell);
    else if (message.kind === 'ping') tell({ kind: 'pong' });
    else if (message.kind === 'begin') {
      run = turnRunner(storage, open(storage, calls.call, message.has));
      tell({ kind: 'ready' });
    } else calls.settle(message);
  });
}

/** What the thread has asked of the server and not heard of yet. */
class ServerCalls {
  readonly #tell: (message: FromThread) => void;
  readonly #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  #called = 0;

  constructor(tell: (message: FromThread) => void) {
    this.#tell = tell;
  }

  readonly call: Call = (part, method, args) => {
    this.#called += 1;
    const call = this.#called;
    return new Promise((resolve, reject) => {
      this.#waiting.set(call, { resolve, reject });
      this.#tell({ kind: 'call', call, part, method, args });
    });
  };

  settle(message: Extract<ToThread, { call: number }>): void {
    const waiting = this.#waiting.get(message.call);
    this.#waiting.delete(message.call);
    if (message.kind === 'returned') waiting?.resolve(message.value);
    else waiting?.reject(putTogether(message.error));
  }
}

type RunTurn = (order: TurnOrder) => Promise<TurnOutcome>;

async function answer(order: TurnOrder, run: RunTurn, tell: (message: FromThread) => void): Promise<void> {
  const { turn } = order;
  try {
    tell({ kind: 'done', turn, outcome: await run(order) });
  } catch (error) {
    tell({ kind: 'failed', turn, error: takeApart(error) });
  }
}

function turnRunner(storage: TurnStorage, handler: ReturnType<ThreadHandler>): RunTurn {
  const adapter = new TurnAdapter();
  return async ({ activity, given, state }) => {
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
    await storage.within(held, () => adapter.run(activity, replies, (context) => handler(context, turn)));
    const { changes, deleted } = held;
    const sent = replies.seal() as Partial<Activity>[];
    return { sent, changes, deleted, records, ...(handover && { handover }) };
  };
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
