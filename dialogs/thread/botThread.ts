import { workerData } from 'node:worker_threads';
import { createQuestionAnswerer, openCompiledKnowledge } from '../../src/answers/index.ts';
import { createBot } from '../bot.ts';
import { openSay } from '../locales/openSay.ts';
import type { ThreadData } from './messages.ts';
import { remoteParts } from './remoteParts.ts';
import { serveTurns } from './serveTurns.ts';

/** Runs the bot in a thread of its own. */
const { root, cache } = workerData as ThreadData;

serveTurns((storage, call, has) => {
  const knowledge = openCompiledKnowledge({ root, cache });
  const say = openSay();
  const answerer = createQuestionAnswerer(knowledge, say);
  return createBot({ say, knowledge, answerer, ...remoteParts(has, call) }, storage);
});
