import type { PolicyPack } from '../knowledge/index.ts';
import { type AnswerPipeline, createAnswerPipeline, type Question } from './answerPipeline.ts';
import type { AnswerFault } from './checkAnswer.ts';
import type { CompiledKnowledge } from './compiledKnowledge.ts';
import { abstain } from './groundAnswer.ts';
import type { GroundedAnswer, Say } from './groundedAnswer.ts';
import { ANSWER_THRESHOLDS } from './groundPart.ts';
import type { MessageReading } from './readQuestion.ts';
import { openRecognizer, type Recognizer } from './recognizer.ts';

/** An answer with how the message was understood. */
export interface QuestionResult {
  readonly answer: GroundedAnswer;
  /** Most probable intent of the message. */
  readonly intent: string;
  /** Why a draft was withheld; empty as a rule. */
  readonly faults: readonly AnswerFault[];
}

/** Answers policy questions for every shop that has a pack. */
export interface QuestionAnswerer {
  readonly shops: readonly string[];
  readonly recognizer: Recognizer;
  /** The four steps of one shop. @throws Error for a shop without a pack. */
  pipeline(shop: string): AnswerPipeline;
  answer(shop: string, question: Question): Promise<QuestionResult>;
  /** How probable it is, from 0 to 1, that a message asks something that the shop's pack answers. */
  policyMass(shop: string, reading: MessageReading): number;
  /** The authored answer to one topic, for a customer who picked it. */
  answerTopic(shop: string, topic: string): GroundedAnswer;
}

/** Answering for all shops; the recognizer is opened when it is first needed, a shop's pipeline when it is first asked. */
export function createQuestionAnswerer(knowledge: CompiledKnowledge, say: Say): QuestionAnswerer {
  const recognizer = once(() => openRecognizer(knowledge.trained));
  const packs = new Map(knowledge.packs.map((pack) => [pack.shop.id, pack]));
  const answeredLabels = once(
    () => new Map(knowledge.packs.map((pack) => [pack.shop.id, labelsOf(recognizer(), pack)])),
  );
  const pipelines = new Map<string, AnswerPipeline>();
  const pipeline = (shop: string): AnswerPipeline => {
    const open = pipelines.get(shop);
    if (open) return open;
    const pack = packs.get(shop);
    if (!pack) throw new Error(`No policy pack for shop ${shop}`);
    const made = createAnswerPipeline({ pack, topics: knowledge.topics, recognizer: recognizer(), say });
    pipelines.set(shop, made);
    return made;
  };
  return {
    shops: [...packs.keys()],
    get recognizer() {
      return recognizer();
    },
    pipeline,
    async answer(shop, question) {
      const { answer, faults, read } = await pipeline(shop).sequence.invoke(question);
      return { answer, faults, intent: read.intent };
    },
    policyMass(shop, reading) {
      if (recognizer().topics.familiarity(reading.features) < ANSWER_THRESHOLDS.leastFamiliar) return 0;
      return (answeredLabels().get(shop) ?? []).reduce((sum, label) => sum + reading.topics[label]!, 0);
    },
    answerTopic(shop, topic) {
      const pack = packs.get(shop);
      const authored = pack?.answers.find((answer) => answer.topic === topic);
      if (!pack) throw new Error(`No policy pack for shop ${shop}`);
      if (!authored) return abstain('unmentioned', { pack, say });
      return { status: 'answered', text: authored.text, citations: authored.citations, topics: [topic] };
    },
  };
}

/** Makes a thing when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: { readonly thing: T } | undefined;
  return () => {
    made ??= { thing: make() };
    return made.thing;
  };
}

/** Places among the recognizer's labels of the topics that a pack answers. */
function labelsOf(recognizer: Recognizer, pack: PolicyPack): number[] {
  const answered = new Set(pack.answers.map((answer) => answer.topic));
  return recognizer.topics.labels.flatMap((topic, label) => (answered.has(topic) ? [label] : []));
}
