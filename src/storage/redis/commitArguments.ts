import type { Batch } from '../driver.ts';
import { encodeName, encodeValue } from '../names.ts';

/** Where a partition's things lie; all begin with one hash tag, so Redis Cluster keeps them on one node. */
export interface PartitionKeys {
  readonly documents: string;
  readonly counters: string;
  list(name: string): string;
  index(name: string): string;
}

export function partitionKeys(namespace: string, partition: string): PartitionKeys {
  const tag = `${encodeName(namespace)}:{${encodeName(partition)}}`;
  return {
    documents: `${tag}:d`,
    counters: `${tag}:n`,
    list: (name) => `${tag}:s:${encodeName(name)}`,
    index: (name) => `${tag}:z:${encodeName(name)}`,
  };
}

/** A batch as KEYS and ARGV of the commit script, and the keys of its expectations in the script's order. */
export function commitArguments(batch: Batch, place: PartitionKeys, channel: (topic: string) => string) {
  const keys = [place.documents, place.counters];
  const keyOf = (key: string) => {
    const known = keys.indexOf(key);
    return String(known < 0 ? keys.push(key) : known + 1);
  };
  const { fence, checks = [], puts = [], deletes = [], appends = [], notices = [] } = batch;
  const { trims = [], ranks = [], unranks = [] } = batch;
  const expectations = [...checks, ...puts, ...deletes].filter((one) => one.expect !== undefined);
  const listed = (items: readonly string[][]) => [String(items.length), ...items.flat()];
  const args = [
    ...(fence ? [encodeName(fence.lease), String(fence.number), fence.release ? '1' : '0'] : ['', '', '0']),
    ...listed(expectations.map(({ key, expect }) => [encodeName(key), String(expect)])),
    ...listed(puts.map(({ key, value }) => [encodeName(key), encodeValue(value)])),
    ...listed(deletes.map(({ key }) => [encodeName(key)])),
    ...listed(appends.map(({ list, value }) => [keyOf(place.list(list)), encodeName(list), encodeValue(value)])),
    ...listed(trims.map(({ list, upTo }) => [keyOf(place.list(list)), encodeName(list), String(upTo)])),
    ...listed(
      ranks.map(({ index, member, order }) => [
        keyOf(place.index(index)),
        encodeName(index),
        encodeName(member),
        String(order),
      ]),
    ),
    ...listed(
      unranks.map(({ index, member, order }) => [
        keyOf(place.index(index)),
        encodeName(member),
        order === undefined ? '' : String(order),
      ]),
    ),
    ...listed(notices.map(({ topic, message }) => [channel(topic), message])),
  ];
  return { keys, args, expected: expectations.map((one) => one.key) };
}
