import { ConversationState, type StatePropertyAccessor, type StoreItem, type TurnContext } from 'botbuilder';

/** What a turn loaded lies in the turn itself: a weak map would keep it until the next great collection. */
const LOADED = Symbol('loaded');

interface Loaded {
  readonly state: StoreItem;
  /** The state's text as it lies in the store; undefined when it must be written whatever it is. */
  stored: string | undefined;
}

/**
 * botbuilder's conversation state, cheaper in what it does many times a turn: what has changed is told by the state's
 * own text instead of a cryptographic hash of it, and properties are read by plain functions. Unchanged state is not
 * written.
 */
export class ConversationMemory extends ConversationState {
  override createProperty<T>(name: string): StatePropertyAccessor<T> {
    return new KeptProperty<T>(this, name);
  }

  override async load(context: TurnContext, force = false): Promise<StoreItem> {
    const known = force ? undefined : loadedIn(context);
    if (known) return known.state;
    const key = await this.storageKey(context);
    const state = ((await this.storage.read([key]))[key] ?? {}) as StoreItem;
    context.turnState.set(LOADED, { state, stored: textOf(state) } satisfies Loaded);
    return state;
  }

  override async saveChanges(context: TurnContext, force = false): Promise<void> {
    const loaded = loadedIn(context);
    const text = loaded && textOf(loaded.state);
    if (!force && loaded?.stored === text) return;
    const key = await this.storageKey(context);
    await this.storage.write({ [key]: { ...loaded?.state, eTag: '*' } });
    if (loaded) loaded.stored = text;
  }

  override async clear(context: TurnContext): Promise<void> {
    context.turnState.set(LOADED, { state: {}, stored: undefined } satisfies Loaded);
  }

  override async delete(context: TurnContext): Promise<void> {
    context.turnState.delete(LOADED);
    await this.storage.delete([await this.storageKey(context)]);
  }

  override get(context: TurnContext): StoreItem | undefined {
    return loadedIn(context)?.state;
  }
}

/**
 * One property of the state. botbuilder's own is written with generators, and V8 makes a hidden class of each of their
 * calls: every turn would leave all that it touched to the great collection.
 */
class KeptProperty<T> implements StatePropertyAccessor<T> {
  readonly #memory: ConversationMemory;
  readonly #name: string;

  constructor(memory: ConversationMemory, name: string) {
    this.#memory = memory;
    this.#name = name;
  }

  get(context: TurnContext): Promise<T | undefined>;
  get(context: TurnContext, defaultValue: T): Promise<T>;
  async get(context: TurnContext, defaultValue?: T): Promise<T | undefined> {
    const state = await this.#memory.load(context);
    if (defaultValue !== undefined && !Object.hasOwn(state, this.#name)) {
      state[this.#name] = structuredClone(defaultValue);
    }
    return state[this.#name];
  }

  async set(context: TurnContext, value: T): Promise<void> {
    const state = await this.#memory.load(context);
    state[this.#name] = value;
  }

  async delete(context: TurnContext): Promise<void> {
    const state = await this.#memory.load(context);
    delete state[this.#name];
  }
}

function loadedIn(context: TurnContext): Loaded | undefined {
  return context.turnState.get(LOADED);
}

function textOf({ eTag: _version, ...state }: StoreItem): string {
  return JSON.stringify(state);
}
