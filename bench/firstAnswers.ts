import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startChild } from '../test/support/child.ts';
import { activities, type ClientConversation, message, post, startConversation } from '../test/support/directLine.ts';
import { freePort } from '../test/support/redisServer.ts';
import { figure, heading, median, megabytes, whole } from './figures.ts';
import { type BenchQuestion, benchQuestions } from './questions.ts';

const RUNS = 5;
const LINES = 6000;
const ASK = fileURLToPath(new URL('../src/cli/ask.ts', import.meta.url));
const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

interface FirstAnswer {
  readonly ms: number;
  readonly rssBytes: number;
}

/** How long a person waits after starting a command or the server. */
export async function benchFirstAnswers(): Promise<void> {
  const questions = benchQuestions();
  heading(`First answer: from the start of the process, median of ${RUNS} runs`);
  await report('`ask`: first line on standard output', () => firstOfAsk(questions));
  await report('server (`src/main.ts`): answer fetched over HTTP, burst wait 0', () => firstOfServer(questions, '0'));
  await report('server: the same with the standard burst wait of 600 ms', () => firstOfServer(questions, ''));
  figure(
    `\`ask\`, ${whole(LINES)} lines through a pipe: lines a second after the first`,
    whole(await askRate(questions)),
  );
}

async function report(what: string, run: () => Promise<FirstAnswer>): Promise<void> {
  const runs: FirstAnswer[] = [];
  for (let i = 0; i < RUNS; i++) runs.push(await run());
  const ms = median(runs.map((one) => one.ms));
  figure(what, `${whole(ms)} ms, then ${megabytes(median(runs.map((one) => one.rssBytes)))} RSS`);
}

function lineOf({ shop, question }: BenchQuestion | undefined = { shop: '', question: '' }, id: number): string {
  return `${JSON.stringify({ id, shop, question })}\n`;
}

async function firstOfAsk(questions: readonly BenchQuestion[]): Promise<FirstAnswer> {
  const begun = performance.now();
  const child = spawn(process.execPath, [ASK], { stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.write(lineOf(questions[0], 0));
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const ms = performance.now() - begun;
  const rssBytes = rssOf(child.pid);
  child.stdin.end();
  await new Promise((resolve) => child.once('close', resolve));
  return { ms, rssBytes };
}

async function askRate(questions: readonly BenchQuestion[]): Promise<number> {
  const child = spawn(process.execPath, [ASK], { stdio: ['pipe', 'pipe', 'ignore'] });
  for (let id = 0; id < LINES; id++) child.stdin.write(lineOf(questions[id % questions.length], id));
  child.stdin.end();
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const begun = performance.now();
  child.stdout.resume();
  await new Promise((resolve) => child.once('close', resolve));
  return LINES / ((performance.now() - begun) / 1000);
}

/** What `npm start` runs, with a fresh store. */
async function firstOfServer(questions: readonly BenchQuestion[], burst: string): Promise<FirstAnswer> {
  const { shop, question } = questions[0] ?? { shop: '', question: '' };
  const folder = mkdtempSync(join(tmpdir(), 'sanad-bench-'));
  const port = await freePort();
  const begun = performance.now();
  const server = startChild(MAIN, [], {
    PORT: String(port),
    HOST: '127.0.0.1',
    STORAGE_URL: `sqlite:${join(folder, 'sanad.db')}`,
    BURST_WAIT_MS: burst,
    // Looking for the answer is asked for more often than a customer may.
    MESSAGES_PER_MINUTE: '100000',
    LOG_LEVEL: 'error',
  });
  const conversation = await startConversation(`http://127.0.0.1:${port}`, shop);
  await answered(conversation, await post(conversation, message(question)));
  const ms = performance.now() - begun;
  const rssBytes = rssOf(server.process.pid);
  await server.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
  return { ms, rssBytes };
}

async function answered(conversation: ClientConversation, id: string): Promise<void> {
  while (!(await activities(conversation)).some((activity) => activity.replyToId === id)) await pause(5);
}

function rssOf(pid: number | undefined): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)]).toString()) * 1024;
}
