/** How long a text is in the eyes of a platform. */
export type Measure = (text: string) => number;

/** UTF-16 units: never fewer than the characters that a platform counts. */
export const inCharacters: Measure = (text) => text.length;
export const inBytes: Measure = (text) => Buffer.byteLength(text);

export interface TextLimit {
  readonly most: number;
  readonly measure: Measure;
}

/** What must stay in one piece, the most precious first: it is broken only when it alone is longer than a message. */
const WHOLE = [
  /https?:\/\/\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gu,
  /\p{Nd}[\p{Nd} .,:/-]*\p{Nd}/gu,
  /\u2068[^\u2069]*\u2069/gu,
  /«[^»]*»/gu,
] as const;

const SPACE = /\s+/gu;

/**
 * Cuts a text into parts that a platform takes, in order. It cuts between paragraphs where it can, else between lines,
 * sentences, words; never inside a word, number, link or quote, unless that alone is longer than `most`. The white
 * space at a cut is dropped; nothing else is.
 */
export function splitText(text: string, limit: TextLimit): string[] {
  const parts: string[] = [];
  let rest = text.trim();
  while (limit.measure(rest) > limit.most) {
    // What is kept whole is no longer than a part, so nothing further on matters for this cut.
    const cut = cutOf(rest.slice(0, 2 * limit.most + 2), limit);
    parts.push(rest.slice(0, cut.end).trimEnd());
    rest = rest.slice(cut.next).trimStart();
  }
  if (rest !== '') parts.push(rest);
  return parts;
}

interface Cut {
  /** Where the part ends, and where the next begins: white space between them is dropped. */
  readonly end: number;
  readonly next: number;
}

function cutOf(text: string, limit: TextLimit): Cut {
  const reach = longestPrefix(text, limit);
  const spaces = [...text.slice(0, reach + 1).matchAll(SPACE)]
    .map((match) => ({ end: match.index, next: match.index + match[0].length, blank: match[0] }))
    .filter(({ end }) => end > 0 && end <= reach);
  for (let kept = WHOLE.length; kept >= 0; kept -= 1) {
    const whole = WHOLE.slice(0, kept).flatMap((pattern) => rangesOf(text, pattern));
    const free = spaces.filter(({ end }) => !whole.some(([from, to]) => from < end && end < to));
    const best = bestOf(text, free, reach);
    if (best) return best;
  }
  const end = graphemeEnd(text, reach);
  return { end, next: end };
}

/** A cut in the second half of what fits, at the greatest break; else the last one there is. */
function bestOf(text: string, cuts: readonly (Cut & { blank: string })[], reach: number): Cut | undefined {
  const late = cuts.filter(({ end }) => end >= reach / 2);
  let best = late[0];
  for (const cut of late) if (best === undefined || rank(text, cut) >= rank(text, best)) best = cut;
  return best ?? cuts.at(-1);
}

function rank(text: string, { end, blank }: Cut & { blank: string }): number {
  if (/\n\s*\n/u.test(blank)) return 3;
  if (blank.includes('\n')) return 2;
  return /[.!?؟؛»]/u.test(text[end - 1] ?? '') ? 1 : 0;
}

function rangesOf(text: string, pattern: RegExp): [number, number][] {
  return [...text.matchAll(pattern)].map((match) => [match.index, match.index + match[0].length]);
}

/** How many units of a text fit; found by halving, since every measure grows with the text. */
function longestPrefix(text: string, { most, measure }: TextLimit): number {
  let fits = 0;
  let tooLong = Math.min(text.length, most + 1);
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (measure(text.slice(0, middle)) <= most) fits = middle;
    else tooLong = middle;
  }
  return fits;
}

const GRAPHEMES = new Intl.Segmenter('ar', { granularity: 'grapheme' });

/** The last end of a visible sign before `reach`; one sign that is longer than all that fits is cut by code point. */
function graphemeEnd(text: string, reach: number): number {
  const around = GRAPHEMES.segment(text).containing(reach);
  if (around !== undefined && around.index > 0) return around.index;
  const low = text.charCodeAt(reach) >= 0xdc00 && text.charCodeAt(reach) <= 0xdfff;
  return Math.max(1, low && reach > 1 ? reach - 1 : reach);
}

/** At most `most` of a text, with an ellipsis where something is left out. */
export function shorten(text: string, limit: TextLimit): string {
  const line = text.replace(SPACE, ' ').trim();
  if (limit.measure(line) <= limit.most) return line;
  const room = { ...limit, most: limit.most - limit.measure('…') };
  return `${line.slice(0, graphemeEnd(line, longestPrefix(line, room))).trimEnd()}…`;
}
