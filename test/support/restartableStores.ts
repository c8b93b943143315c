import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis } from './redisServer.ts';

/** A store that a test can take down as a power cut would, and bring up over the same data. */
export interface RestartableStore {
  readonly url: string;
  /** Everything that was opened on it must be closed or opened again. */
  restart(): Promise<void>;
  remove(): Promise<void>;
}

export const RESTARTABLE_STORES: readonly { readonly name: string; start(): Promise<RestartableStore> }[] = [
  {
    name: 'sqlite',
    start: async () => {
      const folder = mkdtempSync(join(tmpdir(), 'sanad-sqlite-'));
      return {
        url: `sqlite:${join(folder, 'sanad.db')}`,
        restart: async () => undefined,
        remove: async () => rmSync(folder, { recursive: true, force: true }),
      };
    },
  },
  {
    name: 'redis',
    start: async () => {
      const server = await startRedis();
      return { url: server.url, restart: () => server.restart(), remove: () => server.stop() };
    },
  },
];
