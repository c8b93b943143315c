import { bm25Impacts } from './bm25.ts';
import type { Corpus } from './corpus.ts';
import { addImpacts, buildPostings, documentFrequency, rarity } from './postings.ts';
import { rootLetters, searchStem } from './wordForms.ts';

/**
 * The best passage of each document: overlapping windows of words compared by root letters with BM25, so that words of a
 * question that stand together count for more than the same words far apart.
 */
export interface Passages {
  /**
   * Raises each document's `best` to its best passage's score, and `bestWithNumber` to that of its best passage that
   * holds a digit.
   */
  score(words: readonly string[], best: Float64Array, bestWithNumber: Float64Array): void;
}

const WINDOW = 25;
const STEP = 8;
/** Windows are short and alike, so a repeated word and the length matter little. */
const SHAPE = { saturation: 0.6, lengthShare: 0.4 };

export function createPassages(corpus: Corpus): Passages {
  const { windows, documentOf, hasNumber } = cutWindows(corpus);
  const rarities = rootRarities(corpus);
  const postings = buildPostings(windows, corpus.roots.size);
  const impacts = bm25Impacts(postings, rarities, SHAPE);
  const scores = new Float64Array(windows.length);
  return {
    score(words, best, bestWithNumber) {
      scores.fill(0);
      for (const word of words) {
        const root = corpus.roots.find(rootLetters(searchStem(word)));
        if (root !== undefined) addImpacts(postings, impacts, root, 1, scores);
      }
      for (let window = 0; window < scores.length; window++) {
        const document = documentOf[window]!;
        const score = scores[window]!;
        if (score > best[document]!) best[document] = score;
        if (hasNumber[window] === 1 && score > bestWithNumber[document]!) bestWithNumber[document] = score;
      }
    },
  };
}

interface Windows {
  readonly windows: Int32Array[];
  readonly documentOf: number[];
  readonly hasNumber: number[];
}

function cutWindows({ texts, rootOf, hasDigit }: Corpus): Windows {
  const cut: Windows = { windows: [], documentOf: [], hasNumber: [] };
  texts.forEach((text, document) => {
    for (let start = 0; start === 0 || start + WINDOW < text.length + STEP; start += STEP) {
      const words = text.subarray(start, start + WINDOW);
      cut.windows.push(words.map((word) => rootOf[word]!));
      cut.documentOf.push(document);
      cut.hasNumber.push(words.some((word) => hasDigit[word] === 1) ? 1 : 0);
    }
  });
  return cut;
}

/** Rarity counts documents, not windows: long documents do not make their words common. */
function rootRarities({ texts, rootOf, roots }: Corpus): Float64Array {
  const postings = buildPostings(
    texts.map((text) => text.map((word) => rootOf[word]!)),
    roots.size,
  );
  return Float64Array.from({ length: roots.size }, (_, root) =>
    rarity(documentFrequency(postings, root), texts.length),
  );
}
