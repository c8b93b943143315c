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
    const part = this.#read(query);
    const byTopic = this.retrieve(part);
    const found = new Set(byTopic.map(({ metadata }) => metadata.clause));
    return [...byTopic, ...this.search(part).filter(({ metadata }) => !found.has(metadata.clause))].slice(
      0,
      MOST_CLAUSES,
    );
  }

  /** The clauses whose authored answers fit a question that was already understood, most probable first. */
  retrieve(part: QuestionPart): ClauseDocument[] {
    const found = new Map<string, { mass: number; answers: { answer: AuthoredAnswer; probability: number }[] }>();
    for (const { topic, probability } of part.topics) {
      const answer = this.#answers.get(topic);
      const clause = answer?.citations[0]?.clause;
      if (!answer || clause === undefined) continue;
      const known = found.get(clause) ?? { mass: 0, answers: [] };
      known.mass += probability;
      known.answers.push({ answer, probability });
      found.set(clause, known);
    }
    return [...found]
      .sort(([, a], [, b]) => b.mass - a.mass)
      .slice(0, MOST_CLAUSES)
      .map(([id, { mass, answers }]) => this.#toDocument(id, mass, 0, answers));
  }

  /** The clauses that speak of most of a question's words, whatever its topic: the dearer way. */
  search(part: QuestionPart): ClauseDocument[] {
    return this.#index
      .search(this.#toArabic(part.text), MOST_CLAUSES)
      .map((hit) => this.#toDocument(hit.id, 0, hit.coverage, []));
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
