import type { Activity } from 'botbuilder';
import type { ChannelActivity } from '../channels/activity.ts';
import { errorFields, type Log } from '../log.ts';
import type { Batch, CommitResult, Driver, Lease, Put, Stored } from '../storage/index.ts';
import { readStoredState, type StoredState, stateDocument, stateKey } from './botState.ts';
import { type BurstOptions, firstTurn, inSentOrder, joined } from './burst.ts';
import { ConversationIndex } from './conversationIndex.ts';
import type { Inbox } from './inbox.ts';
import type { Incoming } from './incoming.ts';
import type { LastTurns } from './lastTurns.ts';
import { seal } from './outbox.ts';
import {
  type ConversationRecord,
  HANDOVER,
  type HandoverDocument,
  type LogEntry,
  type Progress,
  partitionOf,
  type TurnStatus,
  topicOf,
} from './records.ts';
import type { OnStep } from './steps.ts';
import type { Turn, TurnHandler } from './turn.ts';
import { Replies, type TurnAdapter } from './turnAdapter.ts';
import { markRecords, type TurnEntry } from './turnRecords.ts';
import { TurnState, type TurnStorage } from './turnState.ts';
import type { Outcome } from './workers.ts';

export interface TurnRunnerOptions {
  readonly driver: Driver;
  readonly inbox: Inbox;
  readonly index: ConversationIndex;
  readonly adapter: TurnAdapter;
  readonly incoming: Incoming;
  readonly lastTurns: LastTurns;
  readonly storage: TurnStorage;
  readonly handler: TurnHandler;
  /** The honest sentence a customer reads when the handler failed; comes from the locales. */
  readonly apology: (turn: Turn) => string;
  /** More than a sentence for a failure, such as a way to a person; the apology is said when this fails too. */
  readonly failure?: (turn: Turn) => Promise<readonly Partial<Activity>[]>;
  /** Does an agent hold this conversation? Then messages are stored for the agent and the bot stays out. */
  readonly heldByAgent: (conversation: ConversationRecord, handover: HandoverDocument | undefined) => boolean;
  /** Replies of this conversation are stored, or may be, and may be handed to its channel. */
  readonly onCommitted: (conversation: ConversationRecord, kept: KeptByTurn) => void;
  readonly bot: { readonly id: string; readonly name: string };
  readonly burst: BurstOptions;
  readonly leaseMs: number;
  readonly turnTimeoutMs: number;
  readonly holder: string;
  readonly log: Log;
  readonly now: () => number;
  readonly newId: () => string;
  readonly onStep: OnStep;
}

/** What a turn stored beside its replies, for those who wait for it. */
export interface KeptByTurn {
  /** Lists that it kept records in. */
  readonly lists: readonly string[];
  /** It changed who speaks. */
  readonly handover: boolean;
}

const LEASE = 'turn';
/** So many workers in a row died over one turn; the next one apologises instead of dying too. */
const MOST_ABANDONED = 5;

/** Steps 3 to 7 of the way of a message, for one turn of one conversation. */
export class TurnRunner {
  readonly #options: TurnRunnerOptions;

  constructor(options: TurnRunnerOptions) {
    this.#options = options;
  }

  /** Answers the next turn of a conversation, if there is one and nobody else is answering. */
  async next(conversation: string): Promise<Outcome> {
    const { driver, leaseMs, holder } = this.#options;
    const partition = partitionOf(conversation);
    // Asked for together, which spares a way to the store; what is too old by the commit fails there.
    const claiming = driver.claimLease(partition, LEASE, holder, leaseMs);
    const reading = this.#read(conversation);
    reading.catch(() => undefined);
    const lease = await claiming;
    if (!lease) return 'busy';
    const renewal = setInterval(() => this.#renew(partition, lease), leaseMs / 3);
    let committed: Outcome | undefined;
    try {
      committed = await this.#answer(conversation, lease, await reading);
      return committed ?? 'idle';
    } finally {
      clearInterval(renewal);
      // A commit gives the lease back by itself.
      if (!committed) await driver.releaseLease(partition, LEASE, lease.number);
    }
  }

  async #read(conversation: string): Promise<Standing> {
    const { driver, inbox, lastTurns } = this.#options;
    const partition = partitionOf(conversation);
    const last = lastTurns.take(conversation);
    const [record, progress, handover, pending] = await Promise.all([
      driver.get(partition, 'conversation'),
      driver.get(partition, 'progress'),
      driver.get(partition, HANDOVER),
      last && inbox.pending(conversation, last.upTo),
    ]);
    const ahead = last && pending && last.version === progress?.version ? { pending, state: last.state } : {};
    return { record: record?.value as ConversationRecord | undefined, progress, handover, ahead };
  }

  /** Nothing when there was no turn to answer. */
  async #answer(
    conversation: string,
    lease: Lease,
    { record, progress, handover, ahead }: Standing,
  ): Promise<Outcome | undefined> {
    const { driver, inbox, burst, onStep, now } = this.#options;
    if (!record) return undefined;
    const before = (progress?.value as Progress | undefined) ?? { answered: 0, turns: 0 };
    const [pending, state] = await Promise.all([
      ahead.pending ?? inbox.pending(conversation, before.answered),
      ahead.state ? { key: stateKey(record), stored: ahead.state } : readStoredState(driver, record),
    ]);
    const chosen = firstTurn(pending, burst);
    const last = chosen.at(-1);
    if (!last) return undefined;
    await onStep('leased', conversation);
    const changes: Changes = { records: [] };
    const held = handover?.value as HandoverDocument | undefined;
    const entries = await this.#options.incoming.prepare(record, inSentOrder(chosen));
    const turn: Turn = {
      record: (list, value) => changes.records.push({ list, value }),
      changeHandover: (next) => {
        changes.handover = next;
      },
      ...(held && { handover: held }),
      activities: entries.map((entry) => asBotActivity(entry.activity)),
      conversation: record,
      shop: record.shop,
      now: new Date(now()),
    };
    const handled = await this.#handle(turn, entries, lease, changes, state);
    const after: Progress = { answered: last.position, turns: before.turns + 1 };
    const step = {
      lease,
      after,
      progress,
      handover,
      listedAt: before.listedAt ?? Date.parse(turn.conversation.createdAt),
    };
    const committed = await this.#commit(turn, handled, changes, step);
    if (committed !== 'committed') return committed;
    return pending.length > entries.length ? 'more' : 'idle';
  }

  async #handle(
    turn: Turn,
    entries: readonly LogEntry[],
    lease: Lease,
    changes: Changes,
    stored: StoredState,
  ): Promise<Handled> {
    const { driver, heldByAgent, log } = this.#options;
    const id = turn.conversation.id;
    const held = heldByAgent(turn.conversation, turn.handover);
    void this.#options.incoming.attend(turn.conversation, entries, !held);
    const heard = turn.handover?.declinable === true || entries.some(({ activity }) => isFromHub(activity));
    if (held && !heard) return { status: 'relayed', replies: [] };
    if (lease.abandoned >= MOST_ABANDONED) {
      log.error('turn.abandoned', { conversation: id, times: lease.abandoned });
      return await this.#apologise(turn);
    }
    const state = new TurnState(driver, partitionOf(id), stored);
    const replies = new Replies(this.#options.newId, () => this.#typing(id));
    try {
      await this.#runHandler(turn, joined(entries), state, replies);
      const sent = replies.seal();
      if (held && !changes.handover) return relayed(changes);
      return { status: sent.length > 0 ? 'answered' : 'silent', replies: sent, state: state.seal() };
    } catch (error) {
      replies.seal();
      state.seal();
      drop(changes);
      log.error('turn.failed', { conversation: id, message: entries.at(-1)?.activity.id, ...errorFields(error) });
      return held ? relayed(changes) : this.#apologise(turn);
    }
  }

  async #runHandler(turn: Turn, activity: ChannelActivity, state: TurnState, replies: Replies): Promise<void> {
    const { adapter, storage, handler, turnTimeoutMs } = this.#options;
    const work = storage.within(state, () =>
      adapter.run(asBotActivity(activity), replies, (context) => handler(context, turn)),
    );
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new TurnTimeoutError()), turnTimeoutMs);
    });
    try {
      await Promise.race([work, tooLate]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #apologise(turn: Turn): Promise<Handled> {
    const { failure, newId, log } = this.#options;
    try {
      const replies = (await failure?.(turn)) ?? [];
      if (replies.length > 0)
        return { status: 'failed', replies: replies.map((reply) => ({ ...(reply as ChannelActivity), id: newId() })) };
    } catch (error) {
      log.error('apology.failed', { conversation: turn.conversation.id, ...errorFields(error) });
    }
    const text = this.#options.apology(turn);
    const reply: ChannelActivity = {
      type: 'message',
      id: this.#options.newId(),
      text,
      channelData: { sanad: { kind: 'apology' } },
    };
    return { status: 'failed', replies: [reply] };
  }

  /**
   * State, replies, transcript and progress in one step, only while the lease is ours and nothing changed below us.
   * When somebody else speaks by now, nothing of the turn is kept and it is run again.
   */
  async #commit(
    turn: Turn,
    handled: Handled,
    { records, handover }: Changes,
    step: CommitStep,
  ): Promise<'committed' | 'busy' | 'more'> {
    const { driver, bot, onStep, log } = this.#options;
    const { id, channel, shop, user } = turn.conversation;
    const answers = turn.activities.flatMap((activity) => activity.id ?? []);
    const timestamp = new Date(this.#options.now()).toISOString();
    const voice = { by: 'bot', number: turn.handover?.number ?? 0 } as const;
    const envelope = { conversation: id, channel, shop, user, bot, voice, answers, timestamp };
    const replies = handled.replies.map((reply) => seal(reply, { ...envelope, id: reply.id ?? this.#options.newId() }));
    await onStep('handled', id);
    if (records.length > 0) await markRecords(driver, id, records, this.#options.now());
    const record = {
      status: handled.status,
      messages: answers,
      replies: replies.map((reply) => reply.id),
      at: timestamp,
    };
    const spoken = { key: HANDOVER, expect: step.handover?.version ?? 0 };
    const listedAt = this.#list(turn, step);
    const after: Progress = { ...step.after, listedAt };
    const batch: Batch = {
      partition: partitionOf(id),
      fence: { lease: LEASE, number: step.lease.number, release: true },
      checks: handover ? [] : [spoken],
      puts: [
        { key: 'progress', value: after, expect: step.progress?.version ?? 0 },
        ...(handover ? [{ ...spoken, value: handover }] : []),
        ...(handled.state?.puts ?? []),
      ],
      deletes: handled.state?.deletes ?? [],
      appends: [
        ...replies.map((activity) => ({ list: 'log', value: { direction: 'out', activity } })),
        { list: 'turns', value: record },
        ...records,
      ],
      notices: replies.length > 0 ? [{ topic: topicOf(id), message: '' }] : [],
    };
    const kept = { lists: [...new Set(records.map(({ list }) => list))], handover: handover !== undefined };
    const result = await this.#store(turn.conversation, batch, kept);
    if (result.status !== 'committed') {
      log.warn('turn.superseded', { conversation: id, reason: result.status });
      if (result.status === 'fenced' || result.key !== HANDOVER) return 'busy';
      await driver.releaseLease(partitionOf(id), LEASE, step.lease.number);
      return 'more';
    }
    await onStep('committed', id);
    this.#remember(turn.conversation, after, replies, handled.state?.puts ?? [], result);
    this.#options.onCommitted(turn.conversation, kept);
    return 'committed';
  }

  /**
   * A connection that broke may have lost only the reply: the batch, sent again, is fenced by itself, or nobody knows.
   * So who waits for it is told in these cases too; to look for nothing harms nobody.
   */
  async #store(conversation: ConversationRecord, batch: Batch, kept: KeptByTurn): Promise<CommitResult> {
    const { driver, onCommitted } = this.#options;
    try {
      const result = await driver.commit(batch);
      if (result.status === 'fenced') onCommitted(conversation, kept);
      return result;
    } catch (error) {
      onCommitted(conversation, kept);
      throw error;
    }
  }

  /** The replies come first among what the commit appended. */
  #remember(
    record: ConversationRecord,
    { answered }: Progress,
    sent: readonly ChannelActivity[],
    puts: readonly Put[],
    { version, positions }: Committed,
  ): void {
    const followed = sent.every((_, index) => positions[index] === answered + 1 + index);
    const state = puts.find(({ key }) => key === stateDocument(stateKey(record)));
    this.#options.lastTurns.remember(record.id, {
      version,
      upTo: followed ? answered + sent.length : answered,
      state: state && { value: state.value, version },
    });
  }

  /** Moves the conversation up in its shop's list, once a minute; a list that is a minute late harms nobody. */
  #list(turn: Turn, { listedAt }: CommitStep): number {
    const { index, now, log } = this.#options;
    const at = now();
    if (at - listedAt < ConversationIndex.EXACT_MS) return listedAt;
    index.touch(turn.conversation, at).catch((error) => log.warn('list.failed', errorFields(error)));
    return at;
  }

  #renew(partition: string, lease: Lease): void {
    const { driver, leaseMs, log } = this.#options;
    driver.renewLease(partition, LEASE, lease.number, leaseMs).catch((error) => {
      log.warn('lease.renewal.failed', errorFields(error));
    });
  }

  #typing(conversation: string): void {
    this.#options.driver.publish(topicOf(conversation), 'typing').catch(() => undefined);
  }
}

/** The same object in botbuilder's eyes; the channel has checked the fields that both know. */
function asBotActivity(activity: ChannelActivity): Activity {
  return activity as unknown as Activity;
}

/** The handler took longer than a turn may. */
class TurnTimeoutError extends Error {
  override readonly name = 'TurnTimeoutError';
  readonly code = 'TurnTimeout';
}

type Committed = Extract<CommitResult, { readonly status: 'committed' }>;

/** How a conversation stands when its turn begins. */
interface Standing {
  readonly record: ConversationRecord | undefined;
  readonly progress: Stored | undefined;
  readonly handover: Stored | undefined;
  /** What waits for an answer and the bot's state, where this process knew of the turn before. */
  readonly ahead: { readonly pending?: readonly LogEntry[]; readonly state?: Stored | undefined };
}

interface Handled {
  readonly status: TurnStatus;
  readonly replies: readonly ChannelActivity[];
  readonly state?: ReturnType<TurnState['seal']>;
}

/** What the handler wants kept beside replies and state. */
interface Changes {
  records: TurnEntry[];
  handover?: HandoverDocument;
}

function drop(changes: Changes): void {
  changes.records = [];
  delete changes.handover;
}

/** A hub that speaks for agents outside says how a handover stands; channels alone can mark an activity so. */
function isFromHub({ channelData }: ChannelActivity): boolean {
  return channelData?.sanad?.hub === true;
}

/** An agent holds the conversation: whatever the bot said or kept is dropped. */
function relayed(changes: Changes): Handled {
  drop(changes);
  return { status: 'relayed', replies: [] };
}

interface CommitStep {
  readonly lease: Lease;
  readonly after: Progress;
  /** The documents as this turn read them. */
  readonly progress: Stored | undefined;
  readonly handover: Stored | undefined;
  /** When the conversation was last moved up in its shop's list. */
  readonly listedAt: number;
}
