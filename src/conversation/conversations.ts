import { hostname } from 'node:os';
import type { ChannelActivity } from '../channels/activity.ts';
import type { AfterWindow, Channel, InboundActivity } from '../channels/channel.ts';
import { errorFields, type Log } from '../log.ts';
import type { Driver } from '../storage/index.ts';
import { type BurstOptions, isJoinable } from './burst.ts';
import { ConversationIndex, type ConversationPage, type PageOptions } from './conversationIndex.ts';
import { Deliverer } from './deliverer.ts';
import { type DeliveryState, type PlatformReport, sendId } from './deliveryState.ts';
import { type Accepted, Inbox } from './inbox.ts';
import { Incoming } from './incoming.ts';
import { LastTurns } from './lastTurns.ts';
import { Mailbox, type MailboxMarks } from './mailbox.ts';
import { type HandoverChange, type Posted, type PostOptions, Posts } from './posts.ts';
import { quotedBy } from './quoted.ts';
import {
  type Contact,
  type ConversationRecord,
  HANDOVER,
  type HandoverDocument,
  type LogEntry,
  logEntry,
  type Progress,
  partitionOf,
  topicOf,
} from './records.ts';
import { resolveName } from './resolveName.ts';
import type { OnStep } from './steps.ts';
import { readTranscript, type TranscriptEntry } from './transcript.ts';
import { TurnAdapter } from './turnAdapter.ts';
import { TurnRunner, type TurnRunnerOptions } from './turnRunner.ts';
import { type Outcome, Workers } from './workers.ts';
import { type Hint, WorkList } from './workList.ts';

export interface ConversationsOptions
  extends Pick<TurnRunnerOptions, 'driver' | 'storage' | 'handler' | 'apology' | 'failure' | 'bot' | 'log'> {
  /** Channels that have to be called; customers of all others fetch their messages. */
  readonly channels?: readonly Channel[];
  readonly burst: BurstOptions;
  /** How long a worker may be silent before another may take its conversation over. */
  readonly leaseMs: number;
  readonly turnTimeoutMs: number;
  /** Whose conversations the bot stays out of; when absent, those whose `handover` says `with_agent`. */
  readonly heldByAgent?: TurnRunnerOptions['heldByAgent'];
  /** A turn has been stored, or may have been. A hint that may be missed in a crash: who needs certainty looks again at start. */
  readonly onCommitted?: TurnRunnerOptions['onCommitted'];
  /**
   * A conversation's log grew, or a delivery state in it changed: for whoever shows it. Called once it is stored; what a
   * crash left untold is told at the next start.
   */
  readonly onGrown?: (conversation: string) => void;
  /** The customer is typing. */
  readonly onTyping?: (conversation: string) => void;
  readonly now?: () => number;
  readonly newId: () => string;
  readonly onStep?: OnStep;
}

/** Until when a platform takes answers (milliseconds since 1970), and how a person's words go afterwards. */
export interface AnswerWindow {
  readonly endsAt: number;
  readonly after?: { readonly as: AfterWindow['as']; readonly endsAt?: number; readonly text?: number };
}

const SWEEP_MS = 15_000;
const MOST_RESOLVED = 10_000;
/** A message is looked for among so many hundreds of the newest. */
const MOST_PAGES = 10;
const PAGE = 500;
const AT_ONCE: BurstOptions = { waitMs: 0, maxMs: 0 };

/**
 * The way of a message, from "accepted" to "stored reply". Channels hand in activities and read the log; the bot is a
 * plain function. Nothing of a conversation is kept in memory that the store does not have (`LastTurns` is a hint).
 */
export class Conversations {
  readonly #driver: Driver;
  readonly #log: Log;
  readonly #inbox: Inbox;
  readonly #index: ConversationIndex;
  readonly #posts: Posts;
  readonly #work: WorkList;
  readonly #workers: Workers;
  readonly #deliverer: Deliverer;
  readonly #deliveries: Workers;
  readonly #mailbox: Mailbox;
  readonly #onStep: OnStep;
  readonly #onGrown: (conversation: string) => void;
  readonly #onTyping: (conversation: string) => void;
  readonly #channels: ReadonlyMap<string, Channel>;
  /** Names that were looked up lately; what they lead to never changes. */
  readonly #resolved = new Map<string, string>();
  #sweep: NodeJS.Timeout | undefined;

  constructor(options: ConversationsOptions) {
    const { driver, log, burst, newId } = options;
    const now = options.now ?? Date.now;
    const onStep = options.onStep ?? (() => undefined);
    const { channels = [] } = options;
    this.#channels = new Map(channels.map((channel) => [channel.name, channel]));
    this.#driver = driver;
    this.#log = log;
    this.#onStep = onStep;
    this.#onGrown = options.onGrown ?? (() => undefined);
    this.#onTyping = options.onTyping ?? (() => undefined);
    this.#work = new WorkList(driver, now);
    this.#index = new ConversationIndex(driver);
    const shared = { driver, work: this.#work, index: this.#index, now, newId };
    this.#inbox = new Inbox(shared);
    this.#posts = new Posts({ ...shared, bot: options.bot, onStored: (record) => this.#stored(record) });
    this.#mailbox = new Mailbox(driver, log, this.#onGrown);
    const holder = `${hostname()}:${process.pid}:${newId()}`;
    const runner = new TurnRunner({
      ...options,
      inbox: this.#inbox,
      index: this.#index,
      adapter: new TurnAdapter(),
      incoming: new Incoming({ driver, channels, log }),
      lastTurns: new LastTurns(),
      heldByAgent: options.heldByAgent ?? ((_, handover) => handover?.state === 'with_agent'),
      onCommitted: (record, kept) => {
        this.#stored(record);
        options.onCommitted?.(record, kept);
      },
      holder,
      now,
      onStep,
    });
    this.#workers = new Workers({ next: (conversation) => runner.next(conversation), burst, log, now });
    const { leaseMs } = options;
    this.#deliverer = new Deliverer({ driver, channels, leaseMs, holder, log, now, onStep });
    this.#deliveries = new Workers({
      next: (conversation) => this.#deliverNext(conversation),
      burst: AT_ONCE,
      log,
      now,
    });
  }

  /** Resumes what an earlier process left, and looks again from time to time for what another process left. */
  async start(): Promise<void> {
    // What was stored before a crash may not have been told.
    await this.#resume(this.#work.all(), this.#onGrown);
    this.#sweep = setInterval(() => {
      this.#resume(this.#work.stale()).catch((error) => this.#log.error('sweep.failed', errorFields(error)));
    }, SWEEP_MS);
    this.#sweep.unref();
  }

  /** Takes no new turn and waits for the running ones; what is stored stays for the next start. */
  async stop(): Promise<void> {
    clearInterval(this.#sweep);
    await Promise.all([this.#workers.stop(), this.#deliveries.stop()]);
    await this.#mailbox.flush();
  }

  /** Conversations at work in this process; for health and tests. */
  get active(): number {
    return this.#workers.size + this.#deliveries.size;
  }

  async find(conversation: string): Promise<ConversationRecord | undefined> {
    const stored = await this.#driver.get(partitionOf(conversation), 'conversation');
    return stored?.value as ConversationRecord | undefined;
  }

  /**
   * Begins a conversation: stores its record and tells the bot once who is there (a `conversationUpdate` that
   * customers never see). False when it had begun before.
   */
  async begin(record: ConversationRecord): Promise<boolean> {
    const { id, channel, user } = record;
    const begun = await this.#inbox.begin(record, {
      type: 'conversationUpdate',
      channelId: channel,
      conversation: { id },
      from: user,
      recipient: { id: 'sanad' },
      membersAdded: [{ id: 'sanad' }, user],
      ...(record.locale !== undefined && { locale: record.locale }),
    });
    // A repeat may be one whose first reply was lost on its way from the store.
    this.#workers.wake(id, !begun);
    return begun;
  }

  /** Accepts a message or event once. When it resolves, the sender may be told so: the message is stored. */
  async accept(inbound: InboundActivity): Promise<Accepted> {
    const accepted = await this.#inbox.accept(inbound);
    if (accepted.status === 'accepted') this.#onGrown(inbound.conversation);
    await this.#onStep('stored', inbound.conversation);
    this.#workers.wake(inbound.conversation, isJoinable(inbound.activity));
    return accepted;
  }

  /**
   * Stores a message or event that belongs to no turn (an agent's words, the system's) and has it delivered like any
   * reply. Stored once by `messageId`, and only while the handover number is `voice.number`.
   * @throws UnknownConversationError, HandoverMovedError, UncitedPolicyError
   */
  post(conversation: string, activity: ChannelActivity, options: PostOptions): Promise<Posted> {
    return this.#posts.post(conversation, activity, options);
  }

  /** Who speaks, with the version that a change has to name; version 0 while only the bot ever did. */
  async handover(conversation: string): Promise<{ value: HandoverDocument | undefined; version: number }> {
    const stored = await this.#driver.get(partitionOf(conversation), HANDOVER);
    return { value: stored?.value as HandoverDocument | undefined, version: stored?.version ?? 0 };
  }

  /** Changes who speaks and says so in one step; false when somebody else changed it before. */
  changeHandover(conversation: string, change: HandoverChange): Promise<boolean> {
    return this.#posts.change(conversation, change);
  }

  /** A shop's conversations, newest activity first, page by page. */
  list(shop: string, page: PageOptions): Promise<ConversationPage> {
    return this.#index.ofShop(shop, page);
  }

  /** A customer's conversations on their channel, newest activity first. */
  listOf(customer: Pick<ConversationRecord, 'channel' | 'user'>, page: PageOptions): Promise<ConversationPage> {
    return this.#index.ofCustomer(customer, page);
  }

  /** An agent is typing: those who watch the conversation are told. Not stored. */
  agentIsTyping(conversation: string): Promise<void> {
    return this.#driver.publish(topicOf(conversation), 'typing');
  }

  /** The customer is typing: the bot waits a little more for the rest, agents are told. Not stored. */
  customerIsTyping(conversation: string): void {
    this.#workers.typing(conversation);
    this.#onTyping(conversation);
  }

  /** Activities after a position of the log, oldest first. */
  async read(conversation: string, options: { after: number; limit: number }): Promise<LogEntry[]> {
    const entries = await this.#driver.range(partitionOf(conversation), 'log', options);
    return entries.map(logEntry);
  }

  /** One activity of a conversation, by its id. */
  async message(conversation: string, id: string): Promise<ChannelActivity | undefined> {
    for (let after = 0; ; ) {
      const entries = await this.read(conversation, { after, limit: PAGE });
      const found = entries.find(({ activity }) => activity.id === id);
      if (found || entries.length < PAGE) return found?.activity;
      after = entries.at(-1)?.position ?? after;
    }
  }

  /** Activities with delivery states, for agents and exports. */
  async transcript(
    conversation: string,
    page: { after?: number; before?: number; limit: number; newestFirst?: boolean },
  ): Promise<TranscriptEntry[]> {
    const record = await this.find(conversation);
    const called = record !== undefined && this.#deliverer.calls(record.channel);
    return readTranscript({ driver: this.#driver, mailbox: this.#mailbox, called }, conversation, page);
  }

  /** The message that a customer's message quotes, on platforms where customers reply to one. */
  quotedBy(conversation: string, entry: LogEntry): Promise<ChannelActivity | undefined> {
    return quotedBy(this.#driver, conversation, entry);
  }

  /** How far one message of ours has come, by its id; looked for among the newest of the conversation. */
  async deliveryOf(conversation: string, id: string): Promise<TranscriptEntry['delivery']> {
    let before: number | undefined;
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      const page = { limit: 100, newestFirst: true, ...(before !== undefined && { before }) };
      const entries = await this.transcript(conversation, page);
      const found = entries.find(({ activity }) => activity.id === id);
      if (found || entries.length < 100) return found?.delivery;
      before = Math.min(...entries.map(({ position }) => position));
    }
    return undefined;
  }

  /** A mailbox channel tells how far its customer was sent, has, or has read the log. */
  mark(conversation: string, state: keyof MailboxMarks, position: number): void {
    this.#mailbox.mark(conversation, state, position);
  }

  /** A platform tells what became of a message, by its own id of it. */
  async report(conversation: string, report: PlatformReport): Promise<void> {
    if (report.state === 'failed') {
      await this.#work.beside(conversation, () => this.#deliverer.report(conversation, report));
      this.#deliveries.wake(conversation);
    } else await this.#deliverer.report(conversation, report);
    this.#onGrown(conversation);
  }

  /** Is this the platform's id of a message that was sent from here? */
  isSentFromHere(conversation: string, platformId: string): Promise<boolean> {
    return this.#deliverer.knows(conversation, platformId);
  }

  /** A platform tells that the customer has, or has read, everything up to a moment (milliseconds since 1970). */
  async reportUpTo(conversation: string, state: DeliveryState, upTo: number): Promise<void> {
    await this.#deliverer.reportUpTo(conversation, state, upTo);
    this.#onGrown(conversation);
  }

  /**
   * The conversation that goes by one of these names: the first that is known, and from then on by all of them. A
   * platform may give a person a second id, and later only that one.
   */
  async resolve(names: readonly [string, ...string[]]): Promise<string> {
    const known = this.#resolved.get(names.join(' '));
    if (known !== undefined) return known;
    const { conversation, settled } = await resolveName(this.#driver, names);
    if (this.#resolved.size >= MOST_RESOLVED) this.#resolved.clear();
    if (settled) this.#resolved.set(names.join(' '), conversation);
    return conversation;
  }

  /** A channel that is called, by its name; what it tells of itself (limits) and how it names conversations. */
  channel(name: string): Channel | undefined {
    return this.#channels.get(name);
  }

  /** What the last entries of ours were sent as, newest first, with the client id of each send. */
  async lastSends(conversation: string, limit: number): Promise<{ payload: unknown; deliveryId: string }[]> {
    const record = await this.find(conversation);
    const channel = this.#channels.get(record?.channel ?? '');
    const entries = await this.#driver.range(partitionOf(conversation), 'log', { limit, newestFirst: true });
    const ours = entries.map(logEntry).filter(({ direction }) => direction === 'out');
    return ours.flatMap(({ activity }) =>
      (channel?.encode(activity) ?? []).map((payload, part) => ({
        payload,
        deliveryId: sendId(activity.id ?? '', part),
      })),
    );
  }

  /** Where answers go on a platform, and when the customer wrote last; nothing on the web channel. */
  async contact(conversation: string): Promise<Contact | undefined> {
    const stored = await this.#driver.get(partitionOf(conversation), 'contact');
    return stored?.value as Contact | undefined;
  }

  /**
   * Until when the platform takes an answer (milliseconds since 1970), and how a person's words still go after it;
   * nothing where there is no limit.
   */
  async answerWindow(conversation: string): Promise<AnswerWindow | undefined> {
    const record = await this.find(conversation);
    const channel = this.#channels.get(record?.channel ?? '');
    const windowMs = channel?.limits.answerWindowMs;
    const contact = windowMs === undefined ? undefined : await this.contact(conversation);
    if (!record || !contact || windowMs === undefined) return undefined;
    const { as, withinMs, text } = channel?.afterWindow?.(record.shop) ?? {};
    const end = withinMs === undefined ? {} : { endsAt: contact.lastMessageAt + withinMs };
    const after = as === undefined ? {} : { after: { as, ...end, ...(text !== undefined && { text }) } };
    return { endsAt: contact.lastMessageAt + windowMs, ...after };
  }

  /**
   * A person of the shop answered on the platform itself: kept in the record, not sent again. False for a repeat.
   * `messageId` is the platform's id of the message.
   */
  async noteSaidElsewhere({ conversation, messageId, activity }: InboundActivity): Promise<boolean> {
    const fresh = await this.#inbox.noteSaidElsewhere(conversation, messageId, activity);
    if (fresh) this.#onGrown(conversation);
    return fresh;
  }

  /** The position of the newest activity; 0 for an empty log. */
  async lastPosition(conversation: string): Promise<number> {
    const [newest] = await this.#driver.range(partitionOf(conversation), 'log', { limit: 1, newestFirst: true });
    return newest?.position ?? 0;
  }

  /** Calls back on news of a conversation, from this process or another: read the log then. */
  watch(conversation: string, onNews: (news: 'log' | 'typing') => void): Promise<() => Promise<void>> {
    const listener = (message: string) => onNews(message === 'typing' ? 'typing' : 'log');
    return this.#driver.subscribe(topicOf(conversation), listener, () => onNews('log'));
  }

  #stored(record: ConversationRecord): void {
    this.#deliver(record);
    this.#onGrown(record.id);
  }

  async #deliverNext(conversation: string): Promise<Outcome> {
    const outcome = await this.#deliverer.next(conversation);
    if (outcome === 'more') this.#onGrown(conversation);
    return outcome;
  }

  #deliver(record: ConversationRecord): void {
    if (this.#deliverer.calls(record.channel)) this.#deliveries.wake(record.id);
  }

  async #resume(hints: AsyncIterable<Hint>, tell?: (conversation: string) => void): Promise<void> {
    for await (const { conversation, order } of hints) {
      tell?.(conversation);
      const unanswered = await this.#isUnanswered(conversation);
      const record = await this.find(conversation);
      const undelivered = record !== undefined && (await this.#deliverer.hasWork(record));
      if (unanswered) this.#workers.wake(conversation);
      if (undelivered) this.#deliveries.wake(conversation);
      if (!unanswered && !undelivered) await this.#work.drop(conversation, order);
    }
  }

  async #isUnanswered(conversation: string): Promise<boolean> {
    const progress = await this.#driver.get(partitionOf(conversation), 'progress');
    const answered = (progress?.value as Progress | undefined)?.answered ?? 0;
    return (await this.#inbox.pending(conversation, answered)).length > 0;
  }
}
