import { bm25Impacts } from './bm25.ts';
import { addImpacts, buildPostings, documentFrequency, rarity, Vocabulary } from './postings.ts';
import { letterGroups } from './wordForms.ts';

/** How well a question names what a document is about: letter groups of its title, with BM25. */
export interface Titles {
  addScores(words: readonly string[], scores: Float64Array): void;
}

const SIZE = 3;
const SHAPE = { saturation: 1, lengthShare: 0.5 };

/**
 * `titles` and `documents` (title and text) hold word numbers, `words` the words by number. Rarity is taken from the
 * whole documents, so that an ordinary word in a title weighs no more than it would in a text.
 */
export function createTitles(
  titles: readonly Int32Array[],
  documents: readonly Int32Array[],
  words: readonly string[],
): Titles {
  const groups = new Vocabulary();
  const groupsOfWord = words.map((word) => letterGroups(word, SIZE).map((group) => groups.add(group)));
  const spell = (row: Int32Array): Int32Array => Int32Array.from([...row].flatMap((word) => groupsOfWord[word]!));
  const everywhere = buildPostings(documents.map(spell), groups.size);
  const rarities = Float64Array.from({ length: groups.size }, (_, group) =>
    rarity(documentFrequency(everywhere, group), documents.length),
  );
  const postings = buildPostings(titles.map(spell), groups.size);
  const impacts = bm25Impacts(postings, rarities, SHAPE);
  return {
    addScores(queryWords, scores) {
      for (const word of queryWords) {
        for (const group of letterGroups(word, SIZE)) {
          const term = groups.find(group);
          if (term !== undefined) addImpacts(postings, impacts, term, 1, scores);
        }
      }
    },
  };
}
