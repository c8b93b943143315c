const queues = new Map<string, Promise<unknown>>();

/**
 * Runs `work` in one tab at a time. Browsers that give no Web Locks (pages without https, blocked site data) run it
 * once at a time in each tab: what the lock guards must then still be right, only less economical.
 */
export async function inOneTab<T>(name: string, work: () => Promise<T>): Promise<T> {
  if (!('locks' in navigator)) return inTurn(name, work);
  let begun = false;
  const begin = () => {
    begun = true;
    return work();
  };
  try {
    return (await navigator.locks.request(`sanad:${name}`, begin)) as T;
  } catch (error) {
    if (begun) throw error;
    return inTurn(name, work);
  }
}

function inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
  const before = queues.get(name) ?? Promise.resolve();
  const result = before.then(work, work);
  queues.set(name, result);
  return result;
}
