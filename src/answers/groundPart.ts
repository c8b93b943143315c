import type { AuthoredAnswer, Citation } from '../knowledge/index.ts';
import type { ClauseDocument } from './clauseRetriever.ts';
import type { AbstentionReason } from './groundedAnswer.ts';
import type { QuestionPart } from './readQuestion.ts';

/** What one question of a message comes to. */
export type PartOutcome =
  | {
      readonly status: 'authored';
      readonly answer: AuthoredAnswer;
      /** Answers to neighbouring topics that may be meant too: their quotes are shown beside. */
      readonly related: readonly AuthoredAnswer[];
    }
  | { readonly status: 'tie'; readonly answers: readonly [AuthoredAnswer, AuthoredAnswer] }
  | { readonly status: 'sentences'; readonly citations: readonly Citation[] }
  | { readonly status: 'abstained'; readonly reason: AbstentionReason; readonly probability: number };

/** The numbers that part an answer from an abstention; measured, see docs/understanding.md. */
export interface AnswerThresholds {
  /** A question of which fewer words are known than this share is not understood, whatever seems probable. */
  readonly leastFamiliar: number;
  /** Least probability that the question is about what the clause answers. */
  readonly leastMass: number;
  /** The same for a question of at most `fewWords` different words: a word or two seem to be about many things a little. */
  readonly leastMassOfFew: number;
  readonly fewWords: number;
  /** A topic outside all policies wins when it is this many times as probable as the best that the shop answers. */
  readonly outsideLead: number;
  /** The same for a topic that only other shops' texts answer: its neighbours in this shop's text may be what is meant. */
  readonly unmentionedLead: number;
  /** Two answers tie when the second is at least this share of the first ... */
  readonly tieShare: number;
  /** ... and at least this probable. */
  readonly leastTie: number;
  /** A neighbouring topic this share as probable as the best shows its quote beside the answer. */
  readonly relatedShare: number;
  /** From this probability on a topic counts as recognised. */
  readonly recognised: number;
  /** Least share of the question that a clause must speak of for answering with the clause's own sentences. */
  readonly leastSearch: number;
}

export const ANSWER_THRESHOLDS: AnswerThresholds = {
  leastFamiliar: 0.45,
  leastMass: 0.05,
  leastMassOfFew: 0.35,
  fewWords: 2,
  outsideLead: 1,
  unmentionedLead: 3,
  tieShare: 0.75,
  leastTie: 0.25,
  relatedShare: 0.1,
  recognised: 0.15,
  leastSearch: 0.7,
};

/** How the clauses of one shop answer one question: `isAnswered` and `outside` tell what the shop's pack knows of a topic. */
export interface PartGround {
  readonly isAnswered: (topic: string) => boolean;
  /** Why no policy speaks of a topic; undefined for topics that some shop answers. */
  readonly outside: (topic: string) => AbstentionReason | undefined;
  /** The text's own sentences on a question that no topic covers; none when the text hardly speaks of it. */
  readonly sentences: (part: QuestionPart) => readonly Citation[];
  readonly thresholds: AnswerThresholds;
}

/** Decides what answers one question, from the clauses that were retrieved for it. Pure. */
export function groundPart(part: QuestionPart, documents: readonly ClauseDocument[], ground: PartGround): PartOutcome {
  const { thresholds } = ground;
  if (part.familiarity < thresholds.leastFamiliar) return { status: 'abstained', reason: 'unknown', probability: 0 };
  const best = documents[0];
  const mass = best?.metadata.topicMass ?? 0;
  const foreign = part.topics.find(({ topic }) => !ground.isAnswered(topic));
  const foreignMass = foreignMassOf(part, ground, foreign?.topic);
  const lead = foreign && ground.outside(foreign.topic) ? thresholds.outsideLead : thresholds.unmentionedLead;
  const leastMass = part.words <= thresholds.fewWords ? thresholds.leastMassOfFew : thresholds.leastMass;
  if (best && mass >= leastMass && mass * lead >= foreignMass) return authored(documents, thresholds);
  // A topic that was clearly recognised and that the shop does not answer is no case for guessing in the text.
  const citations = foreignMass < thresholds.recognised ? ground.sentences(part) : [];
  if (citations.length > 0) return { status: 'sentences', citations };
  const reason = foreign && foreignMass > mass ? (ground.outside(foreign.topic) ?? 'unmentioned') : 'unknown';
  return { status: 'abstained', reason, probability: foreignMass };
}

/** Topics of one group outside the policies back each other up: "price" and "stock" of a product are both not told. */
function foreignMassOf(part: QuestionPart, ground: PartGround, foreign: string | undefined): number {
  if (foreign === undefined) return 0;
  const group = ground.outside(foreign);
  return part.topics
    .filter(({ topic }) =>
      group === undefined ? topic === foreign : !ground.isAnswered(topic) && ground.outside(topic) === group,
    )
    .reduce((sum, { probability }) => sum + probability, 0);
}

function authored(documents: readonly ClauseDocument[], thresholds: AnswerThresholds): PartOutcome {
  const [best, second] = documents.map((document) => document.metadata);
  const first = best?.answers[0];
  const rival = second?.answers[0];
  if (!best || !first) return { status: 'abstained', reason: 'unknown', probability: 0 };
  const tied =
    rival !== undefined &&
    second !== undefined &&
    second.topicMass >= thresholds.leastTie &&
    second.topicMass >= best.topicMass * thresholds.tieShare;
  if (tied) return { status: 'tie', answers: [first.answer, rival.answer] };
  const rivals = documents.flatMap((document) => document.metadata.answers).filter((other) => other !== first);
  const related = rivals
    .filter(({ probability }) => probability >= first.probability * thresholds.relatedShare)
    .map(({ answer }) => answer);
  return { status: 'authored', answer: first.answer, related };
}
