import { setTimeout as pause } from 'node:timers/promises';
import type { Driver } from '../../src/storage/index.ts';

/** Waits until no message of a conversation waits for its turn, or until that has clearly failed. */
export async function untilAnswered(driver: Driver, conversation: string, patienceMs = 60_000): Promise<void> {
  for (const end = Date.now() + patienceMs; Date.now() < end; await pause(20)) {
    const progress = (await driver.get(`c:${conversation}`, 'progress'))?.value as { answered: number } | undefined;
    if (!progress) continue;
    const newer = await driver.range(`c:${conversation}`, 'log', { after: progress.answered, limit: 10_000 });
    if (newer.every((entry) => (entry.value as { direction: string }).direction === 'out')) return;
  }
}
