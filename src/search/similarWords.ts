import { type Corpus, titledTexts } from './corpus.ts';
import { buildPostings, rarity, Vocabulary } from './postings.ts';
import { letterGroups, searchStem } from './wordForms.ts';

/**
 * Which share of a question a document speaks of, when each word of the question may stand there in a similar
 * spelling: a word counts with its rarity times the similarity of the nearest stem in the document.
 */
export interface SimilarWords {
  /** Adds the covered rarity to each document's score; returns the rarity of the whole question. */
  addCoverage(words: readonly string[], scores: Float64Array): number;
}

/** Dice coefficient of the letter groups from which two stems count as similar; `ثامر` and `تامر` reach it. */
const LEAST_SIMILARITY = 0.5;
const SIZES = [2, 3];

export function createSimilarWords(corpus: Corpus): SimilarWords {
  const inDocuments = buildPostings(
    titledTexts(corpus).map((document) => document.map((word) => corpus.stemOf[word]!)),
    corpus.stems.size,
  );
  const findSimilar = createStemFinder(corpus);
  const total = corpus.texts.length;
  const nearest = new Float64Array(total);
  return {
    addCoverage(words, scores) {
      let whole = 0;
      for (const stem of new Set(words.map(searchStem))) {
        nearest.fill(0);
        for (const { stem: similar, similarity } of findSimilar(stem)) {
          for (let at = inDocuments.starts[similar]!; at < inDocuments.starts[similar + 1]!; at++) {
            const document = inDocuments.units[at]!;
            if (similarity > nearest[document]!) nearest[document] = similarity;
          }
        }
        const weight = rarity(sum(nearest), total);
        whole += weight;
        for (let document = 0; document < total; document++) scores[document]! += weight * nearest[document]!;
      }
      return whole;
    },
  };
}

interface SimilarStem {
  readonly stem: number;
  readonly similarity: number;
}

/** Finds all stems of the corpus that are similar enough, through the letter groups that they share. */
function createStemFinder(corpus: Corpus): (stem: string) => SimilarStem[] {
  const groups = new Vocabulary();
  const groupsOfStem: Int32Array[] = Array.from({ length: corpus.stems.size }, () => new Int32Array());
  corpus.words.forEach((word, at) => {
    const stem = corpus.stemOf[at]!;
    if (groupsOfStem[stem]!.length === 0) {
      groupsOfStem[stem] = Int32Array.from(groupsOf(searchStem(word)), (group) => groups.add(group));
    }
  });
  const { starts, units } = buildPostings(groupsOfStem, groups.size);
  const shared = new Int32Array(corpus.stems.size);
  return (stem) => {
    const own = groupsOf(stem);
    const touched: number[] = [];
    for (const group of own) {
      const id = groups.find(group);
      if (id === undefined) continue;
      for (let at = starts[id]!; at < starts[id + 1]!; at++) {
        const other = units[at]!;
        if (shared[other] === 0) touched.push(other);
        shared[other]! += 1;
      }
    }
    const similar: SimilarStem[] = [];
    for (const other of touched) {
      const similarity = (2 * shared[other]!) / (own.length + groupsOfStem[other]!.length);
      if (similarity >= LEAST_SIMILARITY) similar.push({ stem: other, similarity });
      shared[other] = 0;
    }
    return similar;
  };
}

function groupsOf(stem: string): string[] {
  return [...new Set(SIZES.flatMap((size) => letterGroups(stem, size)))];
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
