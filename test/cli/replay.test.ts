import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { scriptOf, scriptRunner } from '../support/scripts.ts';

const folder = mkdtempSync(join(tmpdir(), 'sanad-replay-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('decides every stored record again to the same bytes, and fails on one that comes out differently', async () => {
  const conversation = await scriptRunner().open(scriptOf({ shop: 'xiaomi-ma' }, []), { folder });
  await conversation.say('بغيت نرجع التيليفون 5261117836207719 hicham.b@example.ma بدلت رأيي، ما حليتوش باقي مختوم');
  await conversation.say('لا غلط، حليتو واستعملتو');
  const records = await conversation.records();
  await conversation.close();
  expect(records).toHaveLength(2);
  expect(replay([], { STORAGE_URL: `sqlite:${join(folder, 'script.db')}` })).toEqual({
    status: 0,
    stdout: '2 decisions replayed, 0 different\n',
  });
  const file = join(folder, 'records.jsonl');
  const [first, second] = records;
  const changed = { ...second, decision: { ...second?.decision, lastDay: '2026-12-31' } };
  writeFileSync(file, `${JSON.stringify(first)}\n${JSON.stringify(changed)}\n`);
  const { status, stdout } = replay(['--file', file], {});
  expect(status).toBe(1);
  expect(stdout).toContain(`${second?.id}: decided otherwise now`);
  expect(stdout).toContain('2 decisions replayed, 1 different');
});

it('keeps facts, path, policy version and time of a decision, and nothing that reaches the customer', async () => {
  const conversation = await scriptRunner().open(scriptOf({ shop: 'xiaomi-ma' }, []));
  await conversation.say('بغيت نرجع التيليفون 5261117836207719 hicham.b@example.ma بدلت رأيي، ما حليتوش باقي مختوم');
  const [record] = await conversation.records();
  await conversation.close();
  expect(record).toMatchObject({ shop: 'xiaomi-ma', conversation: 'web-script', at: '2026-11-22T12:00:00.000Z' });
  expect(record?.file.case.answers).toEqual({ opened: false, sealed: true, used: false });
  expect(record?.decision.path.length).toBeGreaterThan(3);
  expect(record?.decision.policyVersion).toMatch(/^2025-08-04-/);
  expect(JSON.stringify(record)).not.toMatch(/hicham|0600000015|هشام|السلام/u);
});

function replay(options: readonly string[], env: Record<string, string>): { status: number | null; stdout: string } {
  const { status, stdout } = spawnSync(process.execPath, ['src/cli/replay.ts', ...options], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...env },
  });
  return { status, stdout };
}
