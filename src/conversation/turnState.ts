import { AsyncLocalStorage } from 'node:async_hooks';
import type { Storage, StoreItem, StoreItems } from 'botbuilder';
import type { Delete, Driver, Put, Stored } from '../storage/index.ts';
import { type StoredState, stateDocument } from './botState.ts';

/**
 * What one turn read and wants to write of the bot's state. Nothing is stored until the turn commits, together with
 * its replies; every write expects the version that this turn read, so a second worker can never overwrite it unseen.
 */
export class TurnState {
  readonly #driver: Driver;
  readonly #partition: string;
  readonly #versions = new Map<string, number>();
  readonly #changes = new Map<string, unknown>();
  /** Read for this turn before anybody asked. */
  #ahead: StoredState | undefined;
  #sealed = false;

  /** `ahead` is what was read on the way to the turn, under its lease: asked for once, it costs no second way there. */
  constructor(driver: Driver, partition: string, ahead?: StoredState) {
    this.#driver = driver;
    this.#partition = partition;
    this.#ahead = ahead;
  }

  async read(keys: readonly string[]): Promise<StoreItems> {
    const found = await Promise.all(keys.map(async (key) => [key, await this.#read(key)] as const));
    return Object.fromEntries(found.filter(([, item]) => item !== undefined));
  }

  async write(changes: StoreItems): Promise<void> {
    for (const [key, item] of Object.entries(changes)) {
      const { eTag, ...value } = item as StoreItem;
      await this.#expect(key, eTag);
      this.#changes.set(key, JSON.parse(JSON.stringify(value)));
    }
  }

  async delete(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await this.#expect(key, '*');
      this.#changes.set(key, undefined);
    }
  }

  /** No change counts any more: the turn is being committed, or was given up. */
  seal(): { puts: Put[]; deletes: Delete[] } {
    this.#sealed = true;
    const changes = [...this.#changes].map(([key, value]) => ({
      key: stateDocument(key),
      value,
      expect: this.#versions.get(key),
    }));
    return {
      puts: changes.filter(({ value }) => value !== undefined) as Put[],
      deletes: changes.filter(({ value }) => value === undefined).map(({ key, expect }) => ({ key, expect }) as Delete),
    };
  }

  async #read(key: string): Promise<StoreItem | undefined> {
    if (this.#changes.has(key)) {
      const changed = this.#changes.get(key);
      return changed === undefined ? undefined : { ...structuredClone(changed), eTag: this.#eTag(key) };
    }
    const stored = await this.#stored(key);
    if (!this.#versions.has(key)) this.#versions.set(key, stored?.version ?? 0);
    return stored && { ...(stored.value as object), eTag: String(stored.version) };
  }

  /** botbuilder's own state classes write eTag `*`; anybody who names a version is held to it. */
  async #expect(key: string, eTag: string | undefined): Promise<void> {
    if (this.#sealed) throw new Error('this turn has ended: its state can no longer be changed');
    if (!this.#versions.has(key)) {
      this.#versions.set(key, (await this.#stored(key))?.version ?? 0);
    }
    if (eTag !== undefined && eTag !== '*' && eTag !== this.#eTag(key)) {
      throw new Error(`eTag conflict: the state "${key}" has changed since it was read`);
    }
  }

  /** What was read ahead is given away once: whoever has it may change it. */
  async #stored(key: string): Promise<Stored | undefined> {
    if (this.#ahead?.key !== key) return this.#driver.get(this.#partition, stateDocument(key));
    const { stored } = this.#ahead;
    this.#ahead = undefined;
    return stored;
  }

  #eTag(key: string): string {
    return String(this.#versions.get(key) ?? 0);
  }
}

/** The state of one turn, as botbuilder's state classes read and write it. */
export type StateOfTurn = Pick<TurnState, 'read' | 'write' | 'delete'>;

/**
 * botbuilder's `Storage` over the conversation's store. Build `ConversationState` and `UserState` on one of these
 * once, at composition; inside a turn it reads and writes that turn's state, outside it refuses.
 */
export class TurnStorage implements Storage {
  readonly #turns = new AsyncLocalStorage<StateOfTurn>();

  /** Runs work whose reads and writes belong to this turn. */
  within<T>(state: StateOfTurn, work: () => Promise<T>): Promise<T> {
    return this.#turns.run(state, work);
  }

  read(keys: string[]): Promise<StoreItems> {
    return this.#current().read(keys);
  }

  write(changes: StoreItems): Promise<void> {
    return this.#current().write(changes);
  }

  delete(keys: string[]): Promise<void> {
    return this.#current().delete(keys);
  }

  #current(): StateOfTurn {
    const state = this.#turns.getStore();
    if (!state) throw new Error('bot state can be read and written inside a turn only');
    return state;
  }
}
