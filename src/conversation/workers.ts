import { errorFields, type Log } from '../log.ts';
import { answerAt, type BurstOptions } from './burst.ts';

/**
 * `idle`: nothing left. `more`: call again. `busy`: somebody else is at it, look again soon. `againInMs`: what there
 * is to do has to wait so long.
 */
export type Outcome = 'idle' | 'more' | 'busy' | { readonly againInMs: number };

export interface WorkersOptions {
  /** Does the next piece of work of a conversation. */
  readonly next: (conversation: string) => Promise<Outcome>;
  readonly burst: BurstOptions;
  readonly log: Log;
  readonly now: () => number;
}

const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 2000;
/** So many conversations are worked on at once; the others wait in line, for example after a restart. */
const MOST_AT_ONCE = 500;

/**
 * One worker per conversation in this process (the lease keeps other processes apart). A conversation takes memory
 * here only while it has work.
 */
export class Workers {
  readonly #options: WorkersOptions;
  readonly #active = new Map<string, Active>();
  readonly #line: (() => void)[] = [];
  #running = 0;
  #stopped = false;
  #whenIdle: (() => void) | undefined;

  constructor(options: WorkersOptions) {
    this.#options = options;
  }

  /** Conversations with work in this process right now. */
  get size(): number {
    return this.#active.size;
  }

  /** There is something to do. `patient` waits for more of the customer's short messages first. */
  wake(conversation: string, patient = false): void {
    if (this.#stopped) return;
    const now = this.#options.now();
    const known = this.#active.get(conversation);
    const active = known ?? { firstAt: now, lastAt: now, running: false, again: false, failures: 0, timer: undefined };
    if (!known) this.#active.set(conversation, active);
    active.lastAt = now;
    if (active.running) {
      if (!active.again) active.firstAt = now;
      active.again = true;
      active.patient = patient;
      return;
    }
    this.#schedule(conversation, active, patient);
  }

  /** The customer is typing: a reply that still waits for more waits on, within its bound. */
  typing(conversation: string): void {
    const active = this.#active.get(conversation);
    if (!active || active.running || !active.waiting) return;
    active.lastAt = this.#options.now();
    this.#schedule(conversation, active, true);
  }

  /** Begins nothing new and resolves when what runs has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#line.length = 0;
    for (const [conversation, active] of this.#active) {
      clearTimeout(active.timer);
      if (!active.working) this.#active.delete(conversation);
    }
    if (this.#active.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#whenIdle = resolve;
    });
  }

  #schedule(conversation: string, active: Active, patient: boolean): void {
    const { burst, now } = this.#options;
    clearTimeout(active.timer);
    active.waiting = patient && burst.waitMs > 0;
    const delay = active.waiting ? answerAt(burst, active) - now() : 0;
    if (delay > 0) active.timer = setTimeout(() => this.#run(conversation, active), delay);
    else this.#run(conversation, active);
  }

  #run(conversation: string, active: Active): void {
    active.running = true;
    active.waiting = false;
    if (this.#running < MOST_AT_ONCE) this.#begin(conversation, active);
    else this.#line.push(() => this.#begin(conversation, active));
  }

  #begin(conversation: string, active: Active): void {
    active.working = true;
    this.#running += 1;
    this.#work(conversation, active)
      .catch((error) => {
        this.#options.log.error('work.failed', { conversation, ...errorFields(error) });
        return 'busy' as const;
      })
      .then((outcome) => {
        this.#running -= 1;
        this.#line.shift()?.();
        this.#after(conversation, active, outcome);
      });
  }

  async #work(conversation: string, active: Active): Promise<Outcome> {
    active.again = false;
    return this.#options.next(conversation);
  }

  #after(conversation: string, active: Active, outcome: Outcome): void {
    active.running = false;
    active.working = false;
    active.failures = outcome === 'busy' ? active.failures + 1 : 0;
    if (this.#stopped || (outcome === 'idle' && !active.again)) {
      this.#active.delete(conversation);
      if (this.#stopped && this.#active.size === 0) this.#whenIdle?.();
    } else if (outcome === 'busy' || typeof outcome === 'object') {
      const backoff = Math.min(FIRST_RETRY_MS * 2 ** Math.min(active.failures, 6), LONGEST_RETRY_MS);
      const delay = typeof outcome === 'object' ? outcome.againInMs : backoff;
      active.timer = setTimeout(() => this.#run(conversation, active), delay);
    } else {
      this.#schedule(conversation, active, active.again && active.patient === true);
    }
  }
}

interface Active {
  /** When the first message of the waiting turn came, and the last sign of the customer. */
  firstAt: number;
  lastAt: number;
  /** At work, or in line for it. */
  running: boolean;
  working?: boolean;
  waiting?: boolean;
  /** Something came while it ran. */
  again: boolean;
  patient?: boolean;
  failures: number;
  timer: NodeJS.Timeout | undefined;
}
