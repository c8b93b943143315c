import type { ChannelActivity } from '../channels/activity.ts';
import type { InboundActivity } from '../channels/channel.ts';
import type { Driver, Put } from '../storage/index.ts';
import type { ConversationIndex } from './conversationIndex.ts';
import { type Contact, type ConversationRecord, type LogEntry, logEntry, partitionOf, topicOf } from './records.ts';
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
    const contact = await this.#contact(inbound);
    const result = await work.beside(inbound.conversation, () =>
      driver.commit({
        partition: partitionOf(inbound.conversation),
        puts: [{ key: `claim:${inbound.messageId}`, value: { id }, expect: 0 }, ...contact],
        appends: [{ list: 'log', value: { direction: 'in', activity: this.#stamp(inbound.activity, id) } }],
        notices: [{ topic: topicOf(inbound.conversation), message: '' }],
      }),
    );
    if (result.status === 'committed') return { status: 'accepted', id };
    if (result.status === 'fenced') throw new Error('a batch without a fence was fenced');
    const known = (result.current?.value as { id: string } | undefined)?.id ?? id;
    return { status: known === id ? 'accepted' : 'repeat', id: known };
  }

  /** Where answers go from now on; a message that comes late does not make the answer window shorter. */
  async #contact({ conversation, address, sentAt }: InboundActivity): Promise<Put[]> {
    if (!address) return [];
    const stored = await this.#options.driver.get(partitionOf(conversation), 'contact');
    const before = stored?.value as Contact | undefined;
    const at = Math.min(sentAt ?? Number.POSITIVE_INFINITY, this.#options.now());
    if (before && before.lastMessageAt > at) return [];
    return [{ key: 'contact', value: { address, lastMessageAt: at } satisfies Contact }];
  }

  /** Keeps what a person of the shop said to the customer outside of Sanad; false when it is known. */
  async noteSaidElsewhere(conversation: string, messageId: string, said: ChannelActivity): Promise<boolean> {
    const activity = this.#stamp(said, this.#options.newId());
    const result = await this.#options.driver.commit({
      partition: partitionOf(conversation),
      puts: [{ key: `claim:${messageId}`, value: { id: activity.id }, expect: 0 }],
      appends: [{ list: 'log', value: { direction: 'out', activity } }],
      notices: [{ topic: topicOf(conversation), message: '' }],
    });
    return result.status === 'committed';
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
