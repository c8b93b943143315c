import { Runnable, type RunnableConfig, RunnableSequence } from '@langchain/core/runnables';
import type { PolicyPack, TopicEntry } from '../knowledge/index.ts';
import { toStandardArabic } from '../language/index.ts';
import { createSearchIndex } from '../search/index.ts';
import { BestSentences } from './bestSentences.ts';
import { type AnswerFault, type CheckGround, checkAnswer, checkGround } from './checkAnswer.ts';
import { type ClauseDocument, ClauseRetriever } from './clauseRetriever.ts';
import { type AnswerGround, abstain, groundAnswer, type WhenUnclear } from './groundAnswer.ts';
import type { GroundedAnswer, Say } from './groundedAnswer.ts';
import { ANSWER_THRESHOLDS, type AnswerThresholds } from './groundPart.ts';
import { type MessageReading, type QuestionPart, type ReadQuestion, readQuestion } from './readQuestion.ts';
import type { Recognizer } from './recognizer.ts';

/** A customer's question to one shop, with their earlier messages, oldest first. */
export interface Question {
  readonly question: string;
  readonly history?: readonly string[];
  readonly whenUnclear?: WhenUnclear;
  /** What `readMessage` made of the question, when the caller has read it already. */
  readonly reading?: MessageReading;
}

/** After the first step: what was asked. */
export interface Understood extends Question {
  readonly read: ReadQuestion;
}

/** After the second step: the clauses for the message and for each of its questions. */
export interface Retrieved extends Understood {
  readonly documents: ReadonlyMap<QuestionPart, readonly ClauseDocument[]>;
}

/** After the third step: an answer that nobody has checked yet. */
export interface Drafted extends Retrieved {
  readonly draft: GroundedAnswer;
}

/** After the last step: an answer that may leave, and what was wrong with the draft where it had to be withheld. */
export interface Checked extends Drafted {
  readonly answer: GroundedAnswer;
  readonly faults: readonly AnswerFault[];
}

/** What answering for one shop is made of. */
export interface PipelineParts {
  readonly pack: PolicyPack;
  readonly topics: readonly Pick<TopicEntry, 'id' | 'title' | 'outside'>[];
  readonly recognizer: Recognizer;
  readonly say: Say;
  readonly thresholds?: AnswerThresholds;
}

/** The four steps for one shop, each a LangChain runnable. */
interface AnswerSteps {
  readonly understand: Runnable<Question, Understood>;
  readonly retrieve: Runnable<Understood, Retrieved>;
  readonly answer: Runnable<Retrieved, Drafted>;
  readonly check: Runnable<Drafted, Checked>;
}

/** The steps, and the sequence of them. */
export interface AnswerPipeline extends AnswerSteps {
  readonly retriever: ClauseRetriever;
  readonly sequence: Runnable<Question, Checked>;
}

/** Builds the way from a question to a checked answer for one shop. */
export function createAnswerPipeline(parts: PipelineParts): AnswerPipeline {
  const { pack, recognizer } = parts;
  const index = createSearchIndex(pack.clauses.map(({ id, title, text }) => ({ id, title, text })));
  const toArabic = (text: string) => toStandardArabic(recognizer.lexicon, text);
  const retriever = new ClauseRetriever(pack, index, (query) => readQuestion(recognizer, query).whole, toArabic);
  const ground = answerGround(parts, retriever, toArabic);
  const checks = checkGround(pack);
  const steps = {
    understand: new Step<Question, Understood>('understand', (input) => ({
      ...input,
      read: readQuestion(recognizer, input.question, input.history, input.reading),
    })),
    retrieve: new Step<Understood, Retrieved>('retrieve', (input) => ({
      ...input,
      documents: retrieveAll(retriever, input.read),
    })),
    answer: new Step<Retrieved, Drafted>('answer', (input) => ({
      ...input,
      draft: groundAnswer(input.read, input.documents, ground, input.whenUnclear ?? 'tell_both'),
    })),
    check: new Step<Drafted, Checked>('check', (input) => withCheck(input, parts, checks)),
  };
  return { retriever, ...steps, sequence: new Steps(steps) };
}

function answerGround(
  parts: PipelineParts,
  retriever: ClauseRetriever,
  toArabic: (text: string) => string,
): AnswerGround {
  const { pack, say } = parts;
  const thresholds = parts.thresholds ?? ANSWER_THRESHOLDS;
  const titles = new Map(parts.topics.map(({ id, title }) => [id, title]));
  const outside = new Map(parts.topics.map((topic) => [topic.id, topic.outside]));
  const answered = new Set(pack.answers.map((answer) => answer.topic));
  const sentences = new BestSentences();
  return {
    pack,
    say,
    thresholds,
    titleOf: (topic) => titles.get(topic) ?? topic,
    outside: (topic) => outside.get(topic),
    isAnswered: (topic) => answered.has(topic),
    // Only a question that no topic covers is worth a text search.
    sentences: (part) => {
      const [best] = retriever.search(part);
      if (!best || best.metadata.searchScore < thresholds.leastSearch) return [];
      return sentences.of(best, toArabic(part.text));
    },
  };
}

function retrieveAll(retriever: ClauseRetriever, read: ReadQuestion): Retrieved['documents'] {
  return new Map([read.whole, ...read.parts].map((part) => [part, retriever.retrieve(part)]));
}

function withCheck(input: Drafted, parts: PipelineParts, checks: CheckGround): Checked {
  // The shop's own name may look like a link, and the customer's own figures may be taken up.
  const faults = checkAnswer(input.draft, [input.question, parts.pack.shop.name.ar], checks);
  return { ...input, faults, answer: faults.length === 0 ? input.draft : abstain('unknown', parts) };
}

/**
 * The four steps in a row: LangChain's sequence, with its callbacks, for who passes a config, and no more than the steps
 * for all others, whatever the environment says of tracing.
 */
class Steps extends Runnable<Question, Checked> {
  lc_namespace = ['sanad', 'answers'];
  readonly #steps: AnswerSteps;
  readonly #sequence: Runnable<Question, Checked>;

  constructor(steps: AnswerSteps) {
    super();
    const { understand, retrieve, answer, check } = steps;
    this.#steps = steps;
    this.#sequence = RunnableSequence.from<Question, Checked>([understand, retrieve, answer, check]);
  }

  override async invoke(input: Question, config?: RunnableConfig): Promise<Checked> {
    if (config) return this.#sequence.invoke(input, config);
    const { understand, retrieve, answer, check } = this.#steps;
    return check.invoke(await answer.invoke(await retrieve.invoke(await understand.invoke(input))));
  }
}

/** A pure function as a LangChain runnable, without the cost of tracing when nobody traces. */
class Step<In extends object, Out> extends Runnable<In, Out> {
  lc_namespace = ['sanad', 'answers'];
  override name: string;
  readonly #run: (input: In) => Out;

  constructor(name: string, run: (input: In) => Out) {
    super();
    this.name = name;
    this.#run = run;
  }

  override async invoke(input: In): Promise<Out> {
    return this.#run(input);
  }
}
