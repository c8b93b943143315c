import { heading, note } from './figures.ts';
import { busyCores, machine } from './machine.ts';

/** `npm run bench [-- answers decisions turns widget memory]`: docs/benchmarks.md tells what is measured and how. */
const SECTIONS: Readonly<Record<string, () => Promise<void>>> = {
  answers: async () => (await import('./answers.ts')).benchAnswers(),
  decisions: async () => (await import('./decisions.ts')).benchDecisions(),
  turns: async () => (await import('./turns.ts')).benchTurns(),
  widget: async () => (await import('./widget.ts')).benchWidget(),
  memory: async () => (await import('./memory.ts')).benchMemory(),
};

async function main(asked: readonly string[]): Promise<void> {
  const unknown = asked.filter((name) => !(name in SECTIONS));
  if (unknown.length > 0) {
    process.stderr.write(`no such section: ${unknown.join(', ')}; there are ${Object.keys(SECTIONS).join(', ')}\n`);
    process.exitCode = 2;
    return;
  }
  heading(`Measured ${new Date().toISOString().slice(0, 16)}Z on ${machine()}`);
  note(`busy with other work just before: ${(await busyCores()).toFixed(1)} cores`);
  for (const name of asked.length > 0 ? asked : Object.keys(SECTIONS)) await SECTIONS[name]?.();
}

await main(process.argv.slice(2));
