import { KNOWLEDGE_FOLDER } from '../src/cli/folders.ts';
import { readKnowledge } from '../src/knowledge/index.ts';
import { loadReturnExamples } from '../src/knowledge/returnExamples.ts';
import { decide, openCalendar, readInstant } from '../src/returns/index.ts';
import { heading, note } from './figures.ts';

const SECONDS = Number(process.env.BENCH_SECONDS ?? 3);
const GOAL = 10_000;

/**
 * How many return decisions one core makes in process: all examples of all shops, over and over. By processor time, so
 * that other work on the machine does not count; the time on the clock is told beside it.
 */
export function benchDecisions(): void {
  const work = examples();
  let decisions = 0;
  const start = performance.now();
  const cpu = process.cpuUsage();
  while (performance.now() - start < SECONDS * 1000) {
    for (const run of work) run();
    decisions += work.length;
  }
  const { user, system } = process.cpuUsage(cpu);
  const perSecond = (seconds: number) => Math.round(decisions / seconds).toLocaleString('en');
  heading('Return decisions');
  note(`${perSecond((user + system) / 1e6)} a second of one core, goal ${GOAL.toLocaleString('en')}`);
  note(`${perSecond((performance.now() - start) / 1000)} a second on the clock; ${work.length} different cases`);
}

function examples(): (() => void)[] {
  return readKnowledge(KNOWLEDGE_FOLDER).packs.flatMap(({ shop, returns }) => {
    if (!returns) return [];
    const calendar = openCalendar(returns.holidays);
    const cases = loadReturnExamples(KNOWLEDGE_FOLDER, shop.id, [])?.examples ?? [];
    return cases.flatMap((example) => {
      const now = readInstant(example.now);
      return now === undefined ? [] : [() => void decide(returns, example, now, calendar)];
    });
  });
}
