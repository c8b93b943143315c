import { z } from 'zod';
import type { ChannelAttachment, MediaReference, SanadData } from '../activity.ts';
import { mediaParts } from '../media/incomingMedia.ts';

/** A file that a customer of Teams uploads: the address stands in its content. */
const TEAMS_FILE = 'application/vnd.microsoft.teams.file.download.info';

const attachment = z.looseObject({
  contentType: z.string().max(200),
  contentUrl: z.string().max(4000).optional(),
  name: z.string().optional(),
  content: z.unknown().optional(),
});
const teamsFile = z.looseObject({ downloadUrl: z.string().max(4000), fileType: z.string().optional() });

/** What Teams calls the kinds of file that are taken. */
const TYPES: Readonly<Record<string, string | undefined>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  pdf: 'application/pdf',
};

const MOST_ATTACHMENTS = 10;

/**
 * The files of a customer's activity, to be fetched before its turn; `idOf` names the file at an index. Cards and the
 * HTML that Teams sends beside each text are no files.
 */
export function readAttachments(
  attachments: readonly unknown[] | undefined,
  idOf: (index: number) => string,
): { attachments?: ChannelAttachment[]; sanad: SanadData } {
  const references = (attachments ?? []).slice(0, MOST_ATTACHMENTS).flatMap((one, index): MediaReference[] => {
    const parsed = attachment.safeParse(one);
    const file = parsed.success ? fileOf(parsed.data) : undefined;
    const name = parsed.success ? parsed.data.name?.slice(0, 120) : undefined;
    return file ? [{ ...file, file: idOf(index), ...(name !== undefined && { name }) }] : [];
  });
  return mediaParts(references);
}

function fileOf({ contentType, contentUrl, content }: z.output<typeof attachment>) {
  if (contentType === TEAMS_FILE) {
    const info = teamsFile.safeParse(content);
    const type = TYPES[info.data?.fileType?.toLowerCase() ?? ''];
    return info.success && type !== undefined ? { source: info.data.downloadUrl, contentType: type } : undefined;
  }
  if (contentUrl === undefined || !/^(?:image|audio)\/|^application\/pdf$/.test(contentType)) return undefined;
  // Pictures pasted into Teams are of no certain kind; the content decides.
  return { source: contentUrl, contentType: contentType === 'image/*' ? 'image/png' : contentType };
}
