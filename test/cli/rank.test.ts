import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const RANK = join(import.meta.dirname, '../../src/cli/rank.ts');
const folder = mkdtempSync(join(tmpdir(), 'rank-'));
afterAll(() => rmSync(folder, { recursive: true }));

function rank(documents: string, queries: string, args?: readonly string[]) {
  const path = join(folder, 'documents.jsonl');
  writeFileSync(path, documents);
  const run = spawnSync(process.execPath, [RANK, ...(args ?? ['--documents', path])], {
    input: queries,
    encoding: 'utf8',
  });
  const lines = run.stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { status: run.status, lines, stderr: run.stderr };
}

const DOCUMENTS = [
  { id: 'a', title: 'الضمان', text: 'يغطي الضمان عيوب الصنع لمدة سنتين.' },
  { id: 'b', text: 'يتم التوصيل داخل المغرب فقط.' },
]
  .map((document) => JSON.stringify(document))
  .join('\n');

describe('rank', () => {
  test('ranks document ids for each query in order', () => {
    const queries = [
      '{"id":"q1","query":"هل يوجد ضمان؟"}',
      '{"id":"q2","query":"أين توصلون؟"}',
      '{"id":"q3","query":""}',
    ];
    const { status, lines, stderr } = rank(DOCUMENTS, queries.join('\n'));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(lines).toMatchObject([
      { id: 'q1', ranking: ['a'] },
      { id: 'q2', ranking: ['b'] },
      { id: 'q3', ranking: [] },
    ]);
  });

  test('gives at most 10 documents', () => {
    const many = Array.from({ length: 30 }, (_, at) => JSON.stringify({ id: `d${at}`, text: `ضمان رقم ${at}` })).join(
      '\n',
    );
    expect(rank(many, '{"id":"q","query":"ضمان"}').lines[0]?.ranking).toHaveLength(10);
  });

  test('tells a faulty query line and answers the others, with status 2', () => {
    const { status, lines } = rank(DOCUMENTS, '{"id":"q1"}\nx\n{"id":"q3","query":"الضمان"}\n');
    expect(status).toBe(2);
    expect(lines).toMatchObject([
      { id: 'q1', error: { code: 'missing_field' } },
      { id: null, error: { code: 'invalid_json' } },
      { id: 'q3', ranking: ['a'] },
    ]);
  });

  test.each([
    ['a broken line', `${DOCUMENTS}\n{`, /documents\.jsonl, line 3: .*JSON/],
    ['a missing text', '{"id":"a"}', /line 1: the field "text" is missing/],
    ['a repeated id', `${DOCUMENTS}\n${DOCUMENTS}`, /line 3: the id "a" stands on an earlier line too/],
  ])('stops at %s in the documents with a message and status 2', (_name, documents, message) => {
    const { status, lines, stderr } = rank(documents, '{"id":"q","query":"x"}');
    expect({ status, lines }).toEqual({ status: 2, lines: [] });
    expect(stderr).toMatch(message);
  });

  test.each([[[]], [['--dokuments', 'x']], [['--documents', 'absent.jsonl']]])(
    'says how it is used after %j',
    (args) => {
      const { status, stderr } = rank(DOCUMENTS, '', args);
      expect([status, stderr.startsWith('rank: ')]).toEqual([2, true]);
    },
  );
});
