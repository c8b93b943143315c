import type { ChannelActivity } from '../channels/activity.ts';
import type { AttendContext, Channel, PrepareContext } from '../channels/channel.ts';
import { errorFields, type Log } from '../log.ts';
import type { Driver } from '../storage/index.ts';
import { type Contact, type ConversationRecord, type LogEntry, logEntry, partitionOf } from './records.ts';

/** Our messages are looked for so far back. */
const MOST_LOOKED_THROUGH = 60;
/** A channel that takes longer over a message is not waited for: the bot gets it as it is. */
const LONGEST_MS = 60_000;

/** Has channels make accepted messages ready for their turn, and show customers that they were seen. */
export class Incoming {
  readonly #options: { readonly driver: Driver; readonly log: Log };
  readonly #channels: ReadonlyMap<string, Channel>;

  constructor(options: { driver: Driver; channels: readonly Channel[]; log: Log }) {
    this.#options = options;
    this.#channels = new Map(options.channels.map((channel) => [channel.name, channel]));
  }

  /** The entries of a turn as the bot shall read them. */
  async prepare(record: ConversationRecord, entries: readonly LogEntry[]): Promise<LogEntry[]> {
    const channel = this.#channels.get(record.channel);
    if (!channel?.prepare) return [...entries];
    const contact = await this.#contact(record.id);
    return Promise.all(entries.map((entry) => this.#prepareOne(channel, record.id, contact, entry)));
  }

  /** Shows the customer that the turn's messages were seen. Nobody waits for it. */
  async attend(record: ConversationRecord, entries: readonly LogEntry[], botAnswers: boolean): Promise<void> {
    const channel = this.#channels.get(record.channel);
    if (!channel?.attend) return;
    const { id: conversation } = record;
    try {
      const contact = await this.#contact(conversation);
      const context: AttendContext = { conversation, botAnswers, ...(contact && { address: contact.address }) };
      for (const { activity } of entries) await channel.attend(activity, context);
    } catch (error) {
      this.#options.log.debug('attend.failed', { conversation, ...errorFields(error) });
    }
  }

  async #contact(conversation: string): Promise<Contact | undefined> {
    const stored = await this.#options.driver.get(partitionOf(conversation), 'contact');
    return stored?.value as Contact | undefined;
  }

  async #prepareOne(
    channel: Channel,
    conversation: string,
    contact: Contact | undefined,
    entry: LogEntry,
  ): Promise<LogEntry> {
    const context: PrepareContext = {
      conversation,
      ...(contact && { address: contact.address }),
      ours: () => this.#oursBefore(conversation, entry.position),
    };
    try {
      const prepared = await within(LONGEST_MS, channel.prepare?.(entry.activity, context));
      const replyToId = await this.#repliesTo(conversation, entry.activity);
      return { ...entry, activity: { ...(prepared ?? entry.activity), ...(replyToId && { replyToId }) } };
    } catch (error) {
      this.#options.log.warn('prepare.failed', {
        conversation,
        message: entry.activity.id,
        ...errorFields(error),
      });
      return entry;
    }
  }

  /** Which message of ours the customer replied to, from the platform's id of it. */
  async #repliesTo(conversation: string, activity: ChannelActivity): Promise<string | undefined> {
    const platformId = activity.channelData?.sanad?.repliesTo;
    if (typeof platformId !== 'string') return undefined;
    const known = await this.#options.driver.get(partitionOf(conversation), `platform:${platformId}`);
    return (known?.value as { id: string } | undefined)?.id;
  }

  async #oursBefore(conversation: string, position: number): Promise<ChannelActivity[]> {
    const after = Math.max(0, position - 1 - MOST_LOOKED_THROUGH);
    const limit = position - 1 - after;
    if (limit <= 0) return [];
    const entries = await this.#options.driver.range(partitionOf(conversation), 'log', { after, limit });
    const ours = entries.map(logEntry).filter((entry) => entry.direction === 'out');
    return ours.map((entry) => entry.activity).reverse();
  }
}

async function within<T>(ms: number, work: Promise<T> | undefined): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the channel took too long over a message')), ms);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
