import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Outcome, Workers } from '../../src/conversation/workers.ts';
import { createLog } from '../../src/log.ts';

const quiet = createLog('silent');

describe('workers', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 0 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Workers whose work is noted with its time, and takes no time. */
  const noting = (burst: { waitMs: number; maxMs: number }, outcomes: Outcome[] = []) => {
    const runs: number[] = [];
    const next = async () => {
      runs.push(Date.now());
      return outcomes.shift() ?? 'idle';
    };
    return { runs, workers: new Workers({ next, burst, log: quiet, now: Date.now }) };
  };

  it('wait for more short messages, within the bound', async () => {
    const { runs, workers } = noting({ waitMs: 600, maxMs: 1500 });
    for (const at of [0, 500, 1000, 1400]) {
      await vi.advanceTimersByTimeAsync(at - Date.now());
      workers.wake('c', true);
    }
    await vi.advanceTimersByTimeAsync(5000);
    expect(runs).toEqual([1500]);
  });

  it('wait on while the customer types, and not for who types without having sent', async () => {
    const { runs, workers } = noting({ waitMs: 600, maxMs: 3000 });
    workers.typing('c');
    await vi.advanceTimersByTimeAsync(1000);
    workers.wake('c', true);
    await vi.advanceTimersByTimeAsync(500);
    workers.typing('c');
    await vi.advanceTimersByTimeAsync(5000);
    expect(runs).toEqual([2100]);
  });

  it('do not wait for what is complete in itself, nor when the wait is off', async () => {
    const patient = noting({ waitMs: 600, maxMs: 1500 });
    patient.workers.wake('c', true);
    patient.workers.wake('c', false);
    const off = noting({ waitMs: 0, maxMs: 0 });
    off.workers.wake('c', true);
    await vi.advanceTimersByTimeAsync(0);
    expect([patient.runs, off.runs]).toEqual([[0], [0]]);
  });

  it('come back soon, then more and more rarely, while another process is at it', async () => {
    const { runs, workers } = noting({ waitMs: 0, maxMs: 0 }, ['busy', 'busy', 'busy', 'more']);
    workers.wake('c');
    await vi.advanceTimersByTimeAsync(5000);
    expect(runs).toEqual([0, 100, 300, 700, 700]);
    expect(workers.size).toBe(0);
  });

  it('come back when they were told to', async () => {
    const { runs, workers } = noting({ waitMs: 0, maxMs: 0 }, [{ againInMs: 1234 }]);
    workers.wake('c');
    await vi.advanceTimersByTimeAsync(5000);
    expect(runs).toEqual([0, 1234]);
  });

  it('work on five hundred conversations at once and keep the others in line', async () => {
    let atOnce = 0;
    let most = 0;
    const next = async (): Promise<Outcome> => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await new Promise((resolve) => setTimeout(resolve, 10));
      atOnce -= 1;
      return 'idle';
    };
    const workers = new Workers({ next, burst: { waitMs: 0, maxMs: 0 }, log: quiet, now: Date.now });
    for (let i = 0; i < 1200; i++) workers.wake(`c${i}`);
    await vi.advanceTimersByTimeAsync(100);
    expect([most, workers.size]).toEqual([500, 0]);
  });

  it('stop after what runs, without beginning what waits', async () => {
    const { runs, workers } = noting({ waitMs: 600, maxMs: 600 });
    workers.wake('waiting', true);
    workers.wake('running');
    await workers.stop();
    workers.wake('late');
    await vi.advanceTimersByTimeAsync(5000);
    expect(runs).toEqual([0]);
  });
});
