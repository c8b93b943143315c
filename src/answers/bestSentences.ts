import { type Citation, foldSpace } from '../knowledge/index.ts';
import { createSearchIndex } from '../search/index.ts';
import type { ClauseDocument } from './clauseRetriever.ts';

const MOST_SENTENCES = 2;
const SHORTEST = 20;
const SENTENCE = /(?<=[.؟!؛])\s+|\n+/u;

/** The sentences of a clause that say most about a question, as citations, in the order of the text. */
export function bestSentences(question: string, document: ClauseDocument): Citation[] {
  const { clause, policyVersion } = document.metadata;
  const sentences = document.pageContent
    .split(SENTENCE)
    .map(foldSpace)
    .filter((sentence) => sentence.length >= SHORTEST);
  const index = createSearchIndex(sentences.map((text, at) => ({ id: String(at), text })));
  return index
    .search(question, MOST_SENTENCES)
    .map((hit) => Number(hit.id))
    .sort((a, b) => a - b)
    .map((at) => ({ clause, quote: sentences[at] ?? '', policyVersion }));
}
