import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis } from './redisServer.ts';

/** A place to store things for a test, on one of the drivers. */
export interface Store {
  readonly url: string;
  /** Kills the store's own process and starts it again; nothing to do where it has none. */
  restart(): Promise<void>;
  remove(): Promise<void>;
}

/** Every driver that the product has; store tests loop over it. */
export const STORES: readonly { readonly name: string; create(): Promise<Store> }[] = [
  { name: 'sqlite', create: createSqlite },
  { name: 'redis', create: createRedis },
];

async function createSqlite(): Promise<Store> {
  const folder = mkdtempSync(join(tmpdir(), 'sanad-sqlite-'));
  return {
    url: `sqlite:${join(folder, 'sanad.db')}`,
    restart: async () => undefined,
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function createRedis(): Promise<Store> {
  const server = await startRedis();
  return { url: server.url, restart: () => server.restart(), remove: () => server.stop() };
}
