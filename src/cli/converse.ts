import { Writable } from 'node:stream';
import { answerJsonLines, InputFileError, type JsonLinesRun, runJsonLinesCommand } from './jsonLines.ts';
import { openKnowledge } from './knowledgeFolder.ts';
import { readScript } from './scriptLine.ts';
import { createScriptRunner, type ScriptResult } from './scriptRunner.ts';

/**
 * `npm run --silent converse < scripts.jsonl`: scripted conversations through the real bot (docs/commands.md). With
 * `--explain` every conversation is printed for a person to read.
 */
if (process.argv.slice(2).includes('--explain')) await explainLines();
else await runJsonLinesCommand('converse', openConverser);

function openConverser(): JsonLinesRun['answer'] {
  const unknown = process.argv.slice(2).find((option) => option !== '--explain');
  if (unknown !== undefined) throw new InputFileError(`unknown option ${unknown}; there is --explain`);
  const runner = createScriptRunner(openKnowledge());
  return (record) => runner.run(readScript(record));
}

/** The same lines, answered in the same way, but each told as text. */
async function explainLines(): Promise<void> {
  const output = new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      process.stdout.write(tell(JSON.parse(line)), done);
    },
  });
  const { stdin: input, stderr: log } = process;
  process.exitCode = await answerJsonLines({ command: 'converse', input, output, log, answer: openConverser() });
}

type Line = { readonly id: unknown; readonly error?: { readonly message: string } } & Partial<ScriptResult>;

function tell({ id, error, turns = [], end }: Line): string {
  const lines = turns.flatMap(({ user, replies, citations, suggestedActions }) => [
    `> ${user}`,
    ...replies.map((reply) => `< ${reply.replaceAll('\n', '\n  ')}`),
    ...citations.map(({ clause, quote }) => `    ${clause}: «${quote}»`),
    ...(suggestedActions.length > 0 ? [`    [${suggestedActions.join('] [')}]`] : []),
  ]);
  const ending = error ? [`error: ${error.message}`] : [`end: ${JSON.stringify(end)}`];
  return `== ${String(id)}\n${[...lines, ...ending].join('\n')}\n\n`;
}
