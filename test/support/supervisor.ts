import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Child, startChild } from './child.ts';
import { freePort } from './redisServer.ts';

const SERVER = fileURLToPath(new URL('./crashServer.ts', import.meta.url));

/** Keeps one server (`crashServer` unless told another) running on one port, as a process supervisor of an operator does. */
export interface Supervisor {
  readonly url: string;
  /** How often it has been started again after a death. */
  readonly restarts: () => number;
  /** When it was killed, and when the next one listened, by `performance.now()`. */
  readonly deaths: readonly Death[];
  /** Kills the server as soon as it listens; resolves when it is dead. The supervisor starts the next. */
  kill(): Promise<void>;
  /** Ends for good, politely, and gives what the servers logged. */
  stop(): Promise<string>;
}

export interface Death {
  readonly at: number;
  /** Infinite until the next one listens. */
  bornAgainAt: number;
}

export async function supervise(env: Record<string, string>, file = SERVER): Promise<Supervisor> {
  const port = await freePort();
  const settings = {
    LOG_LEVEL: 'warn',
    PORT: String(port),
    HOST: '127.0.0.1',
    LEASE_MS: '500',
    BURST_WAIT_MS: '0',
    MESSAGES_PER_MINUTE: '1000000',
    CONVERSATIONS_PER_MINUTE: '1000000',
    // What one start has compiled serves the next: they are many.
    NODE_COMPILE_CACHE: join(tmpdir(), 'sanad-compiled'),
    ...env,
  };
  let restarts = 0;
  const deaths: Death[] = [];
  let stopping = false;
  let logged = '';
  let child: Child;
  const launch = () => {
    child = startChild(file, [], settings);
    child.ended().then(() => {
      logged += child.output();
      if (stopping) return;
      restarts += 1;
      launch();
      const death = deaths.at(-1);
      const born = () => {
        if (death) death.bornAgainAt = performance.now();
      };
      child.saw(/listening/).then(born, () => undefined);
    });
  };
  launch();
  await child!.saw(/listening/);
  return {
    url: `http://127.0.0.1:${port}`,
    restarts: () => restarts,
    deaths,
    async kill() {
      const victim = child;
      await victim.saw(/listening/).catch(() => undefined);
      deaths.push({ at: performance.now(), bornAgainAt: Number.POSITIVE_INFINITY });
      await victim.kill('SIGKILL');
    },
    async stop() {
      stopping = true;
      await child.kill('SIGTERM');
      return logged;
    },
  };
}
