/** For each property of `T`, how it is worked out. */
export type Thunks<T> = { readonly [K in keyof T]-?: () => T[K] };

/**
 * An object whose properties are worked out when they are first read, and remembered. Reading a message for
 * everything that a flow may ask of it is dear; most messages are asked for little.
 */
export function lazily<T extends object>(thunks: Thunks<T>): T {
  const object = {} as T;
  for (const key of Object.keys(thunks) as (keyof T)[]) {
    Object.defineProperty(object, key, {
      configurable: true,
      enumerable: true,
      get: () => {
        const value = thunks[key]();
        Object.defineProperty(object, key, { value, enumerable: true });
        return value;
      },
    });
  }
  return object;
}
