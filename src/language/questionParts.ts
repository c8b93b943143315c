import { ARABIC_QUESTION_WORDS, LATIN_QUESTION_WORDS } from './questionWords.ts';

/** A stretch of a customer's message: one question, or something told before or after it. */
export interface MessagePart {
  readonly text: string;
  /** True when the stretch asks something: it has a question mark or a question word. */
  readonly asks: boolean;
}

const SENTENCE_END = /(?<=[?؟!؛;\n…])\s*|(?<=\.)\s+/u;
const ARABIC_AND = new RegExp(`(?<=[\\s،,؟?.])(?=و\\s?(?:${ARABIC_QUESTION_WORDS})(?![\\p{L}]))`, 'u');
const LATIN_AND = new RegExp(
  `(?<=[\\s،,؟?.])(?=(?:w|o|et|wa|ou|و)\\s+(?:${LATIN_QUESTION_WORDS})(?![\\p{L}\\d]))`,
  'iu',
);
/** Words that mostly relate within a sentence ("the one that leaks", "when it came") and ask near its beginning only. */
const RELATING = /^(?:qui|mnin|منين)$/iu;
const asking = (words: string) =>
  words
    .split('|')
    .filter((word) => !RELATING.test(word))
    .join('|');
const ASKS = new RegExp(
  `[?؟]|(?<![\\p{L}\\d])(?:و|ف)?(?:${asking(ARABIC_QUESTION_WORDS)})(?![\\p{L}])|(?<![\\p{L}\\d])(?:${asking(LATIN_QUESTION_WORDS)})(?![\\p{L}\\d])|^(?:\\S+\\s+){0,2}(?:qui|mnin|منين)(?![\\p{L}\\d])`,
  'iu',
);
/** A longer message is read from its first part on only; nobody asks twenty things at once. */
const MOST_PARTS = 12;
/** Words of some length that a stretch needs to stand alone as a question. */
const LEAST_WORDS = 2;
const SHORT_WORD = 2;

/**
 * Splits a message at sentence ends and where a second question is joined on ("... وهل ...", "... w wach ...",
 * "... et combien ..."). Stretches too short to mean anything alone are joined to the one before.
 */
export function splitMessage(text: string): MessagePart[] {
  const stretches = text
    .split(SENTENCE_END)
    .flatMap((stretch) => stretch.split(ARABIC_AND))
    .flatMap((stretch) => stretch.split(LATIN_AND))
    .map((stretch) => stretch.trim())
    .filter((stretch) => stretch !== '');
  return joinShort(stretches)
    .slice(0, MOST_PARTS)
    .map((stretch) => ({ text: stretch, asks: ASKS.test(stretch) }));
}

function joinShort(stretches: readonly string[]): string[] {
  const joined: string[] = [];
  for (const stretch of stretches) {
    const last = joined.at(-1);
    if (last !== undefined && wordCount(stretch) < LEAST_WORDS) {
      joined[joined.length - 1] = `${last} ${stretch}`;
    } else {
      joined.push(stretch);
    }
  }
  return joined;
}

function wordCount(text: string): number {
  return text.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > SHORT_WORD).length;
}
