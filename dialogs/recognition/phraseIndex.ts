import { OpeningTrie, type TrieEntry } from './openingTrie.ts';
import type { SaidClause } from './phraseBook.ts';

/**
 * One way in which a place of a pattern may be said, as far as the index looks: `start` is the first word of it.
 * Looking for more than the pattern would match is harmless, for less is not.
 */
export interface Opening extends TrieEntry {
  /** Where in a word it stands: in its spelling or in its consonants. */
  readonly in: 'form' | 'consonants';
}

/** Says which of many patterns a clause could match at all, so that only those need be looked for. */
export interface PatternIndex<P> {
  /** Adds a pattern of a list: for each of its places, the openings of which a clause must hold one. */
  add(list: object, pattern: P, places: readonly (readonly Opening[])[]): void;
  /** The patterns of a list that a clause may match, in the order in which they were added. */
  candidates(clause: SaidClause, list: object): readonly P[];
}

const NONE: readonly never[] = [];

/**
 * The index over all patterns of a phrase book: the words of a clause are walked once through tries of all openings,
 * and a pattern is a candidate when each of its places met an opening. The tries know nothing of order, distance and
 * negation: that is what the pattern itself is then looked for.
 */
export function createPatternIndex<P>(): PatternIndex<P> {
  const tries = { form: new OpeningTrie(), consonants: new OpeningTrie() };
  const patterns: { list: object; pattern: P; places: number }[] = [];
  /** The pattern that each place belongs to. */
  const owners: number[] = [];
  const scan = (clause: SaidClause) => {
    const met = new Set<number>();
    const meet = (place: number) => met.add(place);
    for (const { form, consonants } of clause.words) {
      tries.form.walk(form, meet);
      if (consonants !== '') tries.consonants.walk(consonants, meet);
    }
    return candidatesOf(met, owners, patterns);
  };
  return {
    add(list, pattern, places) {
      const number = patterns.push({ list, pattern, places: places.length }) - 1;
      for (const openings of places) {
        const place = owners.push(number) - 1;
        for (const opening of openings) tries[opening.in].add(opening, place);
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
