import type { ChannelActivity } from '../activity.ts';
import { type Choice, choicesOf, linksOf, numbered, type ShowsNumbers } from '../choices.ts';
import { type OutgoingFile, outgoingFiles } from '../outgoingFiles.ts';
import { messageText, type Words } from '../text/messageText.ts';
import { inCharacters, shorten, splitText } from '../text/splitText.ts';

/** The Cloud API's limits, in characters. */
export const WHATSAPP_LIMITS = {
  text: 4096,
  buttonBody: 1024,
  buttons: 3,
  buttonTitle: 20,
  listBody: 4096,
  rows: 10,
  rowTitle: 24,
  rowDescription: 72,
  listButton: 20,
  caption: 1024,
  templateParameter: 900,
  imageBytes: 5_000_000,
} as const;

/** What can be uploaded: other pictures would be stickers, or nothing. */
export const WHATSAPP_FILES = ['image/jpeg', 'image/png', 'application/pdf'] as const;

/** One send, before it is known to whom. */
export interface WhatsAppPayload {
  /** `type` and what belongs to it, as the Cloud API takes it. */
  readonly message: Readonly<Record<string, unknown>>;
  /** The same as plain text: for a template after the answer window, and where a kind does not go through. */
  readonly text: string;
  /** Whose words: a person's may go out as a template after the window. */
  readonly by: string;
  /** The address of a file of our store that must be handed over first; its id goes into the message. */
  readonly file?: string;
}

/** Writes a message as one or several sends. */
export function whatsappPayloads(activity: ChannelActivity, words: Words, publicUrl?: string): WhatsAppPayload[] {
  if (activity.type !== 'message') return [];
  const by = String((activity.channelData?.sanad?.voice as { by?: unknown } | undefined)?.by ?? 'bot');
  const links = linksOf(activity).map(({ title, url }) => `${title}: ${url}`);
  const { shown, told } = outgoingFiles(activity, WHATSAPP_FILES, words, publicUrl);
  const text = [messageText(activity, words), ...links, ...told].filter((block) => block !== '').join('\n\n');
  const choices = choicesOf(activity);
  const files = shown.map((one) => filePayload(one, by));
  if (choices.length === 0) return [...texts(text, by), ...files];
  return [...files, ...offer(text || words('channels.choose'), choices, by, words)];
}

/** Where buttons and lists do not hold the choices, they are lines with numbers. */
export const whatsappShowsNumbers: ShowsNumbers = (choices) => !fitButtons(choices) && !fitList(choices);

function texts(text: string, by: string): WhatsAppPayload[] {
  const parts = splitText(text, { most: WHATSAPP_LIMITS.text, measure: inCharacters });
  return parts.map((body) => ({ message: { type: 'text', text: { body, preview_url: false } }, text: body, by }));
}

function offer(text: string, choices: readonly Choice[], by: string, words: Words): WhatsAppPayload[] {
  const asButtons = fitButtons(choices);
  if (!asButtons && !fitList(choices)) return texts(`${text}\n\n${numbered(choices)}`, by);
  const [before, body] = bodyOf(text, asButtons ? WHATSAPP_LIMITS.buttonBody : WHATSAPP_LIMITS.listBody, words);
  const interactive = asButtons ? buttons(body, choices) : list(body, choices, words);
  const said = `${body}\n\n${numbered(choices)}`;
  return [...texts(before, by), { message: { type: 'interactive', interactive }, text: said, by }];
}

/** The last paragraphs that fit beside buttons, and all before them. */
function bodyOf(text: string, most: number, words: Words): [string, string] {
  const paragraphs = text.split('\n\n');
  const body: string[] = [];
  while (paragraphs.length > 0 && [paragraphs.at(-1), ...body].join('\n\n').length <= most) {
    body.unshift(paragraphs.pop() ?? '');
  }
  return [paragraphs.join('\n\n'), body.join('\n\n').trim() || words('channels.choose')];
}

function fitButtons(choices: readonly Choice[]): boolean {
  const titles = new Set(choices.map(({ title }) => title));
  const fit = choices.every(({ title }) => title.trim() !== '' && title.length <= WHATSAPP_LIMITS.buttonTitle);
  return fit && choices.length <= WHATSAPP_LIMITS.buttons && titles.size === choices.length;
}

/** A row shows 24 characters of its title and 72 more as its description. */
function fitList(choices: readonly Choice[]): boolean {
  const fit = choices.every(({ title }) => title.trim() !== '' && title.length <= WHATSAPP_LIMITS.rowDescription);
  return fit && choices.length <= WHATSAPP_LIMITS.rows;
}

function buttons(text: string, choices: readonly Choice[]) {
  const replies = choices.map(({ id, title }) => ({ type: 'reply', reply: { id, title } }));
  return { type: 'button', body: { text }, action: { buttons: replies } };
}

function list(text: string, choices: readonly Choice[], words: Words) {
  const short = { most: WHATSAPP_LIMITS.rowTitle, measure: inCharacters };
  const rows = choices.map(({ id, title }) => ({
    id,
    title: shorten(title, short),
    ...(title.length > WHATSAPP_LIMITS.rowTitle && { description: title }),
  }));
  const button = shorten(words('channels.open_list'), { most: WHATSAPP_LIMITS.listButton, measure: inCharacters });
  return { type: 'list', body: { text }, action: { button, sections: [{ rows }] } };
}

function filePayload({ contentType, path, name, told }: OutgoingFile, by: string): WhatsAppPayload {
  const message = contentType.startsWith('image/')
    ? { type: 'image', image: {} }
    : { type: 'document', document: { filename: name || 'file' } };
  return { message, text: told, by, file: path };
}

/** A person's words after the answer window, in the shop's template with one parameter: one line, without runs of spaces. */
export function templateMessage(text: string, template: { name: string; language: string }) {
  const line = shorten(text, { most: WHATSAPP_LIMITS.templateParameter, measure: inCharacters });
  return {
    type: 'template',
    template: {
      name: template.name,
      language: { code: template.language },
      components: [{ type: 'body', parameters: [{ type: 'text', text: line }] }],
    },
  };
}
