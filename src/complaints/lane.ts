import { errorFields, type Log } from '../log.ts';
import type { Driver, Lease } from '../storage/index.ts';
import { complaintsOf } from './complaintStore.ts';

export interface LaneOptions {
  readonly driver: Driver;
  readonly shop: string;
  /** Name of the lane: its lease. */
  readonly name: string;
  /** Ordered index of what is due when. */
  readonly index: string;
  readonly holder: string;
  readonly leaseMs: number;
  /** Members worked on at the same time. */
  readonly atOnce: number;
  /** Does what is due with a member and moves it in, or takes it out of, the index; `down` when all others can wait. */
  readonly work: LaneWork;
  /** How long a lane whose receiver is down rests: doubling from the first to the longest. */
  readonly rest: { readonly firstMs: number; readonly longestMs: number };
  readonly now: () => number;
  readonly log: Log;
}

export type LaneWork = (member: string, lease: Lease) => Promise<'done' | 'down'>;

/** Another process may have put something in: look again after so long at most. */
const LOOK_MS = 5000;
/** Somebody else has the lane, or had it when it was killed. */
const MISSED_MS = 250;

/**
 * Works off an ordered index of due times in the store, by one process at a time: no cron, nothing kept in memory that
 * a restart could lose. It wakes when told, when the next time comes, and now and then.
 */
export class Lane {
  readonly #options: LaneOptions;
  #running: Promise<void> | undefined;
  #again = false;
  #timer: NodeJS.Timeout | undefined;
  #started = false;
  #stopped = false;
  #downs = 0;
  #restUntil = 0;
  #missed = false;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  start(): void {
    this.#started = true;
    this.wake();
  }

  /** Something may be due. */
  wake(): void {
    if (!this.#started || this.#stopped) return;
    this.run().catch((error) => this.#options.log.error('complaints.lane.failed', errorFields(error)));
  }

  /** Does all that is due now; a call while one runs makes it look once more. */
  run(): Promise<void> {
    this.#again = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      this.#schedule();
    });
    return this.#running;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running?.catch(() => undefined);
  }

  async #run(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      if (this.#options.now() < this.#restUntil || !(await this.#isDue())) continue;
      await this.#withLease((lease) => this.#workOff(lease));
    }
  }

  async #isDue(): Promise<boolean> {
    return (await this.#due(1)).length > 0;
  }

  #due(limit: number) {
    const { driver, shop, index, now } = this.#options;
    return driver.ranked(complaintsOf(shop), index, { upTo: now(), limit });
  }

  async #withLease(action: (lease: Lease) => Promise<void>): Promise<void> {
    const { driver, shop, name, holder, leaseMs } = this.#options;
    const partition = complaintsOf(shop);
    const lease = await driver.claimLease(partition, name, holder, leaseMs);
    this.#missed = !lease;
    if (!lease) return;
    const renewal = setInterval(() => {
      driver.renewLease(partition, name, lease.number, leaseMs).catch(() => undefined);
    }, leaseMs / 3);
    try {
      await action(lease);
    } finally {
      clearInterval(renewal);
      await driver.releaseLease(partition, name, lease.number);
    }
  }

  /** Page by page, a few members at once. A member that comes again unchanged ends the run: it could not be moved. */
  async #workOff(lease: Lease): Promise<void> {
    const tried = new Set<string>();
    while (!this.#stopped) {
      const page = (await this.#due(50)).filter(({ member, order }) => !tried.has(`${order} ${member}`));
      if (page.length === 0) return;
      for (const { member, order } of page) tried.add(`${order} ${member}`);
      const down = await this.#workOn(
        page.map(({ member }) => member),
        lease,
      );
      if (down) return this.#rest();
      this.#downs = 0;
    }
  }

  async #workOn(members: readonly string[], lease: Lease): Promise<boolean> {
    const { atOnce, work } = this.#options;
    const left = [...members];
    let down = false;
    const worker = async () => {
      for (let member = left.shift(); member !== undefined && !down && !this.#stopped; member = left.shift()) {
        if ((await work(member, lease)) === 'down') down = true;
      }
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, members.length) }, worker));
    return down;
  }

  #rest(): void {
    const { firstMs, longestMs } = this.#options.rest;
    this.#restUntil = this.#options.now() + Math.min(firstMs * 2 ** this.#downs, longestMs);
    this.#downs += 1;
  }

  async #schedule(): Promise<void> {
    if (!this.#started || this.#stopped) return;
    clearTimeout(this.#timer);
    const { driver, shop, index, now } = this.#options;
    const [next] = await driver.ranked(complaintsOf(shop), index, { limit: 1 }).catch(() => []);
    const due = Math.max(next?.order ?? Number.POSITIVE_INFINITY, this.#restUntil) - now();
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => this.wake(),
      Math.min(Math.max(due, this.#missed ? MISSED_MS : 10), LOOK_MS),
    ).unref();
  }
}
