import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Another process of the bench: it is asked one thing at a time and answers. */
export interface BenchProcess {
  ask<Answer>(question: unknown): Promise<Answer>;
  /** Lets it end by itself, so that whatever it holds open is closed. */
  stop(): Promise<void>;
}

/** What a process has used since it began. */
export interface Usage {
  /** Milliseconds of CPU of all its threads: compiler and garbage collector included. */
  readonly cpuMs: number;
  readonly rssBytes: number;
}

/** Starts a file of bench/ that calls `answerParent`; resolves when it is ready. */
export async function startProcess(file: string, args: readonly string[], nodeFlags: readonly string[] = []) {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = fork(path, args, { execArgv: [...nodeFlags] });
  await answerOf(child, file);
  const started: BenchProcess = {
    async ask<Answer>(question: unknown) {
      const answer = answerOf(child, file);
      child.send({ question });
      return (await answer) as Answer;
    },
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.disconnect();
      }),
  };
  return started;
}

function answerOf(child: ChildProcess, file: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error(`${file} ended early`));
    child.once('exit', ended);
    child.once('message', (message: { answer?: unknown; error?: string }) => {
      child.removeListener('exit', ended);
      if (message.error === undefined) resolve(message.answer);
      else reject(new Error(`${file}: ${message.error}`));
    });
  });
}

/** The other side: says that it is ready, answers, and ends when the parent lets go of it. */
export function answerParent(
  answer: (question: never) => Promise<unknown>,
  close: () => Promise<void> = async () => undefined,
): void {
  process.on('message', ({ question }: { question: never }) => {
    answer(question).then(
      (value) => process.send?.({ answer: value }),
      (error: Error) => process.send?.({ error: error.stack ?? error.message }),
    );
  });
  process.once('disconnect', () => close().then(() => process.exit(0)));
  process.send?.({ answer: 'ready' });
}

/** What this process has used; `settled` collects garbage first (needs --expose-gc). */
export function usage(settled = false): Usage {
  if (settled) for (let i = 0; i < 5; i++) globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  return { cpuMs: (user + system) / 1000, rssBytes: process.memoryUsage().rss };
}
