/**
 * How many return decisions a second one core makes in process: all examples of all shops, over and over.
 * `node bench/decide.ts`; the goal is 10,000 a second.
 */
import { KNOWLEDGE_FOLDER } from '../src/cli/knowledgeFolder.ts';
import { readKnowledge } from '../src/knowledge/index.ts';
import { loadReturnExamples } from '../src/knowledge/returnExamples.ts';
import { decide, openCalendar, readInstant } from '../src/returns/index.ts';

const SECONDS = 3;
const work = readKnowledge(KNOWLEDGE_FOLDER).packs.flatMap(({ shop, returns }) => {
  const calendar = openCalendar(returns!.holidays);
  const examples = loadReturnExamples(KNOWLEDGE_FOLDER, shop.id, [])?.examples ?? [];
  return examples.map((example) => () => decide(returns!, example, readInstant(example.now)!, calendar));
});

let decisions = 0;
const start = performance.now();
while (performance.now() - start < SECONDS * 1000) {
  for (const run of work) run();
  decisions += work.length;
}
const seconds = (performance.now() - start) / 1000;
process.stdout.write(`${Math.round(decisions / seconds)} decisions a second (${work.length} different cases)\n`);
