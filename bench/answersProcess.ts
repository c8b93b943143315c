import type { AnswersSample } from './answers.ts';
import { answerParent, usage } from './process.ts';
import { benchQuestions } from './questions.ts';

const WARM_MS = 1500;
const MEASURED_MS = 4000;

/** Answers all questions over and over, for so long; returns how many. */
async function answerFor(ms: number, answerAll: () => Promise<number>): Promise<number> {
  let count = 0;
  for (const end = performance.now() + ms; performance.now() < end; ) count += await answerAll();
  return count;
}

async function measure(): Promise<AnswersSample> {
  const questions = benchQuestions();
  const empty = usage(true).rssBytes;
  const { openAnswering } = await import('../test/support/answering.ts');
  const { answerer } = openAnswering();
  for (const shop of answerer.shops) answerer.pipeline(shop);
  const open = usage(true).rssBytes;
  const answerAll = async () => {
    for (const { shop, question } of questions) await answerer.answer(shop, { question });
    return questions.length;
  };
  await answerFor(WARM_MS, answerAll);
  const before = usage();
  const begun = performance.now();
  const count = await answerFor(MEASURED_MS, answerAll);
  const seconds = (performance.now() - begun) / 1000;
  const cpuMs = usage().cpuMs - before.cpuMs;
  return { questions: count, seconds, cpuMs, rssBytes: { empty, open, after: usage(true).rssBytes } };
}

answerParent(measure);
