import { fileIdOf } from '../files/index.ts';
import type { ChannelActivity } from './activity.ts';
import type { Words } from './text/messageText.ts';

/** A file of our store that goes out with a message. */
export interface OutgoingFile {
  readonly contentType: string;
  /** The address of the file on this server, without the server. */
  readonly path: string;
  readonly name: string;
  /** What the customer reads where the platform does not show the file: a link, or that it cannot be shown here. */
  readonly told: string;
}

/**
 * The files of a message: those of a kind that the platform shows, and words for the others. `publicUrl` is how
 * customers reach this server; without it there can be no link.
 */
export function outgoingFiles(
  activity: ChannelActivity,
  kinds: readonly string[],
  words: Words,
  publicUrl: string | undefined,
): { shown: OutgoingFile[]; told: string[] } {
  const files = (activity.attachments ?? []).flatMap(({ contentType, contentUrl: path = '', name = '' }) => {
    if (fileIdOf(path) === undefined) return [];
    const shownName = name || words('channels.file');
    const told =
      publicUrl === undefined
        ? words('channels.file_unshown', { name: shownName })
        : words('channels.file_link', { name: shownName, url: publicUrl + path });
    return [{ contentType, path, name, told }];
  });
  return {
    shown: files.filter(({ contentType }) => kinds.includes(contentType)),
    told: files.filter(({ contentType }) => !kinds.includes(contentType)).map((file) => file.told),
  };
}
