import type * as wire from '../../console/api/wire.ts';
import { FileStore, fileIdOf } from '../../files/index.ts';
import type { Driver } from '../../storage/index.ts';

/** Adds to files that came from a platform what is known of them: what a voice note says, or that it could not be kept. */
export function withKnownFiles(
  driver: Driver,
  entries: readonly wire.TranscriptEntry[],
): Promise<wire.TranscriptEntry[]> {
  const files = new FileStore(driver);
  return Promise.all(
    entries.map(async (entry) => {
      if (!entry.attachments) return entry;
      return { ...entry, attachments: await Promise.all(entry.attachments.map((one) => withKnown(files, one))) };
    }),
  );
}

async function withKnown(files: FileStore, attachment: wire.Attachment): Promise<wire.Attachment> {
  const id = fileIdOf(attachment.url);
  if (id === undefined) return attachment;
  const { missing, transcript } = await files.about(id);
  return { ...attachment, ...(missing && { missing }), ...(transcript !== undefined && { transcript }) };
}
