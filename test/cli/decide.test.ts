import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { openKnowledge } from '../../src/cli/knowledgeFolder.ts';

const command = fileURLToPath(new URL('../../src/cli/decide.ts', import.meta.url));

function run(lines: readonly object[] | string, ...options: string[]) {
  const input = typeof lines === 'string' ? lines : lines.map((line) => JSON.stringify(line)).join('\n');
  const { stdout, stderr, status } = spawnSync(process.execPath, [command, ...options], { input, encoding: 'utf8' });
  return { stdout, stderr, status };
}

const order = { deliveredAt: '2026-11-15T17:22:00+00:00', status: 'delivered', item: { category: 'electronics' } };
const good = { id: 'a', shop: 'xiaomi-ma', now: '2026-11-18T10:00:00+00:00', reason: 'change_of_mind', order };

describe('npm run decide', () => {
  beforeAll(() => {
    openKnowledge();
  }, 120_000);

  it('answers every line in order with the fields of its contract, and faulty lines with an error and status 2', () => {
    const { stdout, status } = run([
      { ...good, answers: { opened: false, sealed: true } },
      { ...good, id: 'b', shop: 'nobody' },
      { ...good, id: 'c', answers: { opened: 'yes' } },
      { ...good, id: 'd', order: { ...order, placedAt: '2026-02-30T10:00:00Z' } },
      { ...good, id: 'e', shop: 'maroc4products' },
    ]);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(status).toBe(2);
    expect(Object.keys(lines[0])).toEqual([
      'id',
      'decision',
      'basis',
      'lastDay',
      'costPayer',
      'refundWithinDays',
      'refundFrom',
      'remedies',
      'deductions',
      'missing',
      'explanation',
    ]);
    expect(lines[0]).toMatchObject({ id: 'a', decision: 'eligible', lastDay: '2026-11-22', refundWithinDays: 15 });
    expect(lines.slice(1, 4).map(({ id, error }) => [id, error.code])).toEqual([
      ['b', 'unknown_shop'],
      ['c', 'invalid_field'],
      ['d', 'invalid_field'],
    ]);
    expect(lines[4]).toMatchObject({ id: 'e', decision: 'needs_human', basis: [] });
  });

  it('--explain tells a person the way to the decision', () => {
    const { stdout, status } = run([{ ...good, answers: { opened: true, used: true } }], '--explain');
    expect(status).toBe(0);
    expect(stdout).toContain('not_eligible (rule opened_and_used)');
    expect(stdout).toContain('first   opened_and_used: not_eligible  [opened=true used=true sealed=untold]');
  });

  it('refuses an option that it does not know', () => {
    const { stderr, status } = run('', '--explane');
    expect([status, stderr]).toEqual([2, expect.stringContaining('unknown option --explane')]);
  });
});
