/**
 * What the browser keeps for one shop, shared by its tabs. Where the browser keeps nothing (private windows, blocked
 * storage, a full disk), values live as long as the page does.
 */
export class KeptValues {
  readonly #prefix: string;
  readonly #memory = new Map<string, string>();

  constructor(shop: string) {
    this.#prefix = `sanad:${shop}:`;
  }

  read<T>(name: string): T | undefined {
    const text = this.#memory.get(name) ?? this.#stored(name);
    if (text === null || text === undefined) return undefined;
    try {
      return JSON.parse(text) as T;
    } catch {
      return undefined;
    }
  }

  write(name: string, value: unknown): void {
    const text = JSON.stringify(value);
    try {
      localStorage.setItem(this.#prefix + name, text);
      this.#memory.delete(name);
    } catch {
      this.#memory.set(name, text);
    }
  }

  remove(name: string): void {
    this.#memory.delete(name);
    try {
      localStorage.removeItem(this.#prefix + name);
    } catch {
      // Nothing was kept, so nothing is left.
    }
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
      if (key?.startsWith(this.#prefix)) onChange(key.slice(this.#prefix.length), oldValue, newValue);
    };
  }

  #stored(name: string): string | null {
    try {
      return localStorage.getItem(this.#prefix + name);
    } catch {
      return null;
    }
  }
}
