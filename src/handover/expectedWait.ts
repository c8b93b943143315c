import type { Wait } from './desk.ts';

/** Fewer measured waits say nothing that a customer could rely on. */
const ENOUGH = 10;
/** Older waits tell of another time. */
const RECENT_MS = 7 * 86_400_000;

/**
 * The middle of the recent measured waits, in whole minutes and at least one; undefined while there are too few to
 * tell a customer anything.
 */
export function expectedMinutes(waits: readonly Wait[], now: number): number | undefined {
  const recent = waits.filter(({ at }) => now - Date.parse(at) <= RECENT_MS).map(({ ms }) => ms);
  if (recent.length < ENOUGH) return undefined;
  const sorted = recent.sort((one, other) => one - other);
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return Math.max(1, Math.ceil(middle / 60_000));
}
