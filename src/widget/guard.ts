/**
 * Nothing that goes wrong in the widget may reach the host page: its error handlers are not ours to fill. Every
 * entry from outside (events, timers, promises) comes through one of these.
 */
export function guarded<Args extends unknown[]>(work: (...args: Args) => unknown): (...args: Args) => void {
  return (...args) => {
    try {
      const result = work(...args);
      if (result instanceof Promise) result.catch(report);
    } catch (error) {
      report(error);
    }
  };
}

/** Adds a listener whose faults stay here; gives back how to remove it. */
export function listen(
  target: EventTarget,
  type: string,
  work: (event: Event) => unknown,
  options?: AddEventListenerOptions,
): () => void {
  const listener = guarded(work);
  target.addEventListener(type, listener, options);
  return () => target.removeEventListener(type, listener, options);
}

/** A timer whose faults stay here; gives back how to cancel it. */
export function after(milliseconds: number, work: () => unknown): () => void {
  const timer = setTimeout(guarded(work), milliseconds);
  return () => clearTimeout(timer);
}

function report(error: unknown): void {
  console.warn('[sanad]', error);
}
