import type { ChannelActivity } from '../channels/activity.ts';
import type { InboundActivity } from '../channels/channel.ts';
import type { Driver } from '../storage/index.ts';
import type { ConversationIndex } from './conversationIndex.ts';
import { type ConversationRecord, type LogEntry, logEntry, partitionOf, topicOf } from './records.ts';
import type { WorkList } from './workList.ts';

export type Accepted =
  | { readonly status: 'accepted'; readonly id: string }
  /** The channel sent it before: `id` is that of the activity stored then. */
  | { readonly status: 'repeat'; readonly id: string };

export interface InboxOptions {
  readonly driver: Driver;
  readonly work: WorkList;
  readonly index: ConversationIndex;
  readonly now: () => number;
  readonly newId: () => string;
}

/** Step 2 of the way of a message: the message id is claimed and the activity stored in one atomic step. */
export class Inbox {
  readonly #options: InboxOptions;

  constructor(options: InboxOptions) {
    this.#options = options;
  }

  /**
   * Stores an activity unless its message id is known; when this resolves, the message can no longer be lost.
   * The claim also makes a commit that the network repeated harmless: it finds its own id there.
   */
  async accept(inbound: InboundActivity): Promise<Accepted> {
    const { driver, work, newId } = this.#options;
    const id = newId();
    const result = await work.beside(inbound.conversation, () =>
      driver.commit({
        partition: partitionOf(inbound.conversation),
        puts: [{ key: `claim:${inbound.messageId}`, value: { id }, expect: 0 }],
        appends: [{ list: 'log', value: { direction: 'in', activity: this.#stamp(inbound.activity, id) } }],
        notices: [{ topic: topicOf(inbound.conversation), message: '' }],
      }),
    );
    if (result.status === 'committed') return { status: 'accepted', id };
    if (result.status === 'fenced') throw new Error('a batch without a fence was fenced');
    const known = (result.current?.value as { id: string } | undefined)?.id ?? id;
    return { status: known === id ? 'accepted' : 'repeat', id: known };
  }

  /** Stores a new conversation with its first activity; false when it exists already. */
  async begin(record: ConversationRecord, first: ChannelActivity): Promise<boolean> {
    const { driver, work, index, now, newId } = this.#options;
    const activity = this.#stamp(first, newId());
    const commit = () =>
      driver.commit({
        partition: partitionOf(record.id),
        puts: [{ key: 'conversation', value: record, expect: 0 }],
        appends: [{ list: 'log', value: { direction: 'in', activity } }],
      });
    const [result] = await Promise.all([work.beside(record.id, commit), index.add(record, now())]);
    return result.status === 'committed';
  }

  /** The customer's messages after a position of the log, oldest first; the first few are enough for a turn. */
  async pending(conversation: string, after: number): Promise<LogEntry[]> {
    const page = 50;
    for (let from = after; ; ) {
      const entries = await this.#options.driver.range(partitionOf(conversation), 'log', { after: from, limit: page });
      const inbound = entries.map(logEntry).filter((entry) => entry.direction === 'in');
      const last = entries.at(-1);
      if (inbound.length > 0 || entries.length < page || !last) return inbound;
      from = last.position;
    }
  }

  #stamp(activity: ChannelActivity, id: string): ChannelActivity {
    return { ...activity, id, timestamp: new Date(this.#options.now()).toISOString() };
  }
}
