/**
 * What the browser keeps for one shop, shared by its tabs. Where the browser keeps nothing (private windows, blocked
 * storage, a full disk), values live as long as the page does. So do those that this page has written when the shop's
 * own code empties the storage, as some do when a customer signs out: only `remove`, here or in another tab, takes
 * away what waits to be sent.
 */
export class KeptValues {
  readonly #prefix: string;
  /** What this page has written, until another tab writes it anew or removes it. */
  readonly #memory = new Map<string, string>();

  constructor(shop: string) {
    this.#prefix = `sanad:${shop}:`;
  }

  read<T>(name: string): T | undefined {
    const text = this.#stored(name) ?? this.#memory.get(name);
    if (text === null || text === undefined) return undefined;
    try {
      return JSON.parse(text) as T;
    } catch {
      return undefined;
    }
  }

  write(name: string, value: unknown): void {
    const text = JSON.stringify(value);
    this.#memory.set(name, text);
    try {
      localStorage.setItem(this.#prefix + name, text);
    } catch {
      // An older value must not be taken for this one.
      this.#dropStored(name);
    }
  }

  remove(name: string): void {
    this.#memory.delete(name);
    this.#dropStored(name);
  }

  /** The page was away and may have missed what other tabs did: what they left counts. */
  forgetOwn(): void {
    this.#memory.clear();
  }

  /** Names that begin so, in alphabetical order. */
  names(beginning: string): string[] {
    const names = new Set(this.#memory.keys());
    try {
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith(this.#prefix)) names.add(key.slice(this.#prefix.length));
      }
    } catch {
      // Storage is blocked: only what this page remembers.
    }
    return [...names].filter((name) => name.startsWith(beginning)).sort();
  }

  /** Tells of changes by other tabs: the name, and the value before the change when there was one. */
  watch(onChange: (name: string, before: string | null, after: string | null) => void): (event: StorageEvent) => void {
    return ({ key, oldValue, newValue }) => {
      if (!key?.startsWith(this.#prefix)) return;
      const name = key.slice(this.#prefix.length);
      this.#memory.delete(name);
      onChange(name, oldValue, newValue);
    };
  }

  #stored(name: string): string | null {
    try {
      return localStorage.getItem(this.#prefix + name);
    } catch {
      return null;
    }
  }

  #dropStored(name: string): void {
    try {
      localStorage.removeItem(this.#prefix + name);
    } catch {
      // Nothing was kept, so nothing is left.
    }
  }
}
