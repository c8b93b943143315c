/** No outcome waits longer than this for those that come after it. */
const LONGEST_HELD_MS = 2;

/**
 * Outcomes of turns that are taken up together. While a thread has more to answer, those that come within a moment of
 * each other wait for it: their commits then reach the store in one way there, and it makes them durable in one write.
 */
export class OutcomeBatch {
  #held: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** `more`: others are expected. When none are, nothing waits. */
  add(takeUp: () => void, { more }: { readonly more: boolean }): void {
    this.#held.push(takeUp);
    if (!more) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), LONGEST_HELD_MS);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const takeUp of this.#held.splice(0)) takeUp();
  }
}
