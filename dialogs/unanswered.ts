import type { GroundedAnswer } from '../src/answers/index.ts';
import { UNANSWERED, type UnansweredRecord } from '../src/reports/index.ts';
import type { FlowTurn } from './flow.ts';

const MOST_CHARACTERS = 500;

/** Keeps a question that the shop's text did not answer, so that the shop can see what its text is silent on. */
export function noteUnanswered(answer: Extract<GroundedAnswer, { status: 'abstained' }>, turn: FlowTurn): void {
  const topic = nearestTopic(turn);
  const record: UnansweredRecord = {
    question: turn.understanding.text.slice(0, MOST_CHARACTERS).toWellFormed(),
    shop: turn.pack.shop.id,
    reason: answer.reason,
    at: turn.now.toISOString(),
    ...(topic !== undefined && { topic }),
  };
  turn.record(UNANSWERED, record);
}

function nearestTopic({ understanding, parts }: FlowTurn): string | undefined {
  const { topics } = understanding.reading;
  const { labels } = parts.answerer.recognizer.topics;
  return labels.reduce<string | undefined>((best, label, at) => {
    const known = best === undefined ? -1 : (topics[labels.indexOf(best)] ?? 0);
    return (topics[at] ?? 0) > known ? label : best;
  }, undefined);
}
