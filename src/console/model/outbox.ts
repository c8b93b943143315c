import type { KeptValues } from '../../widget/keptValues.ts';
import { type Api, ApiError } from '../api/client.ts';
import type { Reply } from '../api/wire.ts';
import { Cell } from './cell.ts';

/** A reply or note that the server has not confirmed, or whose echo has not come yet. */
export interface Unsent extends Reply {
  readonly conversation: string;
  readonly at: string;
  /** Place among the replies of this browser. */
  readonly order: number;
  readonly stored?: boolean;
  /** Why the server did not take it, in its words. */
  readonly refused?: string;
}

const FIRST_RETRY_MS = 800;
const LONGEST_RETRY_MS = 15_000;

/**
 * Replies on their way: kept by the browser until the server has them, sent in their order with an id of their own, so
 * that a reload, a cut line or a second try neither loses nor doubles one.
 */
export class Outbox {
  readonly unsent = new Cell<readonly Unsent[]>([]);
  readonly #api: Api;
  readonly #kept: KeptValues;
  readonly #onStored: (conversation: string) => void;
  readonly #sending = new Set<string>();
  #retryMs = FIRST_RETRY_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(api: Api, kept: KeptValues, onStored: (conversation: string) => void) {
    this.#api = api;
    this.#kept = kept;
    this.#onStored = onStored;
  }

  start(): void {
    const kept = this.#kept.names('unsent:').flatMap((name) => this.#kept.read<Unsent>(name) ?? []);
    this.unsent.set(kept.sort((one, other) => one.order - other.order));
    addEventListener('online', this.#wake);
    this.#sendAll();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    removeEventListener('online', this.#wake);
  }

  add(conversation: string, reply: Omit<Reply, 'id'>): void {
    const at = new Date();
    const unsent = { ...reply, id: crypto.randomUUID(), conversation, at: at.toISOString(), order: at.getTime() };
    this.#keep(unsent);
    this.unsent.update((all) => [...all, unsent]);
    this.#sendAll();
  }

  retry(unsent: Unsent): void {
    const { refused: _refused, ...again } = unsent;
    this.#replace(again);
    this.#sendAll();
  }

  /** Takes one out: its echo has come, or the agent gave it up. */
  remove(id: string): void {
    this.#kept.remove(`unsent:${id}`);
    this.unsent.update((all) => all.filter((one) => one.id !== id));
  }

  readonly #wake = (): void => {
    this.#retryMs = FIRST_RETRY_MS;
    this.#sendAll();
  };

  #sendAll(): void {
    clearTimeout(this.#timer);
    for (const conversation of new Set(this.unsent.value.map((one) => one.conversation))) void this.#send(conversation);
  }

  /** One after the other: a later reply never overtakes an earlier one. */
  async #send(conversation: string): Promise<void> {
    if (this.#sending.has(conversation)) return;
    this.#sending.add(conversation);
    try {
      for (let next = this.#next(conversation); next && !this.#stopped; next = this.#next(conversation)) {
        await this.#post(next);
      }
      this.#retryMs = FIRST_RETRY_MS;
    } catch {
      this.#timer = setTimeout(() => this.#sendAll(), this.#retryMs);
      this.#retryMs = Math.min(this.#retryMs * 2, LONGEST_RETRY_MS);
    } finally {
      this.#sending.delete(conversation);
    }
  }

  #next(conversation: string): Unsent | undefined {
    return this.unsent.value.find(
      (one) => one.conversation === conversation && !one.stored && one.refused === undefined,
    );
  }

  async #post(unsent: Unsent): Promise<void> {
    const { id, text, citations, attachments, conversation } = unsent;
    try {
      await this.#api.post(`conversations/${encodeURIComponent(conversation)}/messages`, {
        id,
        text,
        ...(citations?.length && { citations }),
        ...(attachments?.length && { attachments }),
      });
      // Kept no longer: the server has it. Shown until its echo is there.
      this.#kept.remove(`unsent:${id}`);
      this.unsent.update((all) => all.map((one) => (one.id === id ? { ...one, stored: true } : one)));
      this.#onStored(conversation);
    } catch (error) {
      if (!(error instanceof ApiError) || error.passing || error.status === 401) throw error;
      this.#replace({ ...unsent, refused: error.message });
    }
  }

  #replace(unsent: Unsent): void {
    this.#keep(unsent);
    this.unsent.update((all) => all.map((one) => (one.id === unsent.id ? unsent : one)));
  }

  #keep(unsent: Unsent): void {
    this.#kept.write(`unsent:${unsent.id}`, unsent);
  }
}
