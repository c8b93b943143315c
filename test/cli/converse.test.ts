import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

/** Scripts keep their stores here: other tests run scripts too. */
const TEMPORARY = mkdtempSync(join(tmpdir(), 'sanad-converse-'));
afterAll(() => rmSync(TEMPORARY, { recursive: true, force: true }));

const NOW = '2026-11-22T12:00:00+00:00';
const SAY = 'بغيت نرجع العسل VIL-10238 khadija.amzil@example.ma ما عجبنيش، ما حليتوش وما استعملتوش والتغليف سليم';

it('answers each script by itself, in order, and leaves nothing behind', () => {
  const script = { shop: 'village-ma', channel: 'web', setup: { now: NOW }, turns: [{ user: SAY }] };
  const { status, lines } = converse([
    { id: 1, ...script },
    { id: 2, ...script },
  ]);
  expect(status).toBe(0);
  expect(lines.map(({ id }) => id)).toEqual([1, 2]);
  const [first, second] = lines;
  expect({ ...first, id: 0 }).toEqual({ ...second, id: 0 });
  expect(first?.turns[0]).toMatchObject({ user: SAY, suggestedActions: [] });
  expect(first?.end).toMatchObject({ complaints: [], privacyRequests: [], handover: null, activeDialog: null });
  expect(first?.end.decisions[0]).toMatchObject({
    id: 'd-1',
    decision: 'eligible',
    lastDay: '2026-11-27',
    missing: [],
  });
  expect(readdirSync(TEMPORARY)).toEqual([]);
});

it('tells what is wrong with a line, answers the others, and ends with status 2', () => {
  const good = { shop: 'village-ma', channel: 'web', setup: { now: NOW }, turns: [{ user: 'سلام' }] };
  const orders = [{ shop: 'village-ma', numero: 1, items: [] }];
  const { status, lines } = converse([
    { id: 'a', ...good, shop: 'nobody' },
    { id: 'b', ...good, turns: undefined },
    { id: 'c', ...good, setup: { now: 'yesterday' } },
    { id: 'd', ...good, setup: { now: NOW, orders } },
    { id: 'e', ...good },
  ]);
  expect(status).toBe(2);
  expect(lines.map(({ error }) => error?.code)).toEqual([
    'unknown_shop',
    'invalid_line',
    'invalid_line',
    'invalid_orders',
    undefined,
  ]);
  expect(lines[2]?.error?.message).toContain('setup.now');
  expect(lines[3]?.error?.message).toContain('setup.orders');
});

it('prints conversations for a person with --explain', () => {
  const script = { id: 'x', shop: 'village-ma', channel: 'web', setup: { now: NOW }, turns: [{ user: SAY }] };
  const { stdout } = run([script], ['--explain']);
  expect(stdout).toContain(`== x\n> ${SAY}\n< `);
  expect(stdout).toContain('village-ma#16: «');
});

interface Line {
  id: unknown;
  turns: { user: string; suggestedActions: string[] }[];
  end: { decisions: object[] };
  error?: { code: string; message: string };
}

function converse(scripts: readonly object[]): { status: number | null; lines: Line[] } {
  const { status, stdout } = run(scripts);
  return {
    status,
    lines: stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line),
  };
}

function run(scripts: readonly object[], options: readonly string[] = []) {
  const input = scripts.map((script) => `${JSON.stringify(script)}\n`).join('');
  return spawnSync(process.execPath, ['src/cli/converse.ts', ...options], {
    input,
    encoding: 'utf8',
    env: { ...process.env, TMPDIR: TEMPORARY },
  });
}
