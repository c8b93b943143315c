import { type ChildProcess, spawn } from 'node:child_process';

/** A process of ours, its output so far, and ways to wait for it. */
export interface Child {
  readonly process: ChildProcess;
  readonly output: () => string;
  /** Resolves with the first match in standard output; rejects when the process ends before. */
  saw(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves when the process has ended. */
  ended(): Promise<void>;
  kill(signal: NodeJS.Signals): Promise<void>;
}

/** Starts one of our TypeScript files (or a flag of Node, then the file) with the Node that runs the tests. */
export function startChild(file: string, args: readonly string[], env: Record<string, string> = {}): Child {
  const child = spawn(process.execPath, [file, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  const looks = new Set<() => void>();
  const end = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
    for (const look of looks) look();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  const saw = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(out);
        if (!match) return;
        looks.delete(look);
        resolve(match);
      };
      looks.add(look);
      look();
      end.then(() => reject(new Error(`${file} ended before it said ${pattern}:\n${out}\n${err}`)));
    });
  const kill = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await end;
  };
  return { process: child, output: () => out + err, saw, ended: () => end, kill };
}
