import { normalize } from '../normalize.ts';
import { BLANK } from './finder.ts';
import { dualWord, numberWord } from './numberWords.ts';

/**
 * A text as one line of normalized words with single spaces, numbers in digits: `هادي جوج سيمانات` → ` هادي 2 سيمانات `.
 * `starts[i]` and `ends[i]` give, for each character of the line, where it comes from in the text.
 */
export interface ReadingLine {
  readonly line: string;
  /** The piece of the source text behind a piece of the line. */
  source(from: number, to: number): { text: string; start: number };
}

interface Word {
  form: string;
  start: number;
  end: number;
}

/** Makes the reading line of legible text. Blanked-out characters become words of their own that match nothing. */
export function readingLine(text: string): ReadingLine {
  const words = joinNumbers(splitDuals(wordsOf(text)));
  const starts: number[] = [];
  let line = ' ';
  for (const word of words) {
    starts.push(line.length);
    line += `${word.form} `;
  }
  return { line, source: (from, to) => sourceOf(text, words, starts, from, to) };
}

function sourceOf(text: string, words: readonly Word[], starts: readonly number[], from: number, to: number) {
  const first = words[lastStartBefore(starts, from + 1)] ?? words[0];
  const last = words[lastStartBefore(starts, to)];
  const start = first?.start ?? 0;
  return { text: text.slice(start, last?.end ?? start), start };
}

/** Index of the last start below a place; -1 when there is none. */
function lastStartBefore(starts: readonly number[], place: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) < place) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (const match of text.matchAll(WORD)) {
    const form = NUMBER.test(match[0]) ? match[0] : normalize(match[0]);
    words.push({ form: form || BLANK, start: match.index, end: match.index + match[0].length });
  }
  return words;
}

function splitDuals(words: readonly Word[]): Word[] {
  return words.flatMap((word) => {
    const unit = dualWord(word.form);
    return unit
      ? [
          { ...word, form: '2' },
          { ...word, form: unit },
        ]
      : [word];
  });
}

/** Number words become digits, compounds their sum or product: `خمسة وعشرين` 25, `تلتمية وخمسين` 350, `vingt et un` 21. */
function joinNumbers(words: readonly Word[]): Word[] {
  const joined: Word[] = [];
  for (let at = 0; at < words.length; ) {
    const number = numberAt(words, at);
    const word = words[at];
    if (!word) break;
    if (!number) joined.push(word);
    else
      joined.push({
        form: String(number.value),
        start: word.start,
        end: words[at + number.length - 1]?.end ?? word.end,
      });
    at += number?.length ?? 1;
  }
  return joined;
}

function numberAt(words: readonly Word[], at: number): { value: number; length: number } | undefined {
  let value = numberWord(words[at]?.form ?? '') ?? digitsBeforeThousand(words, at);
  if (value === undefined) return undefined;
  let length = 1;
  for (;;) {
    const next = continuation(words, at + length);
    if (!next) return { value, length };
    const combined = combine(value, next.value, next.joined);
    if (combined === undefined) return { value, length };
    value = combined;
    length += next.length;
  }
}

function continuation(
  words: readonly Word[],
  at: number,
): { value: number; length: number; joined: boolean } | undefined {
  const form = words[at]?.form ?? '';
  const direct = numberWord(form);
  if (direct !== undefined) return { value: direct, length: 1, joined: false };
  const glued = /^و(?=\p{L})/u.test(form) ? numberWord(form.slice(1)) : undefined;
  if (glued !== undefined) return { value: glued, length: 1, joined: true };
  const after = AND.test(form) ? numberWord(words[at + 1]?.form ?? '') : undefined;
  return after === undefined ? undefined : { value: after, length: 2, joined: true };
}

/** Larger units multiply (`خمسة آلاف`), smaller ones add (`مئة وعشرين`); anything else is two numbers. */
function combine(value: number, next: number, joined: boolean): number | undefined {
  if (!joined && next >= 100 && value < next && value > 0) return value * next;
  if (!joined && next === 20 && value === 4) return 80;
  if (!joined && next === 10 && value < 10 && value > 2) return value + 10;
  if (joined && value < 10 && next >= 20 && next < 100) return value + next;
  const room =
    value >= 1000
      ? 1000
      : value >= 100
        ? 100
        : value >= 20 && value % 10 === 0
          ? value === 60 || value === 80
            ? 20
            : 10
          : 0;
  return next < room ? value + next : undefined;
}

/** `3 آلاف`, `2 mille`: digits count as a number word only there. */
function digitsBeforeThousand(words: readonly Word[], at: number): number | undefined {
  const form = words[at]?.form ?? '';
  return /^\d{1,3}$/.test(form) && numberWord(words[at + 1]?.form ?? '') === 1000 ? Number(form) : undefined;
}

/** Numbers, cut from short units (`24h`); Arabic words, cut from digits; Latin words with digits; read pieces. */
const WORD =
  /\d+(?:[.,]\d+)*(?![a-z\d])|\d+(?:[.,]\d+)*(?=(?:h|j|jrs?|jours?|dhs?|mad)(?![a-z]))|(?:dhs?|mad)(?=\d)|\p{Script=Arabic}+|[\p{L}\p{N}]+|\ue000+/giu;
const NUMBER = /^\d+(?:[.,]\d+)*$/;
const AND = /^(?:و|et|w|ou)$/;
