import { openKnowledge } from '../src/cli/knowledgeFolder.ts';
import type { Script } from '../src/cli/scriptLine.ts';
import { createScriptRunner } from '../src/cli/scriptRunner.ts';
import type { LoadOrder } from './load.ts';
import { type BenchProcess, startProcess } from './process.ts';
import { benchQuestions } from './questions.ts';

/** The questions of each shop, by shop id. */
export type QuestionsByShop = readonly (readonly [shop: string, questions: readonly string[]])[];

/**
 * The development questions that the whole bot answers from the policy at once. The others open a form, begin a return
 * check or call a person, and whoever asked them would stay there for the rest of a run.
 */
export async function groundedQuestions(): Promise<QuestionsByShop> {
  const runner = createScriptRunner(openKnowledge());
  const grounded = [];
  for (const { shop, question } of benchQuestions()) {
    const script: Script = { shop, channel: 'web', setup: {}, turns: [{ user: question }] };
    const { turns, end } = await runner.run(script);
    const cited = turns.some(({ citations }) => citations.length > 0);
    if (cited && end.activeDialog === null && end.handover === null) grounded.push({ shop, question });
  }
  return [...Map.groupBy(grounded, ({ shop }) => shop)].map(([shop, list]) => [shop, list.map((one) => one.question)]);
}

/** Starts a load generator whose customers ask those questions. */
export async function startLoad(): Promise<BenchProcess> {
  const load = await startProcess('./load.ts', []);
  const order: LoadOrder = { kind: 'questions', questions: await groundedQuestions() };
  await load.ask(order);
  return load;
}
