import { dependsOnBefore, type Features, type LabelScore, splitMessage } from '../language/index.ts';
import type { Recognizer } from './recognizer.ts';

/** A topic with the probability that a question is about it. */
export interface TopicScore {
  readonly topic: string;
  readonly probability: number;
}

/** One question of a message, with the topics that it may be about, most probable first. */
export interface QuestionPart {
  readonly text: string;
  /** What was told before it and helps to understand it: the conversation, or the sentences before. */
  readonly context: string;
  readonly topics: readonly TopicScore[];
  /** Share of its words that understanding knows, from 0 to 1: how far the topics rest on anything. */
  readonly familiarity: number;
}

/** What a message says by itself. Dialogs and answering share one, so that no message is read twice. */
export interface MessageReading {
  readonly features: Features;
  /** Most probable intent. */
  readonly intent: LabelScore;
  /** Probabilities of all topics, in the order of the recognizer's labels. */
  readonly topics: Float32Array;
}

/** A message as it was understood. */
export interface ReadQuestion {
  readonly question: string;
  readonly history: readonly string[];
  /** Most probable intent of the message. */
  readonly intent: string;
  /** The message as one question. */
  readonly whole: QuestionPart;
  /** Its separate questions, in order; empty when it asks fewer than two. */
  readonly parts: readonly QuestionPart[];
}

/** How far the earlier conversation may change what a message means that says little alone. */
const MOST_CONTEXT_WEIGHT = 0.8;
/** The same for a sentence and the ones before it in one message: "and" only joins there. */
const SENTENCE_CONTEXT_WEIGHT = 0.4;
/** Earlier customer messages that still matter. */
const CONTEXT_MESSAGES = 2;
const KEPT_TOPICS = 16;

/** Reads a message by itself. Pure and total. */
export function readMessage(recognizer: Recognizer, text: string): MessageReading {
  const features = recognizer.reader.read(text);
  return { features, intent: recognizer.intents.best(features), topics: recognizer.topics.probabilities(features) };
}

/**
 * Understands a customer's message: its intent, its questions, and what each is about. Pure and total.
 * `reading` is what `readMessage` made of the same message, when the caller has it already.
 */
export function readQuestion(
  recognizer: Recognizer,
  question: string,
  history: readonly string[] = [],
  reading: MessageReading = readMessage(recognizer, question),
): ReadQuestion {
  const before = history.slice(-CONTEXT_MESSAGES).join('\n');
  const stretches = splitMessage(question);
  const asking = stretches.filter((stretch) => stretch.asks);
  const whole = readPart(recognizer, question, before, MOST_CONTEXT_WEIGHT, reading);
  const parts =
    asking.length < 2
      ? []
      : asking.map((stretch) => {
          const earlier = stretches.slice(0, stretches.indexOf(stretch)).map((other) => other.text);
          const context = [before, ...earlier].filter(Boolean).join('\n');
          return readPart(recognizer, stretch.text, context, SENTENCE_CONTEXT_WEIGHT);
        });
  return { question, history, intent: reading.intent.label, whole, parts };
}

function readPart(
  recognizer: Recognizer,
  text: string,
  context: string,
  weight: number,
  reading: Pick<MessageReading, 'features' | 'topics'> = readTopics(recognizer, text),
): QuestionPart {
  const alone = reading.topics;
  const lean = context === '' ? 0 : dependsOnBefore(text) * weight;
  const mixed = isSettled(alone, lean)
    ? alone
    : mix(alone, recognizer.topics.probabilities(`${context}\n${text}`), lean);
  const familiarity = recognizer.topics.familiarity(reading.features);
  return { text, context, topics: best(recognizer.topics.labels, mixed), familiarity };
}

function readTopics(recognizer: Recognizer, text: string): Pick<MessageReading, 'features' | 'topics'> {
  const features = recognizer.reader.read(text);
  return { features, topics: recognizer.topics.probabilities(features) };
}

/** Whatever the context says with this weight, the best topic stays the best: then it need not be read. */
function isSettled(alone: Float32Array, weight: number): boolean {
  if (weight === 0) return true;
  let first = 0;
  let second = 0;
  for (const probability of alone) {
    if (probability > first) [first, second] = [probability, first];
    else if (probability > second) second = probability;
  }
  return (first - second) * (1 - weight) > weight;
}

function mix(alone: Float32Array, joined: Float32Array, weight: number): Float32Array {
  return alone.map((value, index) => value * (1 - weight) + (joined[index] ?? 0) * weight);
}

/** The most probable topics, best first. Hundreds of topics are known: only the kept ones are made into objects. */
function best(labels: readonly string[], probabilities: Float32Array): TopicScore[] {
  const kept: number[] = [];
  for (let index = 0; index < probabilities.length; index += 1) {
    const probability = probabilities[index]!;
    if (kept.length === KEPT_TOPICS && probability <= probabilities[kept[KEPT_TOPICS - 1]!]!) continue;
    let place = kept.length;
    while (place > 0 && probabilities[kept[place - 1]!]! < probability) place -= 1;
    kept.splice(place, 0, index);
    if (kept.length > KEPT_TOPICS) kept.pop();
  }
  return kept.map((index) => ({ topic: labels[index]!, probability: probabilities[index]! }));
}
