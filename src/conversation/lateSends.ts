import { type Channel, ChannelRefusedError, ChannelWithheldError, type Delivery } from '../channels/channel.ts';
import { errorFields, type Log } from '../log.ts';
import type { Driver, Lease } from '../storage/index.ts';
import { type PlatformReport, type SentRecord, sendId } from './deliveryState.ts';
import { type Contact, type ConversationRecord, logEntry, partitionOf } from './records.ts';
import type { Outcome } from './workers.ts';

export interface LateSendsOptions {
  readonly driver: Driver;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly log: Log;
  readonly now: () => number;
}

/** A send that the platform took and gave up later, to be made again. */
interface LateSend {
  /** The activity's id and its place in the log. */
  readonly id: string;
  readonly position: number;
  /** Which of the message's payloads. */
  readonly part: number;
  /** Why the platform gave it up, in its code. */
  readonly code: string;
  /** The platform's id of the send that it gave up. */
  readonly platformId: string;
  readonly attempt: number;
  readonly notBefore: number;
}

/** Document `late` of a conversation: its sends to be made again. */
const KEY = 'late';
const LEASE = 'delivery';
/** Of one message, counted over all its parts: a platform that goes on giving it up means it. */
const MOST_TIMES = 3;
/** Of one late send that the platform refuses at once. */
const MOST_ATTEMPTS = 5;
const FIRST_WAIT_MS = 1000;
/** To note a failure while somebody else changes the same documents. */
const MOST_TRIES = 10;

/**
 * A platform may take a message and report some time later that it did not arrive. Where its reason passes (a rate
 * limit, a fault of its own) or another form helps (a template, plain text), the message is sent again, a few times at
 * most; else it stays failed, and the agent sees why.
 */
export class LateSends {
  readonly #options: LateSendsOptions;

  constructor(options: LateSendsOptions) {
    this.#options = options;
  }

  async hasWork(conversation: string): Promise<boolean> {
    return (await this.#list(conversation)).value.length > 0;
  }

  /** Queues a reported failure where it is worth it; false when it stays a failure. */
  async queue(conversation: string, id: string, report: PlatformReport): Promise<boolean> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const queued = await this.#queueOnce(conversation, id, report);
      if (queued !== 'conflict') return queued;
    }
    return false;
  }

  async #queueOnce(conversation: string, id: string, report: PlatformReport): Promise<boolean | 'conflict'> {
    const { driver, now } = this.#options;
    const partition = partitionOf(conversation);
    const [channel, stored] = await Promise.all([this.#channel(conversation), driver.get(partition, `sent:${id}`)]);
    const record = stored?.value as SentRecord | undefined;
    const { code, platformId } = report;
    const part = record?.receipts.findIndex((receipt) => receipt.platformId === platformId) ?? -1;
    if (!record?.position || part < 0 || code === undefined || record.state === 'read') return false;
    const times = (record.late ?? 0) + 1;
    const contact = (await driver.get(partition, 'contact'))?.value as Contact | undefined;
    const waitMs = channel?.retryAfterFailure?.(code, times, contact?.address);
    if (waitMs === undefined || times > MOST_TIMES) return false;
    const late = { id, position: record.position, part, code, platformId, attempt: 0, notBefore: now() + waitMs };
    const { code: _known, ...kept } = record;
    const list = await this.#list(conversation);
    const result = await driver.commit({
      partition,
      puts: [
        { key: KEY, value: [...list.value, late], expect: list.version },
        { key: `sent:${id}`, value: { ...kept, state: 'queued', late: times }, expect: stored?.version ?? 0 },
      ],
      // The same report may come again; and what was told of the old send says nothing of the new one.
      deletes: [{ key: `platform:${platformId}` }, { key: `arrived:${sendId(id, part)}` }],
    });
    return result.status === 'committed' || 'conflict';
  }

  /** Makes the next late send that is due; nothing when there is none, else how long to wait for it. */
  async next(conversation: string, lease: Lease): Promise<Outcome> {
    const { value, version } = await this.#list(conversation);
    const [late] = value.toSorted((one, other) => one.notBefore - other.notBefore);
    if (!late) return 'idle';
    const patience = late.notBefore - this.#options.now();
    if (patience > 0) return { againInMs: patience };
    const begun = {
      ...late,
      attempt: late.attempt + 1,
      notBefore: this.#options.now() + FIRST_WAIT_MS * 2 ** late.attempt,
    };
    const others = value.filter((one) => one !== late);
    const recorded = await this.#options.driver.commit({
      partition: partitionOf(conversation),
      fence: { lease: LEASE, number: lease.number },
      puts: [{ key: KEY, value: [...others, begun], expect: version }],
    });
    if (recorded.status !== 'committed') return 'busy';
    return this.#send(conversation, begun, lease);
  }

  async #send(conversation: string, late: LateSend, lease: Lease): Promise<Outcome> {
    const { driver, log } = this.#options;
    const partition = partitionOf(conversation);
    const [entry] = await driver.range(partition, 'log', { after: late.position - 1, limit: 1 });
    const channel = await this.#channel(conversation);
    const payload = entry && channel?.encode(logEntry(entry).activity)[late.part];
    if (!channel?.deliver || payload === undefined) return this.#end(conversation, late, lease, { state: 'failed' });
    const contact = (await driver.get(partition, 'contact'))?.value as Contact | undefined;
    const delivery: Delivery = {
      conversation,
      ...contact,
      id: sendId(late.id, late.part),
      attempt: late.attempt,
      again: false,
      failedWith: late.code,
    };
    try {
      const found = late.attempt > 1 ? await this.#arrived(conversation, delivery.id) : undefined;
      const { platformId } = found ?? (await channel.deliver(payload, delivery));
      return await this.#end(conversation, late, lease, {
        state: 'sent',
        ...(platformId !== undefined && { platformId }),
      });
    } catch (error) {
      log.warn('delivery.failed', { conversation, message: late.id, attempt: late.attempt, ...errorFields(error) });
      const { code } = error as { code?: string };
      if (error instanceof ChannelWithheldError) {
        return this.#end(conversation, late, lease, { state: 'withheld', code: error.code });
      }
      const isFinal = error instanceof ChannelRefusedError && error.retryAfterMs === undefined;
      if (!isFinal && late.attempt < MOST_ATTEMPTS) return 'more';
      return this.#end(conversation, late, lease, { state: 'failed', ...(code !== undefined && { code }) });
    }
  }

  /** A status that names the send tells that an attempt without an answer arrived. */
  async #arrived(conversation: string, deliveryId: string): Promise<{ platformId: string } | undefined> {
    const stored = await this.#options.driver.get(partitionOf(conversation), `arrived:${deliveryId}`);
    return stored && { platformId: (stored.value as PlatformReport).platformId };
  }

  /** Takes the send off the list, with what became of it. */
  async #end(
    conversation: string,
    late: LateSend,
    lease: Lease,
    outcome: Pick<SentRecord, 'state' | 'code'> & { readonly platformId?: string },
  ): Promise<Outcome> {
    const { driver, now } = this.#options;
    const partition = partitionOf(conversation);
    const [list, stored] = await Promise.all([this.#list(conversation), driver.get(partition, `sent:${late.id}`)]);
    const others = list.value.filter(({ id, part }) => id !== late.id || part !== late.part);
    const { platformId, ...became } = outcome;
    const record = stored?.value as SentRecord | undefined;
    const receipts = (record?.receipts ?? []).map((receipt, part) =>
      part === late.part && platformId !== undefined ? { platformId } : receipt,
    );
    const sent = record && { ...record, ...became, receipts, at: new Date(now()).toISOString() };
    const result = await driver.commit({
      partition,
      fence: { lease: LEASE, number: lease.number },
      puts: [
        { key: KEY, value: others, expect: list.version },
        ...(sent ? [{ key: `sent:${late.id}`, value: sent, expect: stored?.version ?? 0 }] : []),
        ...(platformId === undefined ? [] : [{ key: `platform:${platformId}`, value: { id: late.id } }]),
      ],
    });
    return result.status === 'committed' ? 'more' : 'busy';
  }

  async #list(conversation: string): Promise<{ value: readonly LateSend[]; version: number }> {
    const stored = await this.#options.driver.get(partitionOf(conversation), KEY);
    return { value: (stored?.value as LateSend[] | undefined) ?? [], version: stored?.version ?? 0 };
  }

  async #channel(conversation: string): Promise<Channel | undefined> {
    const stored = await this.#options.driver.get(partitionOf(conversation), 'conversation');
    return this.#options.channels.get((stored?.value as ConversationRecord | undefined)?.channel ?? '');
  }
}
