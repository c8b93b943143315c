import type { Driver } from './driver.ts';
import { SqliteDriver } from './sqlite/sqliteDriver.ts';

/**
 * Opens the store that an address names: `sqlite:data/sanad.db` (a file) or `redis://host:6379/0`, `rediss://…`.
 * The Redis client is loaded only when it is used.
 */
export async function openDriver(url: string, namespace = 'sanad'): Promise<Driver> {
  if (url.startsWith('sqlite:')) return new SqliteDriver({ file: url.slice('sqlite:'.length), namespace });
  if (/^rediss?:\/\//.test(url)) {
    const { RedisDriver } = await import('./redis/redisDriver.ts');
    return RedisDriver.open({ url, namespace });
  }
  throw new Error(`STORAGE_URL must begin with "sqlite:" or "redis://", not "${url.split(':')[0]}:"`);
}
