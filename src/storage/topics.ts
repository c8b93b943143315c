/** Who listens to which topic in this process. */
export class Topics {
  readonly #listeners = new Map<string, Map<(message: string) => void, () => void>>();

  /** Those that somebody listens to. */
  get names(): string[] {
    return [...this.#listeners.keys()];
  }

  /** Adds a listener; true when it is the first of its topic. */
  add(topic: string, listener: (message: string) => void, onGap: () => void = () => undefined): boolean {
    const known = this.#listeners.get(topic);
    if (known) {
      known.set(listener, onGap);
      return false;
    }
    this.#listeners.set(topic, new Map([[listener, onGap]]));
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
    if (known) for (const listener of [...known.keys()]) listener(message);
  }

  /** Tells everybody that notices may have been lost. */
  tellGap(): void {
    const all = [...this.#listeners.values()].flatMap((known) => [...known.values()]);
    for (const onGap of all) onGap();
  }

  clear(): void {
    this.#listeners.clear();
  }
}
