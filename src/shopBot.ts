import { randomUUID } from 'node:crypto';
import type { Worker } from 'node:worker_threads';
import { type AgentInsight, agentInsight } from '../dialogs/agentInsight.ts';
import { createBot } from '../dialogs/bot.ts';
import { failureReplies } from '../dialogs/handover/failureReplies.ts';
import { openSay } from '../dialogs/locales/openSay.ts';
import type { DialogParts } from '../dialogs/shopContext.ts';
import { BotThreads } from '../dialogs/thread/botThreads.ts';
import { type CompiledKnowledge, createQuestionAnswerer, type QuestionAnswerer, type Say } from './answers/index.ts';
import type { BotFactory } from './application.ts';
import { type Complaints, type ComplaintsOptions, createComplaints, FILINGS } from './complaints/index.ts';
import { type ConversationRecord, type Conversations, readBotState, type TurnStorage } from './conversation/index.ts';
import { Handovers, shopDesks } from './handover/index.ts';
import type { Log } from './log.ts';
import type { Orders } from './orders/index.ts';
import type { Driver } from './storage/index.ts';

/** What every shop's bot says and knows. */
export interface ShopKnowledge {
  readonly say: Say;
  readonly knowledge: CompiledKnowledge;
  readonly answerer: QuestionAnswerer;
}

export interface ShopBotOptions {
  readonly shared: ShopKnowledge;
  /** Given with the storage by `startApplication`. */
  readonly storage: TurnStorage;
  readonly driver: Driver;
  readonly conversations: () => Conversations;
  readonly orders?: Orders;
  /** Where complaints go, how fast, and who watches. */
  readonly complaints?: Partial<ComplaintsOptions>;
  /** Ids of decisions; random when absent. */
  readonly newId?: () => string;
  readonly now: () => number;
  readonly log: Log;
  /** Threads that answer, and where they find the knowledge; absent or none: this thread answers. */
  readonly threads?: {
    readonly count: number;
    readonly root: string;
    readonly cache: string;
    readonly silentMs: number;
    /** What runs in the threads; the bot when absent. */
    readonly file?: URL;
    /** The first of them, when it loads already. */
    readonly opened?: Worker | undefined;
  };
}

/** The whole bot with everything that it works with. */
export interface ShopBot {
  readonly bot: ReturnType<BotFactory>;
  readonly complaints: Complaints;
  readonly handovers: Handovers;
  /** What an agent is told of a conversation beside its words. */
  readonly insight: (record: ConversationRecord) => Promise<AgentInsight>;
}

/** The knowledge as the bot speaks from it. */
export function shopKnowledge(knowledge: CompiledKnowledge): ShopKnowledge {
  const say = openSay();
  return { say, knowledge, answerer: createQuestionAnswerer(knowledge, say) };
}

/** Puts the bot together, the same for the server, the commands, the tests and the benchmarks. */
export function composeShopBot(options: ShopBotOptions): ShopBot {
  const { shared, driver, conversations, orders, now, log, newId } = options;
  const { say, knowledge } = shared;
  const shops = knowledge.packs.map(({ shop }) => shop.id);
  const complaints = createComplaints({ driver, now, log, shops, ...options.complaints });
  const desks = shopDesks(knowledge.packs);
  const handovers = new Handovers({ driver, conversations, shops: desks, say, now, newId: randomUUID, log });
  const parts: DialogParts = {
    ...shared,
    ...(orders && { orders }),
    complaints,
    handovers,
    ...(newId && { newId }),
  };
  const threads = openThreads(options, parts);
  return {
    bot: {
      handler: threads?.handler ?? createBot(parts, options.storage),
      apology: () => say('dialogs.failure'),
      failure: (turn) => failureReplies(parts, turn),
      onCommitted: (record, kept) => {
        if (kept.lists.includes(FILINGS)) complaints.wake(record.id);
        complaints.customerWrote(record.id);
        handovers.onCommitted(record, kept);
      },
      services: [complaints, handovers, ...(threads ? [threads] : [])],
    },
    complaints,
    handovers,
    insight: async (record) => {
      const state = await readBotState(driver, record);
      return state ? agentInsight(state, parts) : {};
    },
  };
}

function openThreads({ threads, storage, log }: ShopBotOptions, parts: DialogParts): BotThreads | undefined {
  if (!threads || threads.count === 0) return undefined;
  const { count, ...rest } = threads;
  return new BotThreads({ ...rest, threads: count, parts, storage, log });
}
