/** Who listens to which topic in this process. */
export class Topics {
  readonly #listeners = new Map<string, Set<(message: string) => void>>();

  /** Adds a listener; true when it is the first of its topic. */
  add(topic: string, listener: (message: string) => void): boolean {
    const known = this.#listeners.get(topic);
    if (known) {
      known.add(listener);
      return false;
    }
    this.#listeners.set(topic, new Set([listener]));
    return true;
  }

  /** Removes a listener; true when it was the last of its topic. */
  remove(topic: string, listener: (message: string) => void): boolean {
    const known = this.#listeners.get(topic);
    if (!known?.delete(listener) || known.size > 0) return false;
    this.#listeners.delete(topic);
    return true;
  }

  tell(topic: string, message: string): void {
    const known = this.#listeners.get(topic);
    if (known) for (const listener of [...known]) listener(message);
  }

  clear(): void {
    this.#listeners.clear();
  }
}
