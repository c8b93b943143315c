import type { SaidClause } from './phraseBook.ts';

/**
 * One way in which a place of a pattern may be said, as far as the index looks: `start` is the first word of it.
 * Looking for more than the pattern would match is harmless, for less is not.
 */
export interface Opening {
  readonly start: string;
  /** Where in a word it stands: in its spelling or in its consonants. */
  readonly in: 'form' | 'consonants';
  /** Other letters than those that are glued to words may stand in front. */
  readonly anyBefore: boolean;
  /** Other letters may follow. */
  readonly anyAfter: boolean;
}

/** Says which of many patterns a clause could match at all, so that only those need be looked for. */
export interface PatternIndex<P> {
  /** Adds a pattern of a list: for each of its places, the openings of which a clause must hold one. */
  add(list: object, pattern: P, places: readonly (readonly Opening[])[]): void;
  /** The patterns of a list that a clause may match, in the order in which they were added. */
  candidates(clause: SaidClause, list: object): readonly P[];
}

/** What is glued to the front of words (phraseBook.ts): conjunctions, prepositions, the article; Arabizi's article. */
const GLUE = new Set('\u0641\u0648\u0627\u0644\u0628\u0643el');
const MOST_GLUE = 4;
const NONE: readonly never[] = [];

/**
 * The index over all patterns of a phrase book: the words of a clause are walked once through tries of all openings,
 * and a pattern is a candidate when each of its places met an opening. The tries know nothing of order, distance and
 * negation: that is what the pattern itself is then looked for.
 */
export function createPatternIndex<P>(): PatternIndex<P> {
  const tries = { form: newTries(), consonants: newTries() };
  const patterns: { list: object; pattern: P; places: number }[] = [];
  /** The pattern that each place belongs to. */
  const owners: number[] = [];
  const scan = (clause: SaidClause) => {
    const met = new Set<number>();
    for (const { form, consonants } of clause.words) {
      walk(tries.form, form, met);
      if (consonants !== '') walk(tries.consonants, consonants, met);
    }
    return candidatesOf(met, owners, patterns);
  };
  return {
    add(list, pattern, places) {
      const number = patterns.push({ list, pattern, places: places.length }) - 1;
      for (const openings of places) {
        const place = owners.push(number) - 1;
        for (const opening of openings) enter(tries[opening.in], opening, place);
      }
    },
    candidates(clause, list) {
      let known = clause.found.get(tries) as Met<P> | undefined;
      if (known?.size !== patterns.length) {
        known = { size: patterns.length, byList: scan(clause) };
        clause.found.set(tries, known);
      }
      return known.byList.get(list) ?? NONE;
    },
  };
}

/** Patterns that a clause may match, of the first `size` patterns of an index. */
interface Met<P> {
  readonly size: number;
  readonly byList: Map<object, P[]>;
}

/** Groups the patterns of which all places were met by their lists, each in the order of adding. */
function candidatesOf<P>(
  met: ReadonlySet<number>,
  owners: readonly number[],
  patterns: readonly { list: object; pattern: P; places: number }[],
): Map<object, P[]> {
  const counts = new Map<number, number>();
  for (const place of met) counts.set(owners[place]!, (counts.get(owners[place]!) ?? 0) + 1);
  const whole = [...counts].filter(([number, count]) => count === patterns[number]!.places).map(([number]) => number);
  const byList = new Map<object, P[]>();
  for (const number of whole.sort((a, b) => a - b)) {
    const { list, pattern } = patterns[number]!;
    const others = byList.get(list);
    if (others) others.push(pattern);
    else byList.set(list, [pattern]);
  }
  return byList;
}

/** A letter after letter: places whose opening ends here, if the word does too (`whole`) or in any case (`begun`). */
interface Trie {
  readonly next: Map<number, Trie>;
  readonly whole: number[];
  readonly begun: number[];
}

interface Tries {
  /** Openings before which only glue may stand, and those that may stand anywhere in a word. */
  readonly atStart: Trie;
  readonly anywhere: Trie;
}

function newTrie(): Trie {
  return { next: new Map(), whole: [], begun: [] };
}

function newTries(): Tries {
  return { atStart: newTrie(), anywhere: newTrie() };
}

function enter({ atStart, anywhere }: Tries, { start, anyBefore, anyAfter }: Opening, place: number): void {
  let trie = anyBefore ? anywhere : atStart;
  for (let at = 0; at < start.length; at++) {
    const letter = start.charCodeAt(at);
    const next = trie.next.get(letter) ?? newTrie();
    trie.next.set(letter, next);
    trie = next;
  }
  (anyAfter ? trie.begun : trie.whole).push(place);
}

function walk({ atStart, anywhere }: Tries, word: string, met: Set<number>): void {
  for (let glued = true, start = 0; start < word.length; start++) {
    glued &&= start <= MOST_GLUE && (start === 0 || GLUE.has(word.charAt(start - 1)));
    if (glued) follow(atStart, word, start, met);
    follow(anywhere, word, start, met);
  }
}

function follow(from: Trie, word: string, start: number, met: Set<number>): void {
  let trie: Trie | undefined = from;
  for (let at = start; trie; at++) {
    for (const place of trie.begun) met.add(place);
    if (at === word.length) {
      for (const place of trie.whole) met.add(place);
      return;
    }
    trie = trie.next.get(word.charCodeAt(at));
  }
}
