import { cpus } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';

/** How many cores are busy right now, with whatever; near 0 on a machine that is ours alone. */
export async function busyCores(overMs = 400): Promise<number> {
  const before = busyMs();
  const begun = performance.now();
  await pause(overMs);
  return (busyMs() - before) / (performance.now() - begun);
}

function busyMs(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
}

/** What the figures were measured on. */
export function machine(): string {
  return `${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.versions.node}, ${process.platform}`;
}
