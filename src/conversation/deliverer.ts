import {
  type Channel,
  ChannelRefusedError,
  ChannelUnreachableError,
  ChannelWithheldError,
  type Delivery,
  type Receipt,
} from '../channels/channel.ts';
import { errorFields, type Log } from '../log.ts';
import type { Driver, Lease } from '../storage/index.ts';
import {
  type DeliveryState,
  furthest,
  isLater,
  type PlatformReport,
  type SentRecord,
  sendId,
} from './deliveryState.ts';
import { LateSends } from './lateSends.ts';
import { answeredMessage } from './quoted.ts';
import { type Contact, type ConversationRecord, type LogEntry, logEntry, partitionOf } from './records.ts';
import type { OnStep } from './steps.ts';
import type { Outcome } from './workers.ts';

export interface DelivererOptions {
  readonly driver: Driver;
  readonly channels: readonly Channel[];
  readonly leaseMs: number;
  readonly holder: string;
  readonly log: Log;
  readonly now: () => number;
  readonly onStep: OnStep;
}

/** How far a platform has been given our messages: the document `delivery`. */
interface Progress {
  /** Everything of ours up to this position has been sent, or has failed for good. */
  readonly through: number;
  /** The send under way. It is written before the send, so that a crash in between is known. */
  readonly sending?: Sending;
}

interface Sending {
  readonly id: string;
  /** Which of the message's payloads. */
  readonly part: number;
  readonly attempt: number;
  /** We do not know whether this attempt reached the platform. */
  readonly unconfirmed: boolean;
  /** Nor of an attempt before it. */
  readonly again: boolean;
  /** Some payload of this message was sent again after such an attempt: the customer may have it twice. */
  readonly resent: boolean;
  /** The process that has given the platform time to tell of this send by itself; one before it may have missed that. */
  readonly settledBy?: string;
  /** The platform asked for patience until then (milliseconds since 1970). */
  readonly notBefore: number;
  readonly receipts: readonly Receipt[];
}

const LEASE = 'delivery';
const MOST_ATTEMPTS = 10;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 300_000;
const MOST_UNSTORED = 10_000;

/**
 * Step 7 towards platforms that must be called (WhatsApp, Telegram …): hands over stored replies in order, one send
 * at a time per conversation, with bounded retries. Every send carries a stable id. One that may have arrived
 * without our knowing counts as sent where the platform tells of it, else it is sent again, marked and logged.
 */
export class Deliverer {
  readonly #options: DelivererOptions;
  readonly #channels: ReadonlyMap<string, Channel>;
  /** What the platform answered to sends whose end is not stored yet, by the id of the send. */
  readonly #unstored = new Map<string, Receipt>();
  readonly #late: LateSends;

  constructor(options: DelivererOptions) {
    this.#options = options;
    this.#channels = new Map(options.channels.map((channel) => [channel.name, channel]));
    this.#late = new LateSends({ ...options, channels: this.#channels });
  }

  /** Does this channel have to be called, or do its customers fetch their messages? */
  calls(channel: string): boolean {
    return this.#channels.get(channel)?.deliver !== undefined;
  }

  /** Is something stored that has not been handed over? */
  async hasWork(record: ConversationRecord): Promise<boolean> {
    if (!this.calls(record.channel)) return false;
    const progress = await this.#progress(record.id);
    if (await this.#nextMessage(record.id, progress.value.through)) return true;
    return this.#late.hasWork(record.id);
  }

  /** Hands over the next payload of a conversation. */
  async next(conversation: string): Promise<Outcome> {
    const { driver, holder, leaseMs } = this.#options;
    const partition = partitionOf(conversation);
    const record = (await driver.get(partition, 'conversation'))?.value as ConversationRecord | undefined;
    const channel = record && this.#channels.get(record.channel);
    if (!channel?.deliver) return 'idle';
    const lease = await driver.claimLease(partition, LEASE, holder, leaseMs);
    if (!lease) return 'busy';
    const renewal = setInterval(() => {
      driver.renewLease(partition, LEASE, lease.number, leaseMs).catch(() => undefined);
    }, leaseMs / 3);
    try {
      const late = await this.#late.next(conversation, lease);
      if (late === 'more' || late === 'busy') return late;
      return sooner(await this.#handOver(conversation, channel, lease), late);
    } finally {
      clearInterval(renewal);
      await driver.releaseLease(partition, LEASE, lease.number);
    }
  }

  /** Notes what a platform reports later: delivered, read, failed. Reports in the wrong order change nothing. */
  async report(conversation: string, report: PlatformReport): Promise<void> {
    if (await this.#note(conversation, report)) return;
    if (report.deliveryId === undefined) return;
    // The report overtook our own note of the send, or our note was lost with a process.
    await this.#keepArrival(partitionOf(conversation), report, report.deliveryId);
    await this.#note(conversation, report);
  }

  /** Is this the platform's id of a message that we have sent? */
  async knows(conversation: string, platformId: string): Promise<boolean> {
    return (await this.#options.driver.get(partitionOf(conversation), `platform:${platformId}`)) !== undefined;
  }

  /** Notes that the customer has, or has read, every message that was sent up to a moment. */
  async reportUpTo(conversation: string, state: DeliveryState, upTo: number): Promise<void> {
    const { driver } = this.#options;
    const partition = partitionOf(conversation);
    const newest = await driver.range(partition, 'log', { limit: 100, newestFirst: true });
    for (const entry of newest.map(logEntry).filter(({ direction }) => direction === 'out')) {
      const id = entry.activity.id ?? '';
      const record = (await driver.get(partition, `sent:${id}`))?.value as SentRecord | undefined;
      if (!record || Date.parse(record.at) > upTo) continue;
      if (!isLater(state, record.state)) return;
      await this.#advance(partition, id, state);
    }
  }

  /** False when the platform's id is not known here (yet). */
  async #note(conversation: string, report: PlatformReport): Promise<boolean> {
    const partition = partitionOf(conversation);
    const known = await this.#options.driver.get(partition, `platform:${report.platformId}`);
    if (!known) return false;
    const { id } = known.value as { id: string };
    if (report.state === 'failed' && (await this.#late.queue(conversation, id, report))) return true;
    await this.#advance(partition, id, report.state, report.code);
    return true;
  }

  async #advance(partition: string, id: string, state: DeliveryState, code?: string): Promise<void> {
    const { driver, now } = this.#options;
    const key = `sent:${id}`;
    for (;;) {
      const stored = await driver.get(partition, key);
      const record = stored?.value as SentRecord | undefined;
      if (!record || !isLater(state, record.state)) return;
      const value: SentRecord = {
        ...record,
        state,
        at: new Date(now()).toISOString(),
        ...(code !== undefined && { code }),
      };
      const result = await driver.commit({ partition, puts: [{ key, value, expect: stored?.version ?? 0 }] });
      if (result.status === 'committed') return;
    }
  }

  async #keepArrival(partition: string, report: PlatformReport, deliveryId: string): Promise<void> {
    const { driver } = this.#options;
    const key = `arrived:${deliveryId}`;
    for (;;) {
      const stored = await driver.get(partition, key);
      const value = furthest([...(stored ? [stored.value as PlatformReport] : []), report]);
      if (stored && value === stored.value) return;
      const result = await driver.commit({ partition, puts: [{ key, value, expect: stored?.version ?? 0 }] });
      if (result.status === 'committed') return;
    }
  }

  async #handOver(conversation: string, channel: Channel, lease: Lease): Promise<Outcome> {
    const progress = await this.#progress(conversation);
    const entry = await this.#nextMessage(conversation, progress.value.through);
    if (!entry) return 'idle';
    const patience = (progress.value.sending?.notBefore ?? 0) - this.#options.now();
    if (patience > 0) return { againInMs: patience };
    const payloads = channel.encode(entry.activity);
    const sending = begin(entry, progress.value.sending);
    const quotes =
      channel.quotes && sending.part === 0 && (await answeredMessage(this.#options.driver, conversation, entry));
    const delivery = { ...(await this.#delivery(conversation, sending)), ...(quotes && { quotes }) };
    const step = { conversation, entry, payloads, lease, through: progress.value.through };
    const found = sending.again ? await this.#found(delivery) : undefined;
    if (found) return this.#noteSent(step, sending, found, progress.version);
    const settleMs = this.#settling(channel, progress.value.sending, sending);
    if (settleMs !== undefined) return this.#settle(step, progress, settleMs);
    return this.#attempt(step, channel, sending, delivery, progress.version);
  }

  /** Notes that the send begins, then makes it: all that takes time was done before, so few are open at a crash. */
  async #attempt(step: Step, channel: Channel, before: Sending, delivery: Delivery, version: number): Promise<Outcome> {
    const sending = { ...unsettled(before), resent: before.resent || before.again };
    const begun = await this.#record(step, { through: step.through, sending }, version);
    if (begun === undefined) return 'busy';
    let receipt: Receipt;
    try {
      receipt = await this.#send(channel, step, sending, delivery);
    } catch (error) {
      return this.#failed(step, before, error, begun);
    }
    await this.#options.onStep('sent', step.conversation);
    return this.#noteSent(step, sending, receipt, begun);
  }

  /** Remembers the receipt until it is stored: a store that fails just then must not make us send again. */
  async #noteSent(step: Step, sending: Sending, receipt: Receipt, expect: number): Promise<Outcome> {
    const id = sendId(sending.id, sending.part);
    const [oldest] = this.#unstored.keys();
    if (this.#unstored.size >= MOST_UNSTORED && oldest !== undefined) this.#unstored.delete(oldest);
    this.#unstored.set(id, receipt);
    const outcome = await this.#succeeded(step, sending, receipt, expect);
    if (outcome === 'more') this.#unstored.delete(id);
    return outcome;
  }

  /** How long to wait for the platform to tell of a send whose answer is missing, before it is made again. */
  #settling(channel: Channel, before: Sending | undefined, next: Sending): number | undefined {
    if (!channel.reconcileMs || !before?.unconfirmed || !next.again || before.settledBy === this.#options.holder)
      return undefined;
    return channel.reconcileMs;
  }

  async #settle(step: Step, progress: { value: Progress; version: number }, waitMs: number): Promise<Outcome> {
    const { through, sending } = progress.value;
    if (!sending) return 'more';
    const { now, holder } = this.#options;
    const value = { through, sending: { ...sending, settledBy: holder, notBefore: now() + waitMs } };
    const recorded = await this.#record(step, value, progress.version);
    return recorded === undefined ? 'busy' : { againInMs: waitMs };
  }

  async #delivery(conversation: string, { id, part, attempt, again }: Sending): Promise<Delivery> {
    const contact = await this.#options.driver.get(partitionOf(conversation), 'contact');
    return { conversation, ...(contact && (contact.value as Contact)), id: sendId(id, part), attempt, again };
  }

  /** An earlier attempt of this send that we know of after all, or that the platform has told of by itself. */
  async #found({ conversation, id, attempt }: Delivery): Promise<Receipt | undefined> {
    const told = await this.#options.driver.get(partitionOf(conversation), `arrived:${id}`);
    const found = this.#unstored.get(id) ?? (told && { platformId: (told.value as PlatformReport).platformId });
    if (found) this.#options.log.info('delivery.found', { conversation, message: id, attempt });
    return found;
  }

  async #send(channel: Channel, { conversation, payloads }: Step, sending: Sending, to: Delivery): Promise<Receipt> {
    const { id: message, attempt, again } = to;
    if (again) this.#options.log.warn('delivery.again', { conversation, message, attempt });
    await this.#options.onStep('sending', conversation);
    if (!channel.deliver || payloads.length === 0) return {};
    return channel.deliver(payloads[sending.part], to);
  }

  async #succeeded(step: Step, sending: Sending, receipt: Receipt, expect: number): Promise<Outcome> {
    const { through } = step;
    const receipts = [...sending.receipts, receipt];
    if (sending.part + 1 < step.payloads.length) {
      const next = {
        ...unsettled(sending),
        part: sending.part + 1,
        attempt: 0,
        unconfirmed: false,
        again: false,
        receipts,
      };
      const recorded = await this.#record(step, { through, sending: next }, expect);
      return recorded === undefined ? 'busy' : 'more';
    }
    return this.#finish(step, { state: 'sent', again: sending.resent, receipts }, expect);
  }

  async #failed(step: Step, before: Sending, error: unknown, expect: number): Promise<Outcome> {
    const { log } = this.#options;
    const { conversation, through } = step;
    if (error instanceof ChannelWithheldError) {
      log.info('delivery.withheld', { conversation, message: before.id, code: error.code });
      const { resent: again, receipts } = before;
      return this.#finish(step, { state: 'withheld', again, receipts, code: error.code }, expect);
    }
    const unconfirmed = mayHaveArrived(error);
    const sending = { ...before, resent: before.resent || (before.again && unconfirmed) };
    log.warn('delivery.failed', { conversation, message: sending.id, attempt: sending.attempt, ...errorFields(error) });
    const code =
      error instanceof ChannelRefusedError || error instanceof ChannelUnreachableError ? error.code : 'Error';
    const waitMs = retryAfter(error, sending.attempt);
    if (waitMs === undefined) {
      return this.#finish(step, { state: 'failed', again: sending.resent, receipts: sending.receipts, code }, expect);
    }
    const recorded = await this.#record(
      step,
      { through, sending: { ...unsettled(sending), unconfirmed, notBefore: this.#options.now() + waitMs } },
      expect,
    );
    return recorded === undefined ? 'busy' : { againInMs: waitMs };
  }

  async #finish(step: Step, outcome: Omit<SentRecord, 'at'>, expect: number): Promise<Outcome> {
    const { conversation, entry, lease } = step;
    const id = entry.activity.id ?? '';
    const told = await this.#told(conversation, id, step.payloads.length);
    const record: SentRecord = {
      ...outcome,
      position: entry.position,
      at: new Date(this.#options.now()).toISOString(),
      ...(told && isLater(told.state, outcome.state) && stateOf(told)),
    };
    const platformIds = outcome.receipts.flatMap((receipt) => receipt.platformId ?? []);
    const result = await this.#options.driver.commit({
      partition: partitionOf(conversation),
      fence: { lease: LEASE, number: lease.number },
      puts: [
        { key: 'delivery', value: { through: entry.position } satisfies Progress, expect },
        { key: `sent:${id}`, value: record },
        ...platformIds.map((platformId) => ({ key: `platform:${platformId}`, value: { id } })),
      ],
    });
    if (result.status !== 'committed') return 'busy';
    if (told?.state === 'failed') await this.#late.queue(conversation, id, told);
    return 'more';
  }

  /** What the platform told of this message's sends before we had noted them. */
  async #told(conversation: string, id: string, parts: number): Promise<PlatformReport | undefined> {
    const keys = Array.from({ length: parts }, (_, part) => `arrived:${sendId(id, part)}`);
    const stored = await Promise.all(keys.map((key) => this.#options.driver.get(partitionOf(conversation), key)));
    return furthest(stored.flatMap((one) => (one ? [one.value as PlatformReport] : [])));
  }

  /** The new version of the progress, or nothing when another deliverer has overtaken us. */
  async #record(step: Step, value: Progress, expect: number): Promise<number | undefined> {
    const result = await this.#options.driver.commit({
      partition: partitionOf(step.conversation),
      fence: { lease: LEASE, number: step.lease.number },
      puts: [{ key: 'delivery', value, expect }],
    });
    return result.status === 'committed' ? result.version : undefined;
  }

  async #progress(conversation: string): Promise<{ value: Progress; version: number }> {
    const stored = await this.#options.driver.get(partitionOf(conversation), 'delivery');
    return { value: (stored?.value as Progress | undefined) ?? { through: 0 }, version: stored?.version ?? 0 };
  }

  async #nextMessage(conversation: string, after: number): Promise<LogEntry | undefined> {
    const limit = 20;
    for (let from = after; ; ) {
      const entries = await this.#options.driver.range(partitionOf(conversation), 'log', { after: from, limit });
      const ours = entries.map(logEntry).find((entry) => entry.direction === 'out' && !isSaidElsewhere(entry));
      const last = entries.at(-1);
      if (ours || !last || entries.length < limit) return ours;
      from = last.position;
    }
  }
}

interface Step {
  readonly conversation: string;
  readonly entry: LogEntry;
  readonly payloads: readonly unknown[];
  readonly lease: Lease;
  /** How far the platform had been given our messages before. */
  readonly through: number;
}

const FIRST: Omit<Sending, 'id'> = {
  part: 0,
  attempt: 1,
  unconfirmed: true,
  again: false,
  resent: false,
  notBefore: 0,
  receipts: [],
};

/** The outcome of new messages, or the wait for a late send when that is over before. */
function sooner(outcome: Outcome, late: Outcome): Outcome {
  if (typeof late !== 'object' || outcome === 'more' || outcome === 'busy') return outcome;
  return typeof outcome === 'object' && outcome.againInMs < late.againInMs ? outcome : late;
}

/** The next attempt at a message, given what was under way before. */
function begin(entry: LogEntry, before: Sending | undefined): Sending {
  const id = entry.activity.id ?? '';
  if (before?.id !== id) return { ...FIRST, id };
  return { ...before, attempt: before.attempt + 1, again: before.again || before.unconfirmed, unconfirmed: true };
}

/** With time for the platform to tell of it. */
function unsettled({ settledBy: _past, ...sending }: Sending): Sending {
  return sending;
}

function mayHaveArrived(error: unknown): boolean {
  if (error instanceof ChannelUnreachableError) return error.arrived === 'perhaps';
  return !(error instanceof ChannelRefusedError);
}

/** A person of the shop said it on the platform itself: the customer has it. */
function isSaidElsewhere({ activity }: LogEntry): boolean {
  return activity.channelData?.sanad?.saidElsewhere === true;
}

function stateOf({ state, code }: PlatformReport): Pick<SentRecord, 'state' | 'code'> {
  return { state, ...(code !== undefined && { code }) };
}

/** How long to wait before the next attempt; nothing when there shall be none. */
function retryAfter(error: unknown, attempt: number): number | undefined {
  if (attempt >= MOST_ATTEMPTS) return undefined;
  const backoff = Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS);
  if (!(error instanceof ChannelRefusedError)) return backoff;
  return error.retryAfterMs === undefined ? undefined : Math.max(error.retryAfterMs, backoff);
}
