import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const CLASSIFY = join(import.meta.dirname, '../../src/cli/classify.ts');
const folder = mkdtempSync(join(tmpdir(), 'classify-'));
afterAll(() => rmSync(folder, { recursive: true }));

function classify(training: string, texts: string, args?: readonly string[]) {
  const path = join(folder, 'train.jsonl');
  writeFileSync(path, training);
  const run = spawnSync(process.execPath, [CLASSIFY, ...(args ?? ['--train', path])], {
    input: texts,
    encoding: 'utf8',
  });
  const lines = run.stdout.split('\n').filter(Boolean);
  return {
    status: run.status,
    lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>),
    stderr: run.stderr,
  };
}

const TRAINING = [
  { text: 'أريد إرجاع المنتج', label: 'return' },
  { text: 'كيف أعيد الهاتف؟', label: 'return' },
  { text: 'متى يصل طلبي', label: 'delivery' },
  { text: 'كم مدة التوصيل', label: 'delivery' },
]
  .map((line) => JSON.stringify(line))
  .join('\n');

// Each run reads the whole lexicon and trains, which takes seconds on a busy machine.
describe('classify', { timeout: 60_000 }, () => {
  test('gives each text a label and a confidence, in order', () => {
    const { status, lines } = classify(
      TRAINING,
      '{"id":"a","text":"شحال ديال التوصيل"}\n{"id":2,"text":"نرجع المنتج"}\n',
    );
    expect(status).toBe(0);
    expect(lines.map(({ id, label }) => [id, label])).toEqual([
      ['a', 'delivery'],
      [2, 'return'],
    ]);
    for (const { confidence } of lines) expect(confidence).toSatisfy((c: number) => c > 0 && c <= 1);
  });

  test('tells a faulty line and answers the others with status 2', () => {
    const { status, lines } = classify(TRAINING, 'nope\n{"id":"b"}\n{"id":"c","text":"متى يصل"}');
    expect(status).toBe(2);
    expect(lines.map((line) => (line.error as { code?: string } | undefined)?.code ?? line.label)).toEqual([
      'invalid_json',
      'missing_field',
      'delivery',
    ]);
  });

  test.each([
    ['a training line without label', '{"text":"a"}', 'line 1'],
    ['an empty training file', '', 'holds no training line'],
  ])('refuses %s with status 2', (_, training, message) => {
    const { status, lines, stderr } = classify(training, '{"id":"a","text":"x"}');
    expect({ status, lines }).toEqual({ status: 2, lines: [] });
    expect(stderr).toContain(message);
  });

  test('says how it is used when --train is missing', () => {
    expect(classify(TRAINING, '', [])).toMatchObject({ status: 2, stderr: expect.stringContaining('usage:') });
  });
});
