import { defaultThreads } from '../dialogs/thread/openThread.ts';
import type { ApplicationParts } from '../src/application.ts';
import { COMPILED_FOLDER, KNOWLEDGE_FOLDER } from '../src/cli/folders.ts';
import { openKnowledge } from '../src/cli/knowledgeFolder.ts';
import { echo } from '../src/conversation/index.ts';
import { createLog } from '../src/log.ts';
import { composeShopBot, shopKnowledge } from '../src/shopBot.ts';

/** The bots that are measured against each other. */
export const DIALOGS = ['grounded', 'echo', 'inline'] as const;
export type BenchDialog = (typeof DIALOGS)[number];

const ECHO_THREAD = new URL('./echoThread.ts', import.meta.url);

/**
 * `grounded`: the bot that `npm start` runs, with all its knowledge, complaints, handovers and threads. `echo`: the
 * same with nothing but the dialog replaced. `inline`: an echo and nothing else, in the server's own thread.
 * BENCH_THREADS sets how many threads there are.
 */
export function benchBot(dialog: BenchDialog): ApplicationParts['bot'] {
  if (dialog === 'inline') return () => ({ handler: echo, apology: () => 'apology' });
  const shared = shopKnowledge(openKnowledge());
  const count = process.env.BENCH_THREADS === undefined ? defaultThreads() : Number(process.env.BENCH_THREADS);
  const places = { root: KNOWLEDGE_FOLDER, cache: COMPILED_FOLDER, silentMs: 20_000 };
  const threads = { count, ...places, ...(dialog === 'echo' && { file: ECHO_THREAD }) };
  const clock = { now: Date.now, log: createLog('error') };
  return (storage, driver, conversations) => {
    const { bot } = composeShopBot({ shared, storage, driver, conversations, threads, ...clock });
    return dialog === 'echo' && count === 0 ? { ...bot, handler: echo } : bot;
  };
}
