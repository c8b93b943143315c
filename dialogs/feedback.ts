import type { Activity } from 'botbuilder';
import type { FeedbackRecord } from '../src/handover/index.ts';
import { isTitle } from './buttonTitle.ts';
import type { FlowMemory, FlowTurn } from './flow.ts';
import { notice, withButtons } from './reply.ts';

/** The list of the conversation that ratings are kept in. */
export const FEEDBACK = 'feedback';
export const FEEDBACK_EVENT = 'sanad/feedback';

/** An answer is asked about once in a conversation, when the customer has got so many. */
const ASKED_AT = 2;
/** Answers are not asked about any more. */
const RATED = 1000;

/**
 * Takes a message as a rating: a pressed (or typed) button in any case, the customer's own words only right after they
 * were asked and while no flow waits for an answer. A bare yes or no is never one.
 */
export async function takeRating(turn: FlowTurn, isOpen: boolean): Promise<boolean> {
  const { memory, parts } = turn;
  const asked = askedFor(turn);
  const rating = pressed(turn) ?? (asked && !isOpen ? said(turn, asked) : undefined);
  if (!rating) return false;
  const agent = rating.subject === 'handover' ? turn.handover?.agent?.id : undefined;
  const record: FeedbackRecord = {
    ...rating,
    shop: turn.pack.shop.id,
    at: turn.now.toISOString(),
    ...(agent !== undefined && { agent }),
  };
  turn.record(FEEDBACK, record);
  const value = { ...rating, ...(agent !== undefined && { agent }) };
  await turn.send({ type: 'event', name: FEEDBACK_EVENT, value });
  await turn.send(notice(parts.say(`feedback.thanks.${rating.rating}`)));
  if (rating.subject === 'answer') memory.answers = RATED;
  return true;
}

/** An answer with the buttons that ask for a rating, when it is time for that. */
export function withRating(answer: Partial<Activity>, turn: FlowTurn): Partial<Activity> {
  const { memory, parts } = turn;
  memory.answers = (memory.answers ?? 0) + 1;
  if (memory.answers !== ASKED_AT) return answer;
  memory.ratingAsked = true;
  const titles = [parts.say('feedback.answer.good'), parts.say('feedback.answer.bad')];
  return withButtons(answer, titles);
}

/** The event that Microsoft's Web Chat sends when one of the thumbs beside an answer is pressed. */
const WEB_CHAT_FEEDBACK = 'webchat:activity-status/feedback';
const RATED_KEPT = 50;

/** What a client's own buttons say of an answer, with the answer's id; nothing for any other event. */
export function clientRating({ name, entities }: Pick<Activity, 'name' | 'entities'>): ClientRating | undefined {
  if (name !== WEB_CHAT_FEEDBACK) return undefined;
  const action = (entities?.[0] ?? {}) as {
    '@type'?: unknown;
    actionOption?: unknown;
    object?: { identifier?: unknown };
  };
  const rating = RATINGS.get(String(action['@type'] === 'VoteAction' ? action.actionOption : action['@type']));
  const answer = action.object?.identifier;
  return rating && { rating, answer: typeof answer === 'string' ? answer.slice(0, 100) : '' };
}

const RATINGS: ReadonlyMap<string, FeedbackRecord['rating']> = new Map([
  ['LikeAction', 'good'],
  ['DislikeAction', 'bad'],
  ['upvote', 'good'],
  ['downvote', 'bad'],
]);

export interface ClientRating {
  readonly rating: FeedbackRecord['rating'];
  readonly answer: string;
}

/** Keeps such a rating: the first one of each answer. Says nothing, because the client shows the pressed button. */
export function keepClientRating(
  { rating, answer }: ClientRating,
  memory: FlowMemory,
  turn: { readonly shop: string; readonly now: Date; record(list: string, value: object): void },
): Partial<Activity> | undefined {
  const rated = memory.ratedAnswers ?? [];
  if (rated.includes(answer)) return undefined;
  memory.ratedAnswers = [...rated, answer].slice(-RATED_KEPT);
  memory.answers = RATED;
  const subject = 'answer';
  const record: FeedbackRecord = { subject, rating, shop: turn.shop, at: turn.now.toISOString() };
  turn.record(FEEDBACK, record);
  return { type: 'event', name: FEEDBACK_EVENT, value: { subject, rating } };
}

type Rating = Pick<FeedbackRecord, 'subject' | 'rating'>;

function pressed({ parts: { say }, understanding: { text } }: FlowTurn): Rating | undefined {
  for (const subject of ['answer', 'handover'] as const)
    for (const rating of ['good', 'bad'] as const)
      if (isTitle(text, `feedback.${subject}.${rating}`, say)) return { subject, rating };
  return undefined;
}

function said({ heard, reading, understanding: { text } }: FlowTurn, subject: Rating['subject']): Rating | undefined {
  if (reading.asks || text.length > LONGEST_RATING) return undefined;
  const rating = heard.rates(reading.said);
  return rating && { subject, rating };
}

const LONGEST_RATING = 60;

/** What the message before this one asked to be rated; the question is spent. */
function askedFor({ handover, memory }: FlowTurn): Rating['subject'] | undefined {
  const asked = memory.ratingAsked === true;
  delete memory.ratingAsked;
  const ended = handover?.state === 'closed' || handover?.state === 'bot';
  if (ended && memory.endedHandover !== handover.number) {
    memory.endedHandover = handover.number;
    return 'handover';
  }
  return asked ? 'answer' : undefined;
}
