const queues = new Map<string, Promise<unknown>>();

/**
 * Runs `work` in one tab at a time. Browsers without Web Locks (pages without https) run it once at a time in each
 * tab: what the lock guards must then still be right, only less economical.
 */
export function inOneTab<T>(name: string, work: () => Promise<T>): Promise<T> {
  if ('locks' in navigator) return navigator.locks.request(`sanad:${name}`, work) as Promise<T>;
  const before = queues.get(name) ?? Promise.resolve();
  const result = before.then(work, work);
  queues.set(name, result);
  return result;
}
