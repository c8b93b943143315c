import { type Corpus, type Query, readCorpus, type SearchDocument } from './corpus.ts';
import { createLetters } from './letters.ts';
import { createNeighbours } from './neighbours.ts';
import { createPassages } from './passages.ts';
import { asksAmount } from './questionWords.ts';
import { createSimilarWords } from './similarWords.ts';

/** What speaks for each document as the answer to one question; each row has one number a document. */
export interface Evidence {
  readonly letters: Float64Array;
  readonly title: Float64Array;
  readonly passage: Float64Array;
  /** As `passage`, of passages with a digit, when the question asks for an amount; else 0 everywhere. */
  readonly amount: Float64Array;
  readonly similarWords: Float64Array;
  readonly neighbours: Float64Array;
  readonly brevity: Float64Array;
}

/** Evidence, and the share of the question's words (by rarity, 0 to 1) that each document speaks of. */
export interface Findings {
  readonly evidence: Evidence;
  readonly coverage: Float64Array;
}

/** Pivot of brevity, in words: keeps a heading of three words from winning by being short. */
const SHORT_TEXT = 20;

/** Reads documents into a function that gathers the evidence for a question. Not re-entrant, as it is synchronous. */
export function createEvidence(documents: readonly SearchDocument[]): (query: Query) => Findings {
  const corpus = readCorpus(documents);
  const letterScores = createLetters(corpus);
  const passages = createPassages(corpus);
  const similar = createSimilarWords(corpus);
  const neighbours = createNeighbours(corpus);
  const brevity = brevityOf(corpus);
  const row = (): Float64Array => new Float64Array(documents.length);
  return ({ words, allWords }) => {
    const [letters, title, passage, numbers, covered, near] = [row(), row(), row(), row(), row(), row()] as const;
    letterScores.addScores(words, letters, title);
    passages.score(words, passage, numbers);
    const whole = similar.addCoverage(words, covered) || 1;
    neighbours.addScores(words, near);
    const amount = allWords.some(asksAmount) ? numbers : row();
    const evidence = { letters, title, passage, amount, similarWords: covered, neighbours: near, brevity };
    return { evidence, coverage: covered.map((rarity) => rarity / whole) };
  };
}

function brevityOf({ texts }: Corpus): Float64Array {
  return Float64Array.from(texts, (text) => -Math.log(text.length + SHORT_TEXT));
}
