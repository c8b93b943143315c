import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { ThreadData } from './messages.ts';

const BOT_THREAD = new URL('./botThread.ts', import.meta.url);

/** A processor for the server and one for the bot; where there is one processor alone, a thread only costs. */
export function defaultThreads(): number {
  return availableParallelism() > 1 ? 1 : 0;
}

/**
 * Opens a thread for the bot, which loads its code and waits to be begun (`BotThreads`). Nothing of the bot is imported
 * here, so that a server may open it before it loads its own code.
 */
export function openThread(workerData: ThreadData, file = BOT_THREAD): Worker {
  const worker = new Worker(file, { workerData });
  // One that fails before anybody listens is found to have ended, and replaced.
  worker.on('error', () => undefined);
  return worker;
}
