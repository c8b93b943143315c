import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { random } from '../../support/random.ts';
import type { Store } from '../../support/stores.ts';
import { type Supervisor, supervise } from '../../support/supervisor.ts';
import type { SoakPlatform } from './soakPlatforms.ts';

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

export interface ChannelSoakResult {
  readonly messages: number;
  readonly webhooks: number;
  readonly kills: number;
  /** Sends that the platform answered with 429 or 500. */
  readonly refusedSends: number;
  /** Messages that no reply answers. */
  readonly unanswered: number;
  /** Messages that more than one reply answers. */
  readonly answeredTwice: number;
  /** Replies or messages in another order than that of the customer. */
  readonly disordered: number;
  /** Replies that the platform has twice: sends in flight at a kill. */
  readonly deliveredTwice: number;
  /** Sends that were made again and marked, because nothing told whether they had arrived. */
  readonly markedAgain: number;
  readonly acknowledgedP99Ms: number;
  readonly seconds: number;
}

/** So many of a platform's sends fail, and so many webhooks are repeated. */
const FAILING = 0.05;
const REPEATED = 0.3;

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
  const server = await supervise({ ...platform.env, STORAGE_URL: options.store.url, BURST_WAIT_MS: '30' }, SERVER);
  const run = new Run(options, platform, server, next);
  await run.write();
  await run.settle();
  const logged = await server.stop();
  const markedAgain = logged.split('"delivery.again"').length - 1;
  const counted = run.count();
  await platform.close();
  return {
    ...counted,
    markedAgain,
    kills: server.restarts(),
    refusedSends,
    seconds: (performance.now() - begun) / 1000,
  };
}

interface Said {
  readonly text: string;
  readonly handful: number;
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
    const lanes = Array.from({ length: Math.min(16, this.#options.people) }, (_, lane) => this.#lane(lane));
    await Promise.all(lanes);
    await Promise.all(this.#late);
    await this.#killing;
  }

  async #lane(lane: number): Promise<void> {
    const { people, webhooks } = this.#options;
    const each = webhooks / (1 + REPEATED) / people;
    for (let person = lane; person < people; person += 16) {
      for (let handful = 0; (this.#said[person]?.length ?? 0) < each; handful += 1)
        await this.#handful(person, handful);
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
      await pause(30 + this.#random() * 60);
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
    for (let quiet = 0; quiet < 150; quiet += 1) {
      const now = this.#platform.shown().length;
      if (now !== shown) quiet = 0;
      shown = now;
      if (this.count().unanswered === 0 && quiet > 20) return;
      await pause(100);
    }
  }

  count(): Omit<ChannelSoakResult, 'markedAgain' | 'kills' | 'refusedSends' | 'seconds'> {
    const byPerson = Map.groupBy(this.#platform.shown(), ({ person }) => person);
    const people = this.#said.map((said, person) =>
      countOne(
        said,
        (byPerson.get(person) ?? []).map(({ text }) => text),
      ),
    );
    const sum = (key: keyof (typeof people)[number]) => people.reduce((all, one) => all + one[key], 0);
    const times = this.#acknowledged.toSorted((one, other) => one - other);
    return {
      messages: this.#said.flat().length,
      webhooks: this.#webhooks,
      unanswered: sum('unanswered'),
      answeredTwice: sum('answeredTwice'),
      disordered: sum('disordered'),
      deliveredTwice: sum('deliveredTwice'),
      acknowledgedP99Ms: Math.round(times[Math.floor(times.length * 0.99)] ?? 0),
    };
  }
}

export type Webhook = (url: string) => Promise<Response>;

/** What one customer saw: replies are `<number> <text>|<text>…`, numbered by the bot's own stored state. */
function countOne(said: readonly Said[], shown: readonly string[]) {
  const distinct = [...new Set(shown)];
  const numbers = distinct.map((reply) => Number(reply.split(' ')[0]));
  const answered = distinct.flatMap((reply) => (reply.split(' ')[1] ?? '').split('|'));
  const handfuls = answered.map((text) => said.find((one) => one.text === text)?.handful ?? -1);
  const falls = (values: readonly number[]) =>
    values.filter((value, index) => value < (values[index - 1] ?? value)).length;
  return {
    unanswered: said.filter(({ text }) => !answered.includes(text)).length,
    answeredTwice: answered.length - new Set(answered).size,
    disordered: falls(numbers) + falls(handfuls) + numbers.filter((number, index) => number !== index + 1).length,
    deliveredTwice: shown.length - distinct.length,
  };
}

function shuffled<T>(items: readonly T[], next: () => number): T[] {
  return items
    .map((item) => ({ item, at: next() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
}
