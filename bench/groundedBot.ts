import type { ApplicationParts } from '../src/application.ts';
import { COMPILED_FOLDER, KNOWLEDGE_FOLDER, openKnowledge } from '../src/cli/knowledgeFolder.ts';
import { createLog } from '../src/log.ts';
import { composeShopBot, defaultThreads, shopKnowledge } from '../src/shopBot.ts';

/** The bot that `npm start` runs, with all its knowledge, complaints, handovers and threads. BENCH_THREADS sets how many. */
export function groundedBot(): ApplicationParts['bot'] {
  const shared = shopKnowledge(openKnowledge());
  const count = process.env.BENCH_THREADS === undefined ? defaultThreads() : Number(process.env.BENCH_THREADS);
  const threads = { count, root: KNOWLEDGE_FOLDER, cache: COMPILED_FOLDER, silentMs: 20_000 };
  const clock = { now: Date.now, log: createLog('error') };
  return (storage, driver, conversations) =>
    composeShopBot({ shared, storage, driver, conversations, threads, ...clock }).bot;
}
