import type { ChannelActivity } from '../channels/activity.ts';
import type { Driver } from '../storage/index.ts';
import { type LogEntry, logEntry, partitionOf } from './records.ts';

/** What a customer quotes was said lately; older words are not looked for. */
const MOST_LOOKED_THROUGH = 500;
const PAGE = 100;

/**
 * The message that a customer's message replies to by quoting it, ours or the customer's own, from the platform's id of
 * it. A pressed button replies to the message that it stands under; that is no quote.
 */
export async function quotedBy(
  driver: Driver,
  conversation: string,
  { activity, position }: LogEntry,
): Promise<ChannelActivity | undefined> {
  const platformId = activity.channelData?.sanad?.repliesTo;
  if (typeof platformId !== 'string' || activity.channelData?.postBack) return undefined;
  const partition = partitionOf(conversation);
  const [ours, theirs] = await Promise.all([
    driver.get(partition, `platform:${platformId}`),
    driver.get(partition, `claim:${platformId}`),
  ]);
  const id = ((ours ?? theirs)?.value as { id?: string } | undefined)?.id;
  return id === undefined ? undefined : messageBefore(driver, partition, position, id);
}

async function messageBefore(
  driver: Driver,
  partition: string,
  position: number,
  id: string,
): Promise<ChannelActivity | undefined> {
  const last = Math.max(0, position - MOST_LOOKED_THROUGH);
  for (let before = position; before > last; before -= PAGE) {
    const after = Math.max(last, before - 1 - PAGE);
    const limit = before - 1 - after;
    if (limit <= 0) return undefined;
    const entries = await driver.range(partition, 'log', { after, limit });
    const found = entries.map(logEntry).find(({ activity }) => activity.id === id);
    if (found) return found.activity;
  }
  return undefined;
}

/** The customer's message to be quoted by our answer: where one answer stands for several messages, the last of them. */
export async function answeredMessage(
  driver: Driver,
  conversation: string,
  { activity, position }: LogEntry,
): Promise<ChannelActivity | undefined> {
  const answers = activity.channelData?.sanad?.answers ?? [];
  const id = answers.at(-1);
  if (id === undefined || answers.length < 2) return undefined;
  const after = Math.max(0, position - 1 - PAGE);
  const entries = (await driver.range(partitionOf(conversation), 'log', { after, limit: position - 1 - after })).map(
    logEntry,
  );
  const isFirst = !entries.some(({ activity: said }) => said.channelData?.sanad?.answers?.at(-1) === id);
  return isFirst ? entries.find(({ activity: said }) => said.id === id)?.activity : undefined;
}
