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
  /** How many different words it has. */
  readonly words: number;
}

/** What a message says by itself. Dialogs and answering share one, so that no message is read twice. */
export interface MessageReading {
  readonly features: Features;
  /** Most probable intent. */
  readonly intent: LabelScore;
  /** Probabilities of all intents, in the order of the recognizer's labels. */
  readonly intents: Float32Array;
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
const NO_INTENT: LabelScore = { label: '', probability: 0 };

/** Reads a message by itself. Pure and total. */
export function readMessage(recognizer: Recognizer, text: string): MessageReading {
  const features = recognizer.reader.read(text);
  const intents = recognizer.intents.probabilities(features);
  const [intent = NO_INTENT] = recognizer.intents.top(intents, 1);
  return { features, intent, intents, topics: recognizer.topics.probabilities(features) };
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
  // The first group of cues are the words themselves, each once.
  const [words = 0] = reading.features.ends;
  const topics = recognizer.topics.top(mixed, KEPT_TOPICS);
  return {
    text,
    context,
    topics: topics.map(({ label, probability }) => ({ topic: label, probability })),
    familiarity,
    words,
  };
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
  for (let label = 0; label < alone.length; label++) {
    const probability = alone[label]!;
    if (probability > first) {
      second = first;
      first = probability;
    } else if (probability > second) second = probability;
  }
  return (first - second) * (1 - weight) > weight;
}

function mix(alone: Float32Array, joined: Float32Array, weight: number): Float32Array {
  return alone.map((value, index) => value * (1 - weight) + (joined[index] ?? 0) * weight);
}
