import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { normalize, readSaidWords, type SaidWord, skeleton } from '../../src/language/index.ts';
import { createPatternIndex, type Opening, type PatternIndex } from './phraseIndex.ts';

/** What a pattern says of a message: nothing, that it is so, or, negated, that it is not. */
export type Finding = 'said' | 'denied' | undefined;

/** Patterns that mean one thing, ready to be looked for. */
export interface Phrases {
  /** The first clause that says or denies it. */
  find(message: SaidMessage): Finding;
}

/** A message with its words read once for many patterns. */
export interface SaidMessage {
  readonly clauses: readonly SaidClause[];
}

export interface SaidClause {
  readonly words: readonly SaidWord[];
  /** The words on one line, each as `form~consonants`, for patterns. */
  readonly line: string;
  /** What an index found in the clause lies with it, and goes with it. */
  readonly found: Map<object, unknown>;
}

const patterns = z.array(z.coerce.string().min(1));
/** `unless`: words that look like the fact and are something else. */
const polarity = z.strictObject({
  true: patterns.optional(),
  false: patterns.optional(),
  unless: patterns.optional(),
});

/** `phrases.yaml`. */
export const phrasesSchema = z.strictObject({
  yes: patterns,
  no: patterns,
  noAlone: patterns,
  unknown: patterns,
  cancel: patterns,
  cancelWhole: patterns,
  correction: patterns,
  noNumber: patterns,
  wantsCode: patterns,
  nothing: patterns,
  all: patterns,
  wishBegins: patterns,
  supposes: patterns,
  exchangeFor: patterns,
  own: patterns,
  wish: patterns,
  reasons: z.record(z.string(), patterns),
  facts: z.record(z.string(), polarity),
  choices: z.record(z.string(), z.record(z.string(), patterns)),
  dates: z.record(z.string(), patterns),
  carrierWords: patterns,
  lookedOnly: patterns,
  sameDay: patterns,
  noArticle: patterns,
  articles: patterns,
  notReceived: patterns,
  notExisting: patterns,
});

export type PhraseFile = z.infer<typeof phrasesSchema>;

/** Reads `phrases.yaml`. @throws Error that names what is wrong in it. */
export function readPhraseFile(): PhraseFile {
  return phrasesSchema.parse(parse(readFileSync(new URL('phrases.yaml', import.meta.url), 'utf8')));
}

/** Reads a message for patterns. */
export function readSaid(text: string): SaidMessage {
  return {
    clauses: readSaidWords(text).map((words) => ({
      words,
      line: ` ${words.map(({ form, consonants }) => (consonants ? `${form}~${consonants}` : form)).join(' ')} `,
      found: new Map(),
    })),
  };
}

/** Makes lists of patterns that share one index, so that a clause is gone through once for all of them. */
export type CompilePhrases = (sources: readonly string[]) => Phrases;

/** All books are opened once and share one index: a clause is gone through once for all of them. */
const SHARED = createPatternIndex<Pattern>();

/** How patterns are written stands at the top of phrases.yaml. */
export function phraseCompiler(index: PatternIndex<Pattern> = SHARED): CompilePhrases {
  return (sources) => {
    const list = {};
    for (const source of sources) {
      const { pattern, places } = compilePattern(source);
      index.add(list, pattern, places);
    }
    return { find: (message) => findAny(message, (clause) => index.candidates(clause, list)) };
  };
}

function findAny(message: SaidMessage, patternsFor: (clause: SaidClause) => readonly Pattern[]): Finding {
  let denied = false;
  for (const clause of message.clauses) {
    for (const pattern of patternsFor(clause)) {
      const finding = findIn(clause, pattern);
      if (finding === 'said') return 'said';
      if (finding === 'denied') denied = true;
    }
  }
  return denied ? 'denied' : undefined;
}

/** Where patterns stand on a line of words (see `SaidClause.line`), first to last word; negation is not looked at. */
export type Places = (line: string) => readonly { readonly first: number; readonly last: number }[];

/** Compiles patterns for finding their places; at one place the longest match counts. */
export function compilePlaces(sources: readonly string[]): Places {
  const all = sources.map((source) => compilePattern(source).pattern.expression);
  const count = (text: string) => text.split(' ').length - 1;
  return (line) =>
    all.flatMap((expression) =>
      [...line.matchAll(expression)].map((match) => {
        const first = count(line.slice(0, match.index + 1)) - 1;
        return { first, last: first + count(match[0]) - 1 };
      }),
    );
}

/** Words to be looked for in a clause. */
export interface Pattern {
  readonly expression: RegExp;
  /** `must`: some word has to be negated; `mustNot`: none may be; `flips`: a negated match means the opposite. */
  readonly negation: 'must' | 'mustNot' | 'flips';
}

interface CompiledPattern {
  readonly pattern: Pattern;
  /** For the index: how each place but the loose ones may open. */
  readonly places: readonly (readonly Opening[])[];
}

function compilePattern(source: string): CompiledPattern {
  const negation = /(?:^| )!/.test(source) ? 'must' : /(?:^| )\+/.test(source) ? 'mustNot' : 'flips';
  const openings: (readonly Opening[])[] = [];
  const parts = source
    .split(/\s+/)
    .filter(Boolean)
    .map((place) => {
      if (place === '..') return '(?: [^ ]+){0,4}?';
      const marked = place.startsWith('!') || place.startsWith('+');
      const words = (marked ? place.slice(1) : place).split('|').filter(Boolean).map(alternative);
      openings.push(words.flatMap((word) => word.openings));
      const word = `(?:${words.map(({ expression }) => expression).join('|')})`;
      return place.startsWith('!') ? ` (?<must>${word})` : ` ${word}`;
    });
  // One word per pattern is marked at most: a second group of that name would be an error. Places of groups cost time.
  const expression = new RegExp(`${parts.join('')}(?= )`, negation === 'must' ? 'gdu' : 'gu');
  return { pattern: { expression, negation }, places: openings };
}

const ARABIC = /\p{Script=Arabic}/u;
/** Conjunctions, prepositions and the article, as they are glued to Arabic words. */
const GLUED =
  '(?:[\\u0641\\u0648]?(?:\\u0627\\u0644|[\\u0628\\u0643\\u0644\\u0641]\\u0627\\u0644|\\u0644\\u0644|[\\u0628\\u0643\\u0644])?)';
const LEAST_CONSONANTS = 3;

interface Alternative {
  readonly expression: string;
  readonly openings: readonly Opening[];
}

function alternative(source: string): Alternative {
  const word = normalize(source.replace(/[*=]/g, '').replaceAll('_', ' '));
  const [start = '', ...others] = word.split(' ');
  const anyBefore = source.startsWith('*');
  const anyAfter = start === '' || (source.endsWith('*') && others.length === 0);
  const opening: Opening = { start, in: 'form', anyBefore, anyAfter };
  const before = anyBefore ? '[^ ~]*' : '';
  const after = source.endsWith('*') ? '[^ ~]*' : '';
  if (!ARABIC.test(word)) return { expression: latinExpression(word, before, after), openings: [opening] };
  const literal = `${GLUED}${before}${word}${after}`;
  const consonants = word.includes(' ') ? '' : skeleton(word);
  // With `=` as spelled: its consonants are those of another word too.
  if (source.startsWith('=') || consonants.length < LEAST_CONSONANTS)
    return { expression: literal, openings: [opening] };
  // Short words with a loose end would meet too many others.
  const loose = (star: string) => (star ? (consonants.length > LEAST_CONSONANTS ? '[^ ]*' : '[^ ]{0,2}') : '');
  return {
    expression: `(?:${literal}|[^ ~]+~${loose(before)}${consonants.replaceAll('$', '\\$')}${loose(after)})`,
    openings: [opening, { start: consonants, in: 'consonants', anyBefore, anyAfter }],
  };
}

function latinExpression(word: string, before: string, after: string): string {
  const last = word.split(' ').length - 1;
  return word
    .split(' ')
    .map((piece, at) => {
      const front = at === 0 ? before || articleFor(piece) : '';
      return `${front}${piece}${at === last ? after : ''}(?:~[^ ]*)?`;
    })
    .join(' ');
}

/** Arabizi glues the article to words, French ones too: `lcreme`. */
function articleFor(word: string): string {
  return word.length > LEAST_CONSONANTS ? '(?:e?l)?' : '';
}

function findIn(clause: SaidClause, { expression, negation }: Pattern): Finding {
  expression.lastIndex = 0;
  for (let match = expression.exec(clause.line); match; match = expression.exec(clause.line)) {
    const words = wordsOf(clause, match.index, match.index + match[0].length);
    if (negation === 'must') {
      const [start = 0, end = 0] = match.indices?.groups?.must ?? [];
      if (wordsOf(clause, start - 1, end).some((word) => word.negated)) return 'said';
    } else {
      const negated = words.some((word) => word.negated);
      if (!negated) return 'said';
      if (negation === 'flips') return 'denied';
    }
    expression.lastIndex = match.index + 1;
  }
  return undefined;
}

function wordsOf(clause: SaidClause, start: number, end: number): readonly SaidWord[] {
  const count = (text: string) => text.split(' ').filter(Boolean).length;
  const first = count(clause.line.slice(0, start + 1));
  return clause.words.slice(first, first + Math.max(1, count(clause.line.slice(start, end))));
}
