import type { InlineKeyboardButton } from '@grammyjs/types';
import { EXTENSIONS } from '../../files/index.ts';
import type { ChannelActivity } from '../activity.ts';
import { type Choice, choicesOf, linksOf, numbered, type ShowsNumbers } from '../choices.ts';
import { type OutgoingFile, outgoingFiles } from '../outgoingFiles.ts';
import { messageText, type Words } from '../text/messageText.ts';
import { inCharacters, splitText } from '../text/splitText.ts';

/** The Bot API's limits; `shownTitle` is what fits on a button of a phone. */
export const TELEGRAM_LIMITS = {
  text: 4096,
  buttons: 100,
  rowButtons: 8,
  callbackData: 64,
  shownTitle: 40,
  photoBytes: 10_000_000,
} as const;

/** One call of the Bot API, before it is known to whom. */
export interface TelegramPayload {
  readonly method: 'sendMessage' | 'sendPhoto' | 'sendDocument';
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The address of a file of our store. */
  readonly file?: string;
}

export const telegramShowsNumbers: ShowsNumbers = (choices) =>
  choices.length > TELEGRAM_LIMITS.buttons || choices.some(({ title }) => isLong(title));

function isLong(title: string): boolean {
  return title.trim() === '' || title.length > TELEGRAM_LIMITS.shownTitle;
}

/** Writes a message as one or several calls; buttons stand under the last text. */
export function telegramPayloads(activity: ChannelActivity, words: Words, publicUrl?: string): TelegramPayload[] {
  if (activity.type !== 'message') return [];
  const choices = choicesOf(activity);
  const links = linksOf(activity);
  const { shown, told } = outgoingFiles(activity, TELEGRAM_FILES, words, publicUrl);
  const said = [messageText(activity, words), ...told].filter((block) => block !== '');
  if (choices.length + links.length > 0 && said.length === 0) said.push(words('channels.choose'));
  if (telegramShowsNumbers(choices)) said.push(numbered(choices));
  const rows = [...choiceRows(choices), ...links.map(({ title, url }) => [{ text: title, url }])];
  const parts = splitText(said.join('\n\n'), { most: TELEGRAM_LIMITS.text, measure: inCharacters });
  const texts = parts.map((text, index): TelegramPayload => {
    const keyboard = index === parts.length - 1 && rows.length > 0 ? { reply_markup: { inline_keyboard: rows } } : {};
    return { method: 'sendMessage', parameters: { text, link_preview_options: { is_disabled: true }, ...keyboard } };
  });
  const files = shown.map(filePayload);
  return choices.length > 0 ? [...files, ...texts] : [...texts, ...files];
}

/** One button a row; two where both are short; numbers where a title is too long to be read on a button. */
function choiceRows(choices: readonly Choice[]): InlineKeyboardButton[][] {
  if (choices.length > TELEGRAM_LIMITS.buttons) return [];
  const byNumber = telegramShowsNumbers(choices);
  const buttons = choices.map(({ id, title }, index) => ({
    text: byNumber ? String(index + 1) : title,
    callback_data: id,
  }));
  const short = choices.every(({ title }) => title.length <= TELEGRAM_LIMITS.shownTitle / 3);
  const width = byNumber ? TELEGRAM_LIMITS.rowButtons : short ? 2 : 1;
  return Array.from({ length: Math.ceil(buttons.length / width) }, (_, row) =>
    buttons.slice(row * width, (row + 1) * width),
  );
}

/** Everything that is stored goes as a document. */
const TELEGRAM_FILES: readonly string[] = Object.keys(EXTENSIONS);

function filePayload({ contentType, path }: OutgoingFile): TelegramPayload {
  const isPhoto = contentType === 'image/jpeg' || contentType === 'image/png';
  return { method: isPhoto ? 'sendPhoto' : 'sendDocument', parameters: {}, file: path };
}
