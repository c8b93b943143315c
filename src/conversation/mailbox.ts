import { errorFields, type Log } from '../log.ts';
import type { Driver } from '../storage/index.ts';
import type { DeliveryState } from './deliveryState.ts';
import { partitionOf } from './records.ts';

/** Document `mailbox`: up to which position the customer of a mailbox channel was sent, has, and has read the log. */
export interface MailboxMarks {
  readonly sent: number;
  readonly delivered: number;
  readonly read: number;
}

const NO_MARKS: MailboxMarks = { sent: 0, delivered: 0, read: 0 };
const WRITE_AFTER_MS = 3000;

/**
 * How far customers who fetch their messages have come. Marks are gathered for a moment and written in one go; they
 * inform agents and promise nothing, so losing the last few in a crash is no harm.
 */
export class Mailbox {
  readonly #driver: Driver;
  readonly #log: Log;
  readonly #onWritten: (conversation: string) => void;
  readonly #pending = new Map<string, MailboxMarks>();
  #timer: NodeJS.Timeout | undefined;

  constructor(driver: Driver, log: Log, onWritten: (conversation: string) => void = () => undefined) {
    this.#driver = driver;
    this.#log = log;
    this.#onWritten = onWritten;
  }

  mark(conversation: string, state: keyof MailboxMarks, position: number): void {
    if (position === 0) return;
    const known = this.#pending.get(conversation) ?? NO_MARKS;
    if (known[state] >= position) return;
    this.#pending.set(conversation, { ...known, [state]: position });
    this.#timer ??= setTimeout(() => {
      this.flush().catch((error) => this.#log.warn('mailbox.failed', errorFields(error)));
    }, WRITE_AFTER_MS).unref();
  }

  /** Writes what has been gathered. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const pending = [...this.#pending];
    this.#pending.clear();
    await Promise.all(pending.map(([conversation, marks]) => this.#write(conversation, marks)));
  }

  async read(conversation: string): Promise<MailboxMarks> {
    const stored = await this.#driver.get(partitionOf(conversation), 'mailbox');
    const marks = (stored?.value as MailboxMarks | undefined) ?? NO_MARKS;
    return highest(marks, this.#pending.get(conversation) ?? NO_MARKS);
  }

  async #write(conversation: string, marks: MailboxMarks): Promise<void> {
    const partition = partitionOf(conversation);
    const stored = await this.#driver.get(partition, 'mailbox');
    const known = (stored?.value as MailboxMarks | undefined) ?? NO_MARKS;
    const value = highest(known, marks);
    if (value.sent === known.sent && value.delivered === known.delivered && value.read === known.read) return;
    await this.#driver.commit({ partition, puts: [{ key: 'mailbox', value, expect: stored?.version ?? 0 }] });
    this.#onWritten(conversation);
  }
}

/** What the marks say about a message of ours. */
export function markedState(marks: MailboxMarks, position: number): DeliveryState {
  if (position <= marks.read) return 'read';
  if (position <= marks.delivered) return 'delivered';
  return position <= marks.sent ? 'sent' : 'queued';
}

function highest(one: MailboxMarks, other: MailboxMarks): MailboxMarks {
  return {
    sent: Math.max(one.sent, other.sent),
    delivered: Math.max(one.delivered, other.delivered),
    read: Math.max(one.read, other.read),
  };
}
