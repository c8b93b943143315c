import { Document } from '@langchain/core/documents';
import { BaseRetriever } from '@langchain/core/retrievers';
import type { AuthoredAnswer, Clause, PolicyPack } from '../knowledge/index.ts';
import type { SearchIndex } from '../search/index.ts';
import type { QuestionPart } from './readQuestion.ts';

/** What is known of a clause as a result of retrieval. */
export interface ClauseMetadata {
  /** Clause id, `<shop>#<number>`. */
  readonly clause: string;
  readonly title: string;
  readonly policyVersion: string;
  /** Probability that the question is about one of the clause's authored topics, from 0 to 1. */
  readonly topicMass: number;
  /** Share of the question that the clause speaks of, from 0 to 1; 0 when it was not searched for or not found. */
  readonly searchScore: number;
  /** Authored answers that cite this clause first, best first, with the probability of each topic. */
  readonly answers: readonly { readonly answer: AuthoredAnswer; readonly probability: number }[];
}

/** A clause as a LangChain document: `pageContent` is its verbatim text. */
export type ClauseDocument = Document<ClauseMetadata & Record<string, unknown>>;

/** Understands a bare query; the retriever needs it when it is used without the understanding step. */
export type ReadQuery = (query: string) => QuestionPart;

const MOST_CLAUSES = 10;

/**
 * Finds the clauses of one shop that a question is about: those that answer its topics first, then those that the text
 * search finds. A LangChain retriever, so that a chain with a model takes its context from the same place.
 */
export class ClauseRetriever extends BaseRetriever<ClauseMetadata & Record<string, unknown>> {
  lc_namespace = ['sanad', 'retrievers'];
  readonly #pack: PolicyPack;
  readonly #index: SearchIndex;
  readonly #read: ReadQuery;
  readonly #toArabic: (text: string) => string;
  readonly #clauses: ReadonlyMap<string, Clause>;
  readonly #answers: ReadonlyMap<string, AuthoredAnswer>;

  constructor(pack: PolicyPack, index: SearchIndex, read: ReadQuery, toArabic: (text: string) => string) {
    super();
    this.#pack = pack;
    this.#index = index;
    this.#read = read;
    this.#toArabic = toArabic;
    this.#clauses = new Map(pack.clauses.map((clause) => [clause.id, clause]));
    this.#answers = new Map(pack.answers.map((answer) => [answer.topic, answer]));
  }

  override async _getRelevantDocuments(query: string): Promise<ClauseDocument[]> {
    return this.retrieve(this.#read(query), { search: true });
  }

  /** Clauses for a question that was already understood. `search` adds the text search, which costs more. */
  retrieve(part: QuestionPart, options: { readonly search: boolean }): ClauseDocument[] {
    const found = new Map<
      string,
      { mass: number; score: number; answers: { answer: AuthoredAnswer; probability: number }[] }
    >();
    const entry = (clause: string) => {
      const known = found.get(clause) ?? { mass: 0, score: 0, answers: [] };
      found.set(clause, known);
      return known;
    };
    for (const { topic, probability } of part.topics) {
      const answer = this.#answers.get(topic);
      const first = answer?.citations[0];
      if (!answer || !first) continue;
      const known = entry(first.clause);
      known.mass += probability;
      known.answers.push({ answer, probability });
    }
    if (options.search) {
      for (const hit of this.#index.search(this.#toArabic(part.text), MOST_CLAUSES)) entry(hit.id).score = hit.coverage;
    }
    return [...found]
      .sort(([, a], [, b]) => b.mass - a.mass || b.score - a.score)
      .slice(0, MOST_CLAUSES)
      .map(([id, { mass, score, answers }]) => this.#toDocument(id, mass, score, answers));
  }

  #toDocument(id: string, topicMass: number, searchScore: number, answers: ClauseMetadata['answers']): ClauseDocument {
    const clause = this.#clauses.get(id);
    return new Document({
      id,
      pageContent: clause?.text ?? '',
      metadata: {
        clause: id,
        title: clause?.title ?? '',
        policyVersion: this.#pack.policyVersion,
        topicMass,
        searchScore,
        answers,
      },
    });
  }
}
