import type { Driver, Entry } from '../storage/index.ts';

/** Everything that lies in a partition: documents by key, lists by name. */
export interface PartitionContent {
  readonly documents: Readonly<Record<string, unknown>>;
  readonly lists: Readonly<Record<string, readonly unknown[]>>;
}

const PAGE = 500;

/** Reads a partition whole, whatever part of the program wrote it. */
export async function partitionContent(driver: Driver, partition: string): Promise<PartitionContent> {
  const { documents, lists } = await driver.names(partition);
  const values: Record<string, unknown> = {};
  for (const key of documents) values[key] = (await driver.get(partition, key))?.value;
  const entries: Record<string, unknown[]> = {};
  for (const list of lists) entries[list] = await wholeList(driver, partition, list);
  return { documents: values, lists: entries };
}

async function wholeList(driver: Driver, partition: string, list: string): Promise<unknown[]> {
  const found: Entry[] = [];
  for (let after = 0; ; after = found.at(-1)?.position ?? 0) {
    const page = await driver.range(partition, list, { after, limit: PAGE });
    found.push(...page);
    if (page.length < PAGE) return found.map(({ value }) => value);
  }
}
