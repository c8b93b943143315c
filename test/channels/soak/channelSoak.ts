import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openDriver } from '../../../src/storage/index.ts';
import { random } from '../../support/random.ts';
import type { Store } from '../../support/stores.ts';
import { type Supervisor, supervise } from '../../support/supervisor.ts';
import { type Counted, countShown, type Said, type Shown } from './countShown.ts';
import type { SoakPlatform, Webhook } from './soakPlatforms.ts';
import { type StoredReply, untilDelivered } from './storedReplies.ts';

const SERVER = fileURLToPath(new URL('../../support/channelServer.ts', import.meta.url));

export interface ChannelSoakOptions {
  readonly start: (chaos: () => boolean, random: () => number) => Promise<SoakPlatform>;
  readonly store: Store;
  /** Webhooks, with the repeated ones. */
  readonly webhooks: number;
  readonly people: number;
  readonly kills: number;
  readonly seed: number;
}

export interface ChannelSoakResult extends Counted {
  readonly messages: number;
  readonly webhooks: number;
  readonly kills: number;
  /** Sends that the platform answered with 429 or 500. */
  readonly refusedSends: number;
  /** Sends that got no answer from the platform while the server lived; with a local one, none. */
  readonly withoutAnswer: number;
  /** Replies in the store that the platform's record has not, or the store says did not go. */
  readonly undelivered: number;
  /** Sends open at a kill that the platform told of: not made again. */
  readonly reconciled: number;
  /** Replies that were sent again and marked, because nothing told whether they had arrived. */
  readonly marked: number;
  /** Replies that the platform has twice and the store has not marked. */
  readonly unmarked: number;
  readonly acknowledgedP99Ms: number;
  readonly seconds: number;
}

/** So many of a platform's sends fail, and so many webhooks are repeated. */
const FAILING = 0.05;
const REPEATED = 0.3;
/** So many customers' webhooks are on the way at once. */
const LANES = 16;

/**
 * Customers write on one platform, several at once; each writes in small handfuls whose webhooks come together and in
 * any order, some of them repeated at once, some much later. The server is killed at random moments, and the platform
 * refuses some sends. What the platform shows its customers in the end is the proof.
 */
export async function channelSoak(options: ChannelSoakOptions): Promise<ChannelSoakResult> {
  const begun = performance.now();
  const next = random(options.seed);
  let refusedSends = 0;
  const fails = () => {
    const failing = next() < FAILING;
    if (failing) refusedSends += 1;
    return failing;
  };
  const platform = await options.start(fails, next);
  const settings = { STORAGE_URL: options.store.url, BURST_WAIT_MS: '30', LOG_LEVEL: 'info' };
  const server = await supervise({ ...platform.env, ...settings }, SERVER);
  const driver = await openDriver(options.store.url);
  const run = new Run(options, platform, server, next);
  await run.write();
  await run.settle();
  const stored = await untilDelivered(driver, 'demo', 60_000);
  const logged = await server.stop();
  await driver.close();
  await platform.close();
  return {
    ...run.count(),
    ...compared(stored, platform.shown()),
    reconciled: new Set(logged.match(/(?<="delivery\.found".*"message":")[^"]+/g)).size,
    withoutAnswer: logged.split('\n').filter(isWithoutAnswer).length,
    kills: server.restarts(),
    refusedSends,
    acknowledgedP99Ms: run.acknowledgedP99Ms(),
    seconds: Math.round((performance.now() - begun) / 1000),
  };
}

/** Did a send fail in a way that leaves open whether it arrived? */
function isWithoutAnswer(line: string): boolean {
  return line.includes('"delivery.failed"') && !line.includes('"error":"ChannelRefusedError"');
}

/** What the store says of its replies, against the platform's record. */
function compared(stored: readonly StoredReply[], shown: readonly Shown[]) {
  const copies = Map.groupBy(shown, ({ text }) => text);
  const marked = stored.filter(({ sent }) => sent?.again === true);
  const twice = stored.filter(({ text }) => (copies.get(text)?.length ?? 0) > 1);
  const gone = ({ text, sent }: StoredReply) => copies.has(text) && sent !== undefined && sent.state !== 'failed';
  return {
    undelivered: stored.filter((reply) => !gone(reply)).length,
    marked: marked.length,
    unmarked: twice.filter((reply) => !marked.includes(reply)).length,
  };
}

class Run {
  readonly #options: ChannelSoakOptions;
  readonly #platform: SoakPlatform;
  readonly #server: Supervisor;
  readonly #random: () => number;
  readonly #said: Said[][];
  readonly #late: Promise<void>[] = [];
  readonly #acknowledged: number[] = [];
  readonly #killAt: number[];
  #killing: Promise<void> = Promise.resolve();
  #webhooks = 0;

  constructor(options: ChannelSoakOptions, platform: SoakPlatform, server: Supervisor, next: () => number) {
    this.#options = options;
    this.#platform = platform;
    this.#server = server;
    this.#random = next;
    this.#said = Array.from({ length: options.people }, () => []);
    const moments = Array.from({ length: options.kills }, () => Math.floor(next() * options.webhooks * 0.95));
    this.#killAt = moments.sort((one, other) => one - other);
  }

  /** Every person writes until the webhooks are used up; the repeated ones count. */
  async write(): Promise<void> {
    const lanes = Array.from({ length: LANES }, (_, lane) => this.#lane(lane));
    await Promise.all(lanes);
    await Promise.all(this.#late);
    await this.#killing;
  }

  /** Every sixteenth person, a handful of each in turn: most are answered before they write again. */
  async #lane(lane: number): Promise<void> {
    const { people, webhooks } = this.#options;
    const each = webhooks / (1 + REPEATED) / people;
    const mine = this.#said.flatMap((said, person) => (person % LANES === lane ? [{ said, person }] : []));
    for (let handful = 0; mine.some(({ said }) => said.length < each); handful += 1) {
      for (const { said, person } of mine) if (said.length < each) await this.#handful(person, handful);
    }
  }

  async #handful(person: number, handful: number): Promise<void> {
    const said = this.#said[person] ?? [];
    const size = 1 + Math.floor(this.#random() * 3);
    const webhooks = Array.from({ length: size }, () => {
      const text = `p${person}m${said.length}`;
      said.push({ text, handful });
      return this.#platform.webhook(person, text, said.length);
    });
    const posts = webhooks.flatMap((webhook) => (this.#random() < REPEATED ? this.#repeated(webhook) : [webhook]));
    await Promise.all(shuffled(posts, this.#random).map((webhook) => this.#post(webhook)));
  }

  /** Half of the repeats come together with the first, the other half later. */
  #repeated(webhook: Webhook): Webhook[] {
    if (this.#random() < 0.5) return [webhook, webhook];
    this.#late.push(pause(200 + this.#random() * 3000).then(() => this.#post(webhook)));
    return [webhook];
  }

  /** As a platform posts: again and again until it is told that the message has arrived. */
  async #post(webhook: Webhook): Promise<void> {
    this.#webhooks += 1;
    this.#maybeKill();
    for (let tries = 0; tries < 400; tries++) {
      const begun = performance.now();
      const response = await webhook(this.#server.url).catch(() => undefined);
      if (response?.ok) {
        this.#acknowledged.push(performance.now() - begun);
        return;
      }
      await pause((30 + this.#random() * 60) * Math.min(tries + 1, 10));
    }
    throw new Error('the server never took a webhook');
  }

  #maybeKill(): void {
    if (this.#webhooks <= (this.#killAt[0] ?? Number.POSITIVE_INFINITY)) return;
    this.#killAt.shift();
    const delay = this.#random() * 30;
    this.#killing = this.#killing.then(() => pause(delay)).then(() => this.#server.kill());
  }

  /** Until every message is answered on the platform, or nothing has moved for a long time. */
  async settle(): Promise<void> {
    let shown = -1;
    for (let quiet = 0; quiet < 300; quiet += 1) {
      const now = this.#platform.shown().length;
      if (now !== shown) quiet = 0;
      shown = now;
      if (this.count().unanswered === 0) return;
      await pause(100);
    }
  }

  count() {
    const counted = countShown(this.#said, this.#platform.shown(), this.#server.deaths);
    return { messages: this.#said.flat().length, webhooks: this.#webhooks, ...counted };
  }

  acknowledgedP99Ms(): number {
    const times = this.#acknowledged.toSorted((one, other) => one - other);
    return Math.round(times[Math.floor(times.length * 0.99)] ?? 0);
  }
}

function shuffled<T>(items: readonly T[], next: () => number): T[] {
  return items
    .map((item) => ({ item, at: next() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
}
