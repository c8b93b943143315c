import type { Driver } from '../storage/index.ts';
import { partitionOf } from './records.ts';

/**
 * The conversation that goes by one of several names: one that was noted for a name, else one that has begun under a
 * name, else the first name. It is noted for all of them, so that a later message that gives only one finds it.
 */
export async function resolveName(driver: Driver, names: readonly [string, ...string[]]): Promise<string> {
  const noted = await Promise.all(names.map((name) => driver.get(aliasOf(name), 'conversation')));
  const known = noted.find((one) => one !== undefined);
  const found = known ? String(known.value) : ((await firstBegun(driver, names)) ?? names[0]);
  const missing = names.filter((name, index) => name !== found && noted[index] === undefined);
  for (const name of missing) {
    await driver.commit({ partition: aliasOf(name), puts: [{ key: 'conversation', value: found, expect: 0 }] });
  }
  return found;
}

async function firstBegun(driver: Driver, names: readonly string[]): Promise<string | undefined> {
  if (names.length === 1) return undefined;
  const records = await Promise.all(names.map((name) => driver.get(partitionOf(name), 'conversation')));
  return names.find((_, index) => records[index] !== undefined);
}

function aliasOf(name: string): string {
  return `alias:${name}`;
}
