import { useLayoutEffect, useReducer } from 'preact/hooks';

/** A value that tells when it changes. Models are made of these, and views redraw by `useCell`. */
export class Cell<T> {
  #value: T;
  readonly #listeners = new Set<(value: T) => void>();

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) listener(value);
  }

  update(change: (value: T) => T): void {
    this.set(change(this.#value));
  }

  /** Gives back how to stop listening. */
  subscribe(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}

/** The cell's value; the component is drawn again when it changes. */
export function useCell<T>(cell: Cell<T>): T {
  const [, redraw] = useReducer((count: number, _cause: unknown) => count + 1, 0);
  const drawn = cell.value;
  useLayoutEffect(() => {
    if (!Object.is(drawn, cell.value)) redraw(undefined);
    return cell.subscribe(redraw);
  }, [cell]);
  return drawn;
}
