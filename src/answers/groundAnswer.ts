import { type AuthoredAnswer, type Citation, type PolicyPack, unsupportedFigures } from '../knowledge/index.ts';
import { asksYesNo, statedSpans, statesBelief, withoutYesNo } from '../language/index.ts';
import type { ClauseDocument } from './clauseRetriever.ts';
import type { AbstentionReason, GroundedAnswer, Say } from './groundedAnswer.ts';
import { groundPart, type PartGround, type PartOutcome } from './groundPart.ts';
import type { QuestionPart, ReadQuestion } from './readQuestion.ts';

/** What answering for one shop needs besides the question. */
export interface AnswerGround extends PartGround {
  readonly pack: PolicyPack;
  readonly say: Say;
  /** A topic's words for a button. */
  readonly titleOf: (topic: string) => string;
}

/** How an unclear question is met: by asking back (a conversation) or by giving both answers (a single question). */
export type WhenUnclear = 'ask' | 'tell_both';

const MOST_CITATIONS = 3;
/** Intents that ask for nothing: a word that such a message shares with the text is chance. */
const SMALL_TALK: ReadonlySet<string> = new Set(['greeting', 'thanks', 'goodbye', 'affirm', 'deny']);
/** A second question's abstention is mentioned only when it is this certain. */
const SURE_ABSTENTION = 0.5;

/** The answer to a message that was understood: authored answers, else the text's own sentences, else an abstention. */
export function groundAnswer(
  read: ReadQuestion,
  documents: ReadonlyMap<QuestionPart, readonly ClauseDocument[]>,
  ground: AnswerGround,
  whenUnclear: WhenUnclear,
): GroundedAnswer {
  const searched = SMALL_TALK.has(read.intent) ? { ...ground, sentences: () => [] } : ground;
  const decide = (part: QuestionPart) => fitted(groundPart(part, documents.get(part) ?? [], searched), part);
  const outcomes = separateOutcomes(read.parts.map(decide));
  return outcomes.length > 1
    ? tellSeveral(outcomes, read, ground)
    : tellOne(decide(read.whole), read, ground, whenUnclear);
}

/** Authored answers may begin with "yes," or "no,": that is said only to a question that asks it. */
function fitted(outcome: PartOutcome, part: QuestionPart): PartOutcome {
  if (outcome.status !== 'authored' && outcome.status !== 'tie') return outcome;
  if (asksYesNo(part.text)) return outcome;
  const plain = (answer: AuthoredAnswer): AuthoredAnswer => ({ ...answer, text: withoutYesNo(answer.text) });
  if (outcome.status === 'authored') return { ...outcome, answer: plain(outcome.answer) };
  const [first, second] = outcome.answers;
  return { ...outcome, answers: [plain(first), plain(second)] };
}

/** Two questions get two answers only when both were understood and at least one is answered. */
function separateOutcomes(outcomes: readonly PartOutcome[]): PartOutcome[] {
  const topics = new Set<string>();
  const clear = outcomes.filter((outcome) => {
    if (outcome.status === 'abstained') return outcome.probability >= SURE_ABSTENTION;
    const topic = answerOf(outcome)?.topic;
    if (topic === undefined || topics.has(topic)) return false;
    topics.add(topic);
    return true;
  });
  return topics.size > 0 ? clear : [];
}

/** The best authored answer of an outcome: one of several questions is not worth asking back for. */
function answerOf(outcome: PartOutcome): AuthoredAnswer | undefined {
  if (outcome.status === 'tie') return outcome.answers[0];
  return outcome.status === 'authored' ? outcome.answer : undefined;
}

/** As many answers as their citations have room for; the customer is told when a question is left over. */
function tellSeveral(outcomes: readonly PartOutcome[], read: ReadQuestion, ground: AnswerGround): GroundedAnswer {
  const answers = outcomes.flatMap((outcome) => answerOf(outcome) ?? []);
  const told = answersWithRoom(answers);
  const texts = told.map(({ answer }) => answer.text);
  if (told.length < answers.length) texts.push(ground.say('answers.ask_rest_apart'));
  else if (outcomes.some((outcome) => outcome.status === 'abstained')) {
    texts.push(ground.say('answers.rest_unmentioned', { shop: ground.pack.shop.name.ar }));
  }
  const citations = interleave(told.map(({ citations }) => citations));
  return {
    status: 'answered',
    text: withCorrection(texts.join('\n'), citations, read, ground),
    citations,
    topics: told.map(({ answer }) => answer.topic),
  };
}

interface ToldAnswer {
  readonly answer: AuthoredAnswer;
  /** The first of its citations: at least as many as its figures rest on. */
  readonly citations: readonly Citation[];
}

/** The first answers whose needed citations fit into one message; what room is left goes to their further citations. */
function answersWithRoom(answers: readonly AuthoredAnswer[]): ToldAnswer[] {
  let room = MOST_CITATIONS;
  const told: ToldAnswer[] = [];
  for (const answer of answers) {
    const citations = neededCitations(answer);
    if (citations.length > room) break;
    room -= citations.length;
    told.push({ answer, citations });
  }
  return told.map(({ answer, citations }) => {
    const further = answer.citations.slice(citations.length, citations.length + room);
    room -= further.length;
    return { answer, citations: [...citations, ...further] };
  });
}

function neededCitations({ text, citations }: AuthoredAnswer): readonly Citation[] {
  const enough = citations.findIndex((_, last) => {
    const quotes = citations.slice(0, last + 1).map(({ quote }) => quote);
    return unsupportedFigures(text, quotes).length === 0;
  });
  return citations.slice(0, enough < 0 ? citations.length : enough + 1);
}

function tellOne(
  outcome: PartOutcome,
  read: ReadQuestion,
  ground: AnswerGround,
  whenUnclear: WhenUnclear,
): GroundedAnswer {
  switch (outcome.status) {
    case 'authored': {
      const { answer, related } = outcome;
      const citations = mergeCitations([answer.citations, ...related.map((other) => other.citations)]);
      const text = withCorrection(answer.text, citations, read, ground);
      return { status: 'answered', text, citations, topics: [answer.topic] };
    }
    case 'tie':
      return tellTie(outcome.answers, read, ground, whenUnclear);
    case 'sentences':
      return {
        status: 'answered',
        text: ground.say('answers.from_text', { sentences: outcome.citations.map(({ quote }) => quote).join(' … ') }),
        citations: outcome.citations,
        topics: [],
      };
    case 'abstained':
      return abstain(outcome.reason, ground);
  }
}

function tellTie(
  tied: Extract<PartOutcome, { status: 'tie' }>['answers'],
  read: ReadQuestion,
  ground: AnswerGround,
  whenUnclear: WhenUnclear,
): GroundedAnswer {
  const choices = tied.map(({ topic }) => ({ topic, title: ground.titleOf(topic) }));
  if (whenUnclear === 'ask') return { status: 'unclear', text: ground.say('answers.which'), choices };
  const [first, second] = tied;
  const told = answersWithRoom(tied);
  const other = ground.say('answers.or_if_you_mean', { title: choices[1]?.title ?? '', answer: second.text });
  const citations = told.flatMap((each) => each.citations);
  const text = withCorrection(told.length > 1 ? `${first.text}\n${other}` : first.text, citations, read, ground);
  return { status: 'answered', text, citations, topics: told.map(({ answer }) => answer.topic) };
}

/** An honest "the text does not say", with the shop's contact from its own text and the offer of a person. */
export function abstain(reason: AbstentionReason, ground: Pick<AnswerGround, 'pack' | 'say'>): GroundedAnswer {
  const { shop } = ground.pack;
  const said = ground.say(`answers.abstention.${reason}`, { shop: shop.name.ar });
  const offer = ground.say('answers.offer_human', { contact: shop.contact.text });
  return { status: 'abstained', reason, text: `${said} ${offer}` };
}

/** A span of time or a percentage that the customer believes in and that no quote supports is said to be missing. */
function withCorrection(
  text: string,
  citations: readonly Citation[],
  read: ReadQuestion,
  ground: AnswerGround,
): string {
  if (!statesBelief(read.question)) return text;
  // The whole clauses count, not only the words quoted from them: what is said to be missing must be missing.
  const cited = new Set(citations.map((citation) => citation.clause));
  const quotes = ground.pack.clauses.flatMap(({ id, text }) => (cited.has(id) ? [text] : [])).join(' ');
  const figure = statedSpans(read.question).find((span) => !new RegExp(`(?<!\\d)${span}(?!\\d)`, 'u').test(quotes));
  return figure === undefined ? text : `${ground.say('answers.not_in_text', { figure })} ${text}`;
}

/** The answer's own citations, then those of its neighbours that say something else, as far as there is room. */
function mergeCitations(lists: readonly (readonly Citation[])[]): Citation[] {
  const merged: Citation[] = [];
  for (const citation of lists.flat()) {
    if (!merged.some(({ quote }) => quote.includes(citation.quote) || citation.quote.includes(quote)))
      merged.push(citation);
  }
  return merged.slice(0, MOST_CITATIONS);
}

/** First citations of each answer come first: a two-part question cites a clause for each part. */
function interleave(lists: readonly (readonly Citation[])[]): Citation[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1))).flat();
}
