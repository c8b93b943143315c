import type { ChannelActivity } from '../channels/activity.ts';
import { fileIdOf } from '../files/index.ts';

/** The ids of the files in a conversation's log. */
export function filesOf(log: readonly unknown[]): string[] {
  const ids = log.flatMap((entry) => {
    const { attachments = [], channelData } = (entry as { activity: ChannelActivity }).activity;
    const media = channelData?.sanad?.media;
    const fetched = Array.isArray(media) ? media.map(({ file }) => file as unknown) : [];
    return [...attachments.map(({ contentUrl = '' }) => fileIdOf(contentUrl)), ...fetched];
  });
  return [...new Set(ids.filter((id): id is string => typeof id === 'string'))];
}
