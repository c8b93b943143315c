import type { Death } from '../../support/supervisor.ts';

/** What a platform showed to one of its customers. */
export interface Shown {
  readonly person: number;
  readonly text: string;
  /** By `performance.now()`. */
  readonly at: number;
}

/** What a customer wrote, and with which handful of messages: within one, webhooks overtake each other. */
export interface Said {
  readonly text: string;
  readonly handful: number;
}

export interface Counted {
  /** Different replies that customers saw. */
  readonly replies: number;
  /** Messages that no reply answers. */
  readonly unanswered: number;
  /** Messages that more than one reply answers. */
  readonly answeredTwice: number;
  /** Replies, or messages in them, in another order than that of the customer. */
  readonly disordered: number;
  /** Replies that the platform has once more. */
  readonly deliveredTwice: number;
  /** Of these, those that no kill explains, or that are more than one of a kill and conversation. */
  readonly doubledElsewhere: number;
}

/** Counts over all customers. `said[person]` are a customer's messages in their order; `deaths` when the server was killed. */
export function countShown(
  said: readonly (readonly Said[])[],
  shown: readonly Shown[],
  deaths: readonly Death[],
): Counted {
  const byPerson = Map.groupBy(shown, ({ person }) => person);
  const people = said.map((messages, person) => countOne(messages, byPerson.get(person) ?? [], deaths));
  const sum = (key: keyof Counted) => people.reduce((all, one) => all + one[key], 0);
  return {
    replies: sum('replies'),
    unanswered: sum('unanswered'),
    answeredTwice: sum('answeredTwice'),
    disordered: sum('disordered'),
    deliveredTwice: sum('deliveredTwice'),
    doubledElsewhere: sum('doubledElsewhere'),
  };
}

/** Replies are `<number> <text>|<text>…`, numbered by the bot's own stored state. */
function countOne(said: readonly Said[], shown: readonly Shown[], deaths: readonly Death[]): Counted {
  const places = new Map(said.map(({ text }, place) => [text, place]));
  const replies = [...new Set(shown.map(({ text }) => text))].map((text) => {
    const [number, texts = ''] = text.split(' ');
    return { number: Number(number), places: texts.split('|').map((one) => places.get(one) ?? -1) };
  });
  const answered = replies.flatMap((reply) => reply.places);
  const handfuls = answered.map((place) => said[place]?.handful ?? -1);
  const distinct = new Set(answered);
  return {
    replies: replies.length,
    unanswered: said.filter((_, place) => !distinct.has(place)).length,
    answeredTwice: answered.length - distinct.size,
    disordered:
      falls(handfuls) +
      falls(shown.map(({ text }) => Number(text.split(' ')[0]))) +
      replies.filter(({ number }, index) => number !== index + 1).length +
      replies.reduce((all, reply) => all + falls(reply.places), 0),
    deliveredTwice: shown.length - replies.length,
    doubledElsewhere: doubledElsewhere(shown, deaths),
  };
}

/**
 * A repeat is explained by a kill before it, when the first copy came from the server that was killed: before the next
 * one listened, since a platform also reads what was on its way at the kill. Each kill explains one.
 */
function doubledElsewhere(shown: readonly Shown[], deaths: readonly Death[]): number {
  const left = [...deaths];
  const last = new Map<string, number>();
  let unexplained = 0;
  for (const { text, at } of shown) {
    const before = last.get(text);
    last.set(text, at);
    if (before === undefined) continue;
    const index = left.findIndex((death) => before < death.bornAgainAt && death.at < at);
    if (index === -1) unexplained += 1;
    else left.splice(index, 1);
  }
  return unexplained;
}

function falls(values: readonly number[]): number {
  return values.filter((value, index) => value < (values[index - 1] ?? value)).length;
}
