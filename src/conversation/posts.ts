import type { ChannelActivity } from '../channels/activity.ts';
import type { Driver, Stored } from '../storage/index.ts';
import type { ConversationIndex } from './conversationIndex.ts';
import { checkCited, seal, type Voice } from './outbox.ts';
import { type ConversationRecord, HANDOVER, type HandoverDocument, partitionOf, topicOf } from './records.ts';
import type { WorkList } from './workList.ts';

export interface PostsOptions {
  readonly driver: Driver;
  readonly work: WorkList;
  readonly index: ConversationIndex;
  readonly bot: { readonly id: string; readonly name: string };
  readonly newId: () => string;
  readonly now: () => number;
  /** A message is stored and may be handed to its channel. */
  readonly onStored: (conversation: ConversationRecord) => void;
}

/** Who posts, and the number of the handover under which they may. */
export interface PostOptions {
  /** The poster's own id of the message: with it, a post that is repeated is stored once. */
  readonly messageId: string;
  readonly voice: Voice;
}

/** A post that was stored, now or before (`repeat`), and its place in the log when it is new. */
export type Posted =
  | { readonly status: 'posted'; readonly id: string; readonly position: number }
  | { readonly status: 'repeat'; readonly id: string };

export interface HandoverChange {
  /** Version of the document that the change was worked out from; 0 when there was none. */
  readonly expect: number;
  readonly value: HandoverDocument;
  /** What is said to the customer in the same step, by the system. */
  readonly say?: readonly ChannelActivity[];
  /** Records kept in lists of the conversation in the same step. */
  readonly records?: readonly { readonly list: string; readonly value: object }[];
}

/** Nobody has begun a conversation of this id. */
export class UnknownConversationError extends Error {
  override readonly name = 'UnknownConversationError';
  readonly code = 'UnknownConversation';

  constructor(conversation: string) {
    super(`there is no conversation ${conversation}`);
  }
}

/** Somebody else speaks in the conversation by now: the message was not stored. */
export class HandoverMovedError extends Error {
  override readonly name = 'HandoverMovedError';
  readonly code = 'HandoverMoved';
  /** The number of the handover as it stands. */
  readonly number: number;

  constructor(number: number) {
    super(`the conversation has been handed on (its handover number is ${number} now): read it again before writing`);
    this.number = number;
  }
}

const MOST_TRIES = 20;

/**
 * Messages that belong to no turn: an agent's words, and what the system says when a conversation changes hands. Each
 * is stored once by its message id, only while the handover number is the one that the poster knows, and then goes the
 * way of every reply.
 */
export class Posts {
  readonly #options: PostsOptions;

  constructor(options: PostsOptions) {
    this.#options = options;
  }

  /**
   * Stores one message or event.
   * @throws UnknownConversationError, HandoverMovedError, UncitedPolicyError
   */
  async post(conversation: string, activity: ChannelActivity, { messageId, voice }: PostOptions): Promise<Posted> {
    checkCited(activity);
    const record = await this.#record(conversation);
    const key = `claim:post:${messageId}`;
    const id = this.#options.newId();
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const [claimed, handover] = await Promise.all([this.#get(conversation, key), this.#get(conversation, HANDOVER)]);
      if (claimed) return repeat(claimed, id);
      const known = handover?.value as HandoverDocument | undefined;
      if ((known?.number ?? 0) !== voice.number) throw new HandoverMovedError(known?.number ?? 0);
      const expect = handover?.version ?? 0;
      const first = voice.by === 'agent' && known !== undefined && known.answeredAt === undefined;
      const answered = { ...known, declinable: false, answeredAt: new Date(this.#options.now()).toISOString() };
      const result = await this.#store(record, [this.#seal(record, activity, voice, id)], {
        checks: first ? [] : [{ key: HANDOVER, expect }],
        puts: [{ key, value: { id }, expect: 0 }, ...(first ? [{ key: HANDOVER, value: answered, expect }] : [])],
      });
      if (result.status === 'committed') return { status: 'posted', id, position: result.positions[0] ?? 0 };
      if (result.status === 'conflict' && result.key === key && result.current) {
        const known = repeat(result.current, id);
        if (known.status === 'posted') this.#options.onStored(record);
        return known;
      }
    }
    throw new Error(`the handover of conversation ${conversation} changes too often to post a message`);
  }

  /** Changes who speaks; with what is said about it, in one step. False when somebody else changed it before. */
  async change(conversation: string, change: HandoverChange): Promise<boolean> {
    const record = await this.#record(conversation);
    const voice: Voice = { by: 'system', number: change.value.number };
    const say = (change.say ?? []).map((one) => this.#seal(record, one, voice, this.#options.newId()));
    for (const one of say) checkCited(one);
    const result = await this.#store(record, say, {
      puts: [{ key: HANDOVER, value: change.value, expect: change.expect }],
      records: change.records ?? [],
    });
    return result.status === 'committed';
  }

  async #store(record: ConversationRecord, say: readonly ChannelActivity[], batch: PostBatch) {
    const { driver, work, index, now, onStored } = this.#options;
    const { records = [], ...rest } = batch;
    const result = await work.beside(record.id, () =>
      driver.commit({
        partition: partitionOf(record.id),
        ...rest,
        appends: [...say.map((activity) => ({ list: 'log', value: { direction: 'out', activity } })), ...records],
        notices: [{ topic: topicOf(record.id), message: '' }],
      }),
    );
    if (result.status !== 'committed') return result;
    await index.touch(record, now());
    if (say.length > 0) onStored(record);
    return result;
  }

  #seal(record: ConversationRecord, activity: ChannelActivity, voice: Voice, id: string): ChannelActivity {
    const { bot, now } = this.#options;
    const { id: conversation, channel, shop, user } = record;
    const timestamp = new Date(now()).toISOString();
    return seal(activity, { id, conversation, channel, shop, user, bot, voice, answers: [], timestamp });
  }

  async #record(conversation: string): Promise<ConversationRecord> {
    const stored = await this.#get(conversation, 'conversation');
    if (!stored) throw new UnknownConversationError(conversation);
    return stored.value as ConversationRecord;
  }

  #get(conversation: string, key: string): Promise<Stored | undefined> {
    return this.#options.driver.get(partitionOf(conversation), key);
  }
}

interface PostBatch {
  readonly checks?: readonly { readonly key: string; readonly expect: number }[];
  readonly puts: readonly { readonly key: string; readonly value: unknown; readonly expect: number }[];
  readonly records?: readonly { readonly list: string; readonly value: object }[];
}

function repeat(claimed: Stored, own: string): Posted {
  const { id } = claimed.value as { id: string };
  // A commit that the network repeated finds its own claim.
  return id === own ? { status: 'posted', id, position: 0 } : { status: 'repeat', id };
}
