import { errorFields, type Log } from '../log.ts';
import type { ConsoleEvents } from './consoleEvents.ts';

const MOST_REMEMBERED = 10_000;

/** Tells consoles that a conversation grew; whose it is never changes and is remembered. */
export class ConversationFeed {
  readonly #events: ConsoleEvents;
  readonly #shopOf: (conversation: string) => Promise<string | undefined>;
  readonly #log: Log;
  readonly #shops = new Map<string, string>();

  constructor(events: ConsoleEvents, shopOf: (conversation: string) => Promise<string | undefined>, log: Log) {
    this.#events = events;
    this.#shopOf = shopOf;
    this.#log = log;
  }

  grown(conversation: string): void {
    this.#tell(conversation, (shop) => this.#events.add({ type: 'conversation', shop, conversation }));
  }

  /** The customer is typing: told to those who listen now. */
  typing(conversation: string): void {
    this.#tell(conversation, (shop) => this.#events.typing({ type: 'typing', shop, conversation, by: 'customer' }));
  }

  #tell(conversation: string, tell: (shop: string) => void): void {
    this.#shop(conversation)
      .then((shop) => shop !== undefined && tell(shop))
      .catch((error) => this.#log.warn('events.lost', { conversation, ...errorFields(error) }));
  }

  async #shop(conversation: string): Promise<string | undefined> {
    const shop = this.#shops.get(conversation) ?? (await this.#shopOf(conversation));
    if (shop === undefined) return undefined;
    if (this.#shops.size >= MOST_REMEMBERED) this.#shops.clear();
    this.#shops.set(conversation, shop);
    return shop;
  }
}
