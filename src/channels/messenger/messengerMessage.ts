import type { ChannelActivity } from '../activity.ts';
import { type Choice, choicesOf, linksOf, numbered, type ShowsNumbers } from '../choices.ts';
import { type OutgoingFile, outgoingFiles } from '../outgoingFiles.ts';
import { messageText, type Words } from '../text/messageText.ts';
import { inBytes, inCharacters, splitText, type TextLimit } from '../text/splitText.ts';

export type MessengerPlatform = 'messenger' | 'instagram';

/** The Send API's limits: Messenger counts characters (fewer than 2000), Instagram bytes. */
export const MESSENGER_LIMITS = { text: 1999, textBytes: 1000, quickReplies: 13, quickReplyTitle: 20 } as const;

/** One send, before it is known to whom. */
export interface MessengerPayload {
  readonly message: Readonly<Record<string, unknown>>;
  /** Whose words: a person's may be sent with the human-agent tag after the window. */
  readonly by: string;
  readonly file?: OutgoingFile;
}

/** The kinds of file that each platform shows. Instagram fetches pictures from our public address, so it needs one. */
export function messengerFiles(platform: MessengerPlatform, publicUrl: string | undefined): readonly string[] {
  if (platform === 'messenger') return ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'application/pdf'];
  return publicUrl === undefined ? [] : ['image/png', 'image/jpeg', 'image/gif'];
}

/** Larger files than this go as a link. */
export function mostFileBytes(platform: MessengerPlatform): number {
  return platform === 'messenger' ? 25_000_000 : 8_000_000;
}

function limitOf(platform: MessengerPlatform): TextLimit {
  if (platform === 'instagram') return { most: MESSENGER_LIMITS.textBytes, measure: inBytes };
  return { most: MESSENGER_LIMITS.text, measure: inCharacters };
}

/** Quick replies vanish after the next message, and Instagram shows none on a computer: there the lines have numbers too. */
export function messengerShowsNumbers(platform: MessengerPlatform): ShowsNumbers {
  return (choices) =>
    platform === 'instagram' ||
    choices.length > MESSENGER_LIMITS.quickReplies ||
    choices.some(({ title }) => isLong(title));
}

function isLong(title: string): boolean {
  return title.trim() === '' || title.length > MESSENGER_LIMITS.quickReplyTitle;
}

/** Writes a message as one or several sends; choices stand under the last. */
export function messengerPayloads(
  platform: MessengerPlatform,
  activity: ChannelActivity,
  words: Words,
  publicUrl?: string,
): MessengerPayload[] {
  if (activity.type !== 'message') return [];
  const by = String((activity.channelData?.sanad?.voice as { by?: unknown } | undefined)?.by ?? 'bot');
  const choices = choicesOf(activity);
  const links = linksOf(activity).map(({ title, url }) => `${title}: ${url}`);
  const { shown, told } = outgoingFiles(activity, messengerFiles(platform, publicUrl), words, publicUrl);
  const said = [messageText(activity, words), ...links, ...told].filter((block) => block !== '');
  if (choices.length > 0 && said.length === 0) said.push(words('channels.choose'));
  if (messengerShowsNumbers(platform)(choices) && choices.length > 0) said.push(numbered(choices));
  const parts = splitText(said.join('\n\n'), limitOf(platform));
  const quick = quickReplies(choices);
  const texts = parts.map((text, index) => {
    const last = index === parts.length - 1;
    return { message: { text, ...(last && quick.length > 0 && { quick_replies: quick }) }, by };
  });
  const files = shown.map((one) => filePayload(one, by));
  return choices.length > 0 ? [...files, ...texts] : [...texts, ...files];
}

/** A title that is too long for its button is its number in the list above. */
function quickReplies(choices: readonly Choice[]) {
  if (choices.length > MESSENGER_LIMITS.quickReplies) return [];
  const byNumber = choices.some(({ title }) => isLong(title));
  return choices.map(({ id, title }, index) => ({
    content_type: 'text',
    title: byNumber ? String(index + 1) : title,
    payload: id,
  }));
}

const PICTURES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif']);

function filePayload(file: OutgoingFile, by: string): MessengerPayload {
  const type = PICTURES.has(file.contentType) ? 'image' : 'file';
  return { message: { attachment: { type, payload: {} } }, by, file };
}
