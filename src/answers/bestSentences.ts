import { type Citation, foldSpace } from '../knowledge/index.ts';
import { createSearchIndex, type SearchIndex } from '../search/index.ts';
import type { ClauseDocument } from './clauseRetriever.ts';

const MOST_SENTENCES = 2;
const SHORTEST = 20;
const SENTENCE = /(?<=[.؟!؛])\s+|\n+/u;

interface SentenceIndex {
  readonly sentences: readonly string[];
  readonly index: SearchIndex;
}

/** Picks the sentences of a clause that say most about a question. Remembers each clause's sentences. */
export class BestSentences {
  readonly #clauses = new Map<string, SentenceIndex>();

  /** The best sentences as citations, in the order of the text; none when no sentence shares a word with the question. */
  of(document: ClauseDocument, question: string): Citation[] {
    const { clause, policyVersion } = document.metadata;
    const { sentences, index } = this.#sentencesOf(document);
    return index
      .search(question, MOST_SENTENCES)
      .map((hit) => Number(hit.id))
      .sort((a, b) => a - b)
      .map((at) => ({ clause, quote: sentences[at] ?? '', policyVersion }));
  }

  #sentencesOf(document: ClauseDocument): SentenceIndex {
    const known = this.#clauses.get(document.metadata.clause);
    if (known) return known;
    const sentences = document.pageContent
      .split(SENTENCE)
      .map(foldSpace)
      .filter((sentence) => sentence.length >= SHORTEST);
    const index = createSearchIndex(sentences.map((text, at) => ({ id: String(at), text })));
    const made = { sentences, index };
    this.#clauses.set(document.metadata.clause, made);
    return made;
  }
}
