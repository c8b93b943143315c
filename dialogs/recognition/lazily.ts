/** For each property of `T`, how it is worked out. */
export type Thunks<T> = { readonly [K in keyof T]-?: () => T[K] };

/**
 * Makes objects whose properties are worked out when they are first read, and remembered. Reading a message for
 * everything that a flow may ask of it is dear; most messages are asked for little. All objects of one maker have the
 * properties of the first: they live on a common prototype, so that an object costs next to nothing.
 */
export function lazily<T extends object>(): (thunks: Thunks<T>) => T {
  let Made: ReturnType<typeof lazyClass<T>> | undefined;
  return (thunks) => {
    Made ??= lazyClass<T>(Object.keys(thunks) as (keyof T & string)[]);
    return new Made(thunks) as unknown as T;
  };
}

function lazyClass<T extends object>(names: readonly (keyof T & string)[]) {
  class Lazy {
    // Private: a property of `T` may have any name.
    readonly #thunks: Thunks<T>;
    readonly #known = new Map<string, unknown>();

    constructor(thunks: Thunks<T>) {
      this.#thunks = thunks;
    }

    static of(name: keyof T & string): PropertyDescriptor & ThisType<Lazy> {
      return {
        enumerable: true,
        get() {
          if (this.#known.has(name)) return this.#known.get(name);
          const value = this.#thunks[name]();
          this.#known.set(name, value);
          return value;
        },
      };
    }
  }
  for (const name of names) Object.defineProperty(Lazy.prototype, name, Lazy.of(name));
  return Lazy;
}
