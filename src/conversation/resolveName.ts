import type { Driver } from '../storage/index.ts';
import { partitionOf } from './records.ts';

export interface Resolved {
  readonly conversation: string;
  /** It will never be another one: the names have been noted, or the conversation has begun. */
  readonly settled: boolean;
}

/**
 * The conversation that goes by one of several names: one that was noted for a name, else one that has begun under a
 * name, else the first name. It is noted for all of them, so that a later message that gives only one finds it; but a
 * name under which another conversation has begun keeps that.
 */
export async function resolveName(driver: Driver, names: readonly [string, ...string[]]): Promise<Resolved> {
  const noted = await Promise.all(names.map((name) => driver.get(aliasOf(name), 'conversation')));
  const known = noted.find((one) => one !== undefined);
  const records = await Promise.all(names.map((name) => driver.get(partitionOf(name), 'conversation')));
  const begun = names.filter((_, index) => records[index] !== undefined);
  const conversation = known ? String(known.value) : (begun[0] ?? names[0]);
  const missing = names.filter((name, index) => name !== conversation && !noted[index] && !begun.includes(name));
  for (const name of missing) {
    // Beside the conversation first, so that whoever deletes it finds all its names.
    await driver.commit({ partition: partitionOf(conversation), puts: [{ key: `${NAME}${name}`, value: name }] });
    await driver.commit({ partition: aliasOf(name), puts: [{ key: 'conversation', value: conversation, expect: 0 }] });
  }
  return { conversation, settled: known !== undefined || begun.length > 0 };
}

/** Forgets the other names of a conversation that is being deleted; read from the conversation while it is there. */
export async function forgetNames(driver: Driver, conversation: string): Promise<void> {
  const { documents } = await driver.names(partitionOf(conversation));
  const names = documents.filter((key) => key.startsWith(NAME)).map((key) => key.slice(NAME.length));
  for (const name of names) await driver.drop(aliasOf(name));
}

/** Documents of a conversation that tell its other names. */
const NAME = 'name:';

function aliasOf(name: string): string {
  return `alias:${name}`;
}
