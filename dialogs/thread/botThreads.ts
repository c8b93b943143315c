import type { Worker } from 'node:worker_threads';
import { ConversationState, type TurnContext } from 'botbuilder';
import type { TurnStorage } from '../../src/conversation/index.ts';
import { errorFields, type Log } from '../../src/log.ts';
import type { BotTurn } from '../bot.ts';
import type { DialogParts } from '../shopContext.ts';
import {
  CALLABLE,
  type FromThread,
  putTogether,
  type ServerParts,
  type ThreadData,
  type ToThread,
  type TurnOrder,
  type TurnOutcome,
  takeApart,
} from './messages.ts';
import { openThread } from './openThread.ts';
import { OutcomeBatch } from './outcomeBatch.ts';

export interface BotThreadsOptions extends Pick<ThreadData, 'root' | 'cache'> {
  /** How many threads answer; each has the knowledge in memory once. */
  readonly threads: number;
  /** What the dialogs may ask of the server; carried out in the thread that made this. */
  readonly parts: Pick<DialogParts, 'orders' | 'complaints' | 'handovers'>;
  /** Where the state of the turn under way is read and written. */
  readonly storage: TurnStorage;
  /** A thread that gives no sign of life for so long is ended and replaced; one that still loads gets longer. */
  readonly silentMs: number;
  readonly log: Log;
  /** What runs in the threads; `botThread.ts` when absent. */
  readonly file?: URL;
  /** The first thread, when it was opened before: loading takes a thread as long as the server. */
  readonly opened?: Worker | undefined;
}

/** So often the threads are asked for a sign of life while they have work. */
const WATCH_MS = 1000;
/** A thread that loads its knowledge hears nothing; on a small or busy machine that takes its time. */
const LOADING_MS = 120_000;
/** The id of a thread that is no more. */
const ENDED = -1;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;

/**
 * The bot of `createBot` in threads of its own, so that reading a message never keeps the server from accepting and
 * delivering others, and a message that understanding cannot finish ends a thread instead of the server. A turn's
 * state goes along and comes back changed; it is stored by the server, in one step, like that of a bot in this thread.
 */
export class BotThreads {
  readonly #options: BotThreadsOptions;
  readonly #state: ConversationState;
  readonly #threads: BotThread[];
  #turns = 0;

  constructor(options: BotThreadsOptions) {
    this.#options = options;
    this.#state = new ConversationState(options.storage);
    const { threads, opened } = options;
    this.#threads = Array.from({ length: threads }, (_, at) => new BotThread(options, at === 0 ? opened : undefined));
  }

  /** The turn handler for the runtime. */
  readonly handler = async (context: TurnContext, turn: BotTurn): Promise<void> => {
    const { storage } = this.#options;
    const state = await storage.read([this.#state.getStorageKey(context) ?? '']);
    const { shop, now, conversation, handover } = turn;
    this.#turns += 1;
    const outcome = await this.#idlest().run({
      kind: 'turn',
      turn: this.#turns,
      activity: context.activity,
      given: { shop, now, conversation, ...(handover && { handover }) },
      state,
    });
    await storage.write(outcome.changes);
    if (outcome.deleted.length > 0) await storage.delete([...outcome.deleted]);
    for (const { list, value } of outcome.records) turn.record(list, value);
    if (outcome.handover) turn.changeHandover(outcome.handover);
    await context.adapter.sendActivities(context, outcome.sent);
  };

  async start(): Promise<void> {}

  /** Ends the threads; turns under way fail. */
  async stop(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.stop()));
  }

  #idlest(): BotThread {
    const [first, ...others] = this.#threads as [BotThread, ...BotThread[]];
    return others.reduce((best, thread) => (thread.load < best.load ? thread : best), first);
  }
}

interface UnderWay {
  readonly order: TurnOrder;
  readonly resolve: (outcome: TurnOutcome) => void;
  readonly reject: (error: Error) => void;
}

/**
 * One thread, replaced when it dies or falls silent. What was under way then is tried again one by one, since any of it
 * may be to blame: a turn under which a thread dies while it is alone there is given up, and the others go on.
 */
class BotThread {
  readonly #options: BotThreadsOptions;
  readonly #underWay = new Map<number, UnderWay>();
  readonly #outcomes = new OutcomeBatch();
  #worker: Worker;
  /** Has told that it has loaded. */
  #ready = false;
  /** Looks at the thread since it was last heard of. Not a time: while this process sleeps, nobody is heard. */
  #looks = 0;
  #deaths = 0;
  /** No thread is there. */
  #down = false;
  /** Turns to be tried one by one, and the one that is alone in the thread. */
  #again: number[] = [];
  #alone: number | undefined;
  #watch: NodeJS.Timeout | undefined;
  #restart: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: BotThreadsOptions, opened?: Worker) {
    this.#options = options;
    const lives = opened !== undefined && opened.threadId !== ENDED;
    if (opened && !lives) options.log.error('bot.thread.lost', { underWay: 0, deaths: 0 });
    this.#worker = this.#begin(lives ? opened : this.#open());
  }

  /** Turns under way. */
  get load(): number {
    return this.#underWay.size;
  }

  run(order: TurnOrder): Promise<TurnOutcome> {
    return new Promise((resolve, reject) => {
      if (this.#stopped) return reject(new BotThreadLostError());
      if (this.#underWay.size === 0) this.#beginWatch();
      this.#underWay.set(order.turn, { order, resolve, reject });
      if (this.#down || this.#alone !== undefined) this.#again.push(order.turn);
      else this.#post(order);
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#watch);
    clearTimeout(this.#restart);
    this.#outcomes.flush();
    await this.#worker.terminate();
    for (const { reject } of this.#underWay.values()) reject(new BotThreadLostError());
    this.#underWay.clear();
  }

  #open(): Worker {
    const { root, cache, file } = this.#options;
    return openThread({ root, cache }, file);
  }

  #begin(worker: Worker): Worker {
    const { parts, log } = this.#options;
    const { orders, complaints, handovers } = parts;
    const has: ServerParts = {
      ...(orders && { orders: { sendsCodes: orders.sendsCodes } }),
      complaints: complaints !== undefined,
      handovers: handovers !== undefined,
    };
    this.#ready = false;
    this.#looks = 0;
    worker.on('message', (message: FromThread) => this.#hear(worker, message));
    worker.on('error', (error) => log.error('bot.thread.failed', errorFields(error)));
    worker.on('exit', () => this.#lost(worker));
    worker.postMessage({ kind: 'begin', has } satisfies ToThread);
    return worker;
  }

  #hear(worker: Worker, message: FromThread): void {
    if (worker !== this.#worker) return;
    this.#looks = 0;
    if (message.kind === 'ready') this.#loaded();
    else if (message.kind === 'call') void this.#carryOut(worker, message);
    else if (message.kind === 'done') this.#end(message.turn, ({ resolve }) => resolve(message.outcome));
    else if (message.kind === 'failed') this.#end(message.turn, ({ reject }) => reject(putTogether(message.error)));
  }

  #end(turn: number, takeUp: (ended: UnderWay) => void): void {
    const ended = this.#take(turn);
    if (ended) this.#outcomes.add(() => takeUp(ended), { more: this.#underWay.size > 0 });
  }

  #loaded(): void {
    this.#ready = true;
    this.#deaths = 0;
  }

  #take(turn: number): UnderWay | undefined {
    const found = this.#underWay.get(turn);
    this.#underWay.delete(turn);
    if (this.#underWay.size === 0) clearInterval(this.#watch);
    if (turn === this.#alone) this.#tryNext();
    return found;
  }

  async #carryOut(worker: Worker, { call, part, method, args }: Extract<FromThread, { kind: 'call' }>): Promise<void> {
    const answer = (message: ToThread) => worker.postMessage(message);
    try {
      const callable: readonly string[] = CALLABLE[part];
      const called = this.#options.parts[part] as Record<string, (...args: readonly unknown[]) => Promise<unknown>>;
      if (!callable.includes(method)) throw new Error(`${part}.${method} cannot be called from a bot thread`);
      answer({ kind: 'returned', call, value: await called[method]?.(...args) });
    } catch (error) {
      answer({ kind: 'refused', call, error: takeApart(error) });
    }
  }

  /** Only a thread with work is asked, so that an idle server stays idle. */
  #beginWatch(): void {
    clearInterval(this.#watch);
    this.#looks = 0;
    this.#watch = setInterval(() => {
      const { silentMs } = this.#options;
      const most = this.#ready ? silentMs : Math.max(silentMs, LOADING_MS);
      if (this.#looks * WATCH_MS > most) void this.#worker.terminate();
      else this.#post({ kind: 'ping' });
      this.#looks += 1;
    }, WATCH_MS);
    this.#watch.unref();
  }

  #lost(worker: Worker): void {
    if (this.#stopped || worker !== this.#worker) return;
    this.#options.log.error('bot.thread.lost', { underWay: this.#underWay.size, deaths: this.#deaths });
    this.#down = true;
    const guilty = this.#alone;
    this.#alone = undefined;
    if (guilty !== undefined) this.#take(guilty)?.reject(new BotThreadLostError());
    this.#again = [...this.#underWay.keys()];
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** this.#deaths, LONGEST_PAUSE_MS);
    this.#deaths += 1;
    this.#restart = setTimeout(() => {
      this.#worker = this.#begin(this.#open());
      this.#down = false;
      this.#tryNext();
    }, pause);
  }

  /** Lets the next of those that are tried again be alone in the thread. */
  #tryNext(): void {
    this.#alone = this.#again.shift();
    const next = this.#alone === undefined ? undefined : this.#underWay.get(this.#alone);
    if (next) this.#post(next.order);
  }

  #post(message: ToThread): void {
    this.#worker.postMessage(message);
  }
}

/** The thread that had the turn ended before it was answered. */
export class BotThreadLostError extends Error {
  override readonly name = 'BotThreadLostError';
  readonly code = 'BotThreadLost';

  constructor() {
    super('the thread that answered this turn has ended');
  }
}
