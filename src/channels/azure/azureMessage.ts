import type { ChannelActivity } from '../activity.ts';
import { choicesOf, linksOf, numbered, type ShowsNumbers } from '../choices.ts';
import { outgoingFiles } from '../outgoingFiles.ts';
import { messageText, type Words } from '../text/messageText.ts';
import { inCharacters, splitText } from '../text/splitText.ts';

/**
 * What all channels behind Azure take: Teams has 28 KB a message and shows six suggested actions; the titles of
 * suggested actions may be cut on small screens.
 */
export const AZURE_LIMITS = { text: 8000, buttons: 6, buttonTitle: 60 } as const;

/** Pictures are fetched by the service from our public address; documents of others are shown nowhere in Teams. */
export function azureFiles(publicUrl: string | undefined): readonly string[] {
  return publicUrl === undefined ? [] : ['image/png', 'image/jpeg', 'image/gif'];
}

export const azureShowsNumbers: ShowsNumbers = (choices) =>
  choices.length > AZURE_LIMITS.buttons || choices.some(({ title }) => title.length > AZURE_LIMITS.buttonTitle);

/** Writes a message as one or several activities in plain text; choices are suggested actions or numbered lines. */
export function azurePayloads(activity: ChannelActivity, words: Words, publicUrl?: string): ChannelActivity[] {
  if (activity.type !== 'message') return [];
  const choices = choicesOf(activity);
  const links = linksOf(activity).map(({ title, url }) => `${title}: ${url}`);
  const { shown, told } = outgoingFiles(activity, azureFiles(publicUrl), words, publicUrl);
  const said = [messageText(activity, words), ...links, ...told].filter((block) => block !== '');
  if (choices.length > 0 && said.length === 0) said.push(words('channels.choose'));
  const byNumber = azureShowsNumbers(choices);
  if (byNumber) said.push(numbered(choices));
  const actions = byNumber ? [] : choices.map(({ title, says }) => ({ type: 'imBack', title, value: says }));
  const parts = splitText(said.join('\n\n'), { most: AZURE_LIMITS.text, measure: inCharacters });
  const files = shown.map(({ contentType, path, name }) => ({
    type: 'message',
    attachments: [{ contentType, contentUrl: `${publicUrl}${path}`, name }],
  }));
  const texts = parts.map((text, index) => ({
    type: 'message',
    text,
    textFormat: 'plain',
    ...(index === parts.length - 1 && actions.length > 0 && { suggestedActions: { to: [], actions } }),
  }));
  return choices.length > 0 ? [...files, ...texts] : [...texts, ...files];
}
