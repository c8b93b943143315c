import { type Entity, normalize, readEntities, readSaidWords } from '../../src/language/index.ts';

/** A word of a message with its place in the message as it was written. */
export interface PageWord {
  readonly start: number;
  readonly end: number;
  /** What it was read as: an order number, an e-mail or a phone is one word. */
  readonly value?: { readonly kind: 'orderNumber' | 'email' | 'phone' | 'brokenEmail'; readonly text: string };
  /** What stands between it and the next word: a stop, a new line, a comma, a colon, or nothing but space. */
  readonly after: 'stop' | 'line' | 'comma' | 'colon' | 'space';
}

/** A message as written, cut into words whose places are known, with a line of the same words for patterns. */
export interface SaidPage {
  readonly text: string;
  readonly words: readonly PageWord[];
  /** The words normalized, each as `form~consonants` (see SaidClause); values stand as `#`. */
  readonly line: string;
}

/** Cuts a message into words; what is read as a value is one word, however it is written. */
export function readPage(text: string, now: Date): SaidPage {
  const spans = valueSpans(text, now);
  const words: Omit<PageWord, 'after'>[] = [];
  for (const match of text.matchAll(/[\p{L}\p{M}\p{N}\u0640]+/gu)) {
    const { index } = match;
    const span = spans.find(({ start, end }) => index < end && index + match[0].length > start);
    if (!span) words.push({ start: index, end: index + match[0].length });
    else if (words.at(-1)?.start !== span.start) words.push(span);
  }
  return {
    text,
    words: words.map((word, at) => ({ ...word, after: gapAfter(text, words, at) })),
    line: lineOf(text, words),
  };
}

/** A stretch of the message as it was written. */
export function slice(page: SaidPage, first: number, last: number): string {
  return page.text.slice(page.words[first]?.start, page.words[last]?.end).trim();
}

function lineOf(text: string, words: readonly Omit<PageWord, 'after'>[]): string {
  const forms = words.map(({ start, end, value }) => {
    if (value) return '#';
    const form = normalize(text.slice(start, end)).replace(/ /g, '') || '_';
    const consonants = /[a-z]/.test(form) ? readSaidWords(form)[0]?.[0]?.consonants : undefined;
    return consonants ? `${form}~${consonants}` : form;
  });
  return ` ${forms.join(' ')} `;
}

function gapAfter(text: string, words: readonly Omit<PageWord, 'after'>[], at: number): PageWord['after'] {
  const next = words[at + 1];
  const gap = text.slice(words[at]?.end, next?.start);
  if (!next || /[!?؟؛;]/u.test(gap)) return 'stop';
  const word = words[at];
  const short = word !== undefined && word.end - word.start <= SHORTENED;
  if (/\.(?=\s|$)/u.test(gap) && !short) return 'stop';
  if (/\n/u.test(gap)) return 'line';
  if (/[:=]/u.test(gap)) return 'colon';
  return /[,،|/()«»"]|\s[-–—]|[-–—]\s/u.test(gap) ? 'comma' : 'space';
}

/** Words that a dot shortens: "av.", "bd.". */
const SHORTENED = 3;

type Span = Required<Omit<PageWord, 'after'>>;

function valueSpans(text: string, now: Date): Span[] {
  const found: Span[] = [];
  let from = 0;
  for (const entity of readEntities(text, { now })) {
    if (entity.kind !== 'orderNumber' && entity.kind !== 'email' && entity.kind !== 'phone') continue;
    const place = placeOf(text, entity, from);
    if (!place) continue;
    from = place.end;
    found.push({ ...place, value: { kind: entity.kind, text: entity.value } });
  }
  for (const match of text.matchAll(BROKEN_EMAIL)) {
    const start = match.index;
    const end = start + match[0].length;
    if (found.some((span) => span.start < end && span.end > start)) continue;
    found.push({ start, end, value: { kind: 'brokenEmail', text: match[0] } });
  }
  return found.sort((a, b) => a.start - b.start);
}

/** Meant as an e-mail and none: `name@host`, `name(at)host.com`, `name.host.ma`. */
const BROKEN_EMAIL = /\S*@\S*|\S+[([]at[)\]]\S+|(?<!\S)[\w-]+\.[\w.-]*\.?(?:com|ma|fr|net|org)(?!\S)/giu;

/** Where an entity stands in the text as written: its digits may be Arabic-Indic there, with marks between. */
function placeOf(text: string, entity: Entity, from: number): { start: number; end: number } | undefined {
  const digits = text.replace(/[\u0660-\u0669\u06f0-\u06f9]/gu, (digit) => String((digit.codePointAt(0) ?? 0) & 0xf));
  const letters = [...entityText(entity)].map((letter) =>
    /\s/u.test(letter) ? '\\s+' : /[\p{L}\p{N}]/u.test(letter) ? letter : `\\u{${letter.codePointAt(0)?.toString(16)}}`,
  );
  const pattern = new RegExp(letters.join('[\\p{Cf}\\u0640]*'), 'giu');
  pattern.lastIndex = from;
  const match = pattern.exec(digits) ?? new RegExp(pattern.source, 'iu').exec(digits);
  return match ? { start: match.index, end: match.index + match[0].length } : undefined;
}

/** An order number that was read behind its word ("commande 48213"): only the number is the value. */
function entityText(entity: Entity): string {
  const { text, value } = entity;
  const at = entity.kind === 'orderNumber' ? text.indexOf(String(value)) : -1;
  return at > 0 ? text.slice(at) : text;
}
