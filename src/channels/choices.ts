import { createHash } from 'node:crypto';
import type { CardAction, ChannelActivity } from './activity.ts';

/** A button as platforms see it: what stands on it, what comes back when it is pressed, what it then means. */
export interface Choice {
  readonly title: string;
  /** At most 20 characters, the same for the same button of the same message. */
  readonly id: string;
  /** What the customer has said by pressing it. */
  readonly says: string;
}

const SAID = new Set(['imBack', 'postBack', 'messageBack']);

/** The buttons of a message that answer it, in their order. */
export function choicesOf(activity: ChannelActivity): Choice[] {
  const actions = activity.suggestedActions?.actions ?? [];
  return actions.filter(({ type }) => SAID.has(type)).map(choiceOf);
}

/** The buttons of a message that open a page. */
export function linksOf(activity: ChannelActivity): { title: string; url: string }[] {
  const actions = activity.suggestedActions?.actions ?? [];
  return actions.flatMap(({ type, title, value }) =>
    type === 'openUrl' && typeof value === 'string' ? [{ title, url: value }] : [],
  );
}

function choiceOf(action: CardAction, index: number): Choice {
  const says = typeof action.value === 'string' ? action.value : (action.text ?? action.title);
  const mark = createHash('sha256').update(`${action.title}\n${says}`).digest('base64url').slice(0, 10);
  return { title: action.title, id: `pick:${index + 1}:${mark}`, says };
}

/** `1. title` a line, for platforms without buttons and for more of them than a platform shows. */
export function numbered(choices: readonly Choice[]): string {
  return choices.map(({ title }, index) => `${index + 1}. ${title}`).join('\n');
}

/** Does a platform get these choices as a numbered list, so that a number alone is a pick? */
export type ShowsNumbers = (choices: readonly Choice[]) => boolean;

/**
 * What the customer said, with a pick put into the words of its button: a button's id (`channelData.sanad.pick`), or
 * the number of a choice of our last message, where it can mean nothing else: the message showed numbers, or no title
 * has one. `ours` are our messages, newest first.
 */
export function readPick(
  said: ChannelActivity,
  ours: readonly ChannelActivity[],
  showsNumbers: ShowsNumbers,
): ChannelActivity {
  const id = said.channelData?.sanad?.pick;
  const found =
    typeof id === 'string'
      ? ours.flatMap(choicesOf).find((choice) => choice.id === id)
      : byNumber(said.text ?? '', ours[0], showsNumbers);
  return found ? { ...said, text: found.says } : said;
}

function byNumber(text: string, offer: ChannelActivity | undefined, showsNumbers: ShowsNumbers): Choice | undefined {
  const place = placeIn(text);
  if (place === undefined || !offer) return undefined;
  const choices = choicesOf(offer);
  return showsNumbers(choices) || isPlain(choices) ? choices[place - 1] : undefined;
}

/** Several choices without any number in them: a number that the customer types is the place of one. */
function isPlain(choices: readonly Choice[]): boolean {
  return choices.length > 1 && !choices.some(({ title }) => /\p{Nd}/u.test(title));
}

/** The number that a text is: "2", "٢", "2." or "(2)"; undefined when it says anything else. */
export function placeIn(text: string): number | undefined {
  const plain = text.replace(/[\u2066-\u2069\u200e\u200f]/gu, '').replace(/\p{Nd}/gu, westernDigit);
  const [, digits] = /^[\s(#]*(\d{1,2})[\s).:،-]*$/u.exec(plain) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** Digits of every script stand in blocks of ten, zero first; Arabic ones begin at a code that ends in 0. */
function westernDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  if (code >= 0x660 && code <= 0x669) return String(code - 0x660);
  if (code >= 0x6f0 && code <= 0x6f9) return String(code - 0x6f0);
  return digit;
}
