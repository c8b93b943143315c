import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const COMMAND = fileURLToPath(new URL('../../src/cli/ask.ts', import.meta.url));

function ask(input: string): { status: number | null; lines: Record<string, unknown>[] } {
  const { status, stdout } = spawnSync(process.execPath, [COMMAND], { input, encoding: 'utf8' });
  return {
    status,
    lines: stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

it('answers each line in order, in the documented shape', () => {
  const { status, lines } = ask(
    `${JSON.stringify({ id: 'a', shop: 'xiaomi-ma', question: 'شحال عندي باش نرجع التيليفون؟' })}\n${JSON.stringify({ id: 'b', shop: 'village-ma', question: 'quel est le prix du savon ?' })}\n`,
  );
  expect(status).toBe(0);
  expect(lines[0]).toMatchObject({ id: 'a', abstained: false, register: 'darija', intent: expect.any(String) });
  expect(lines[0]?.citations).toEqual(expect.arrayContaining([{ clause: 'xiaomi-ma#8.1', quote: expect.any(String) }]));
  expect(lines[1]).toMatchObject({ id: 'b', abstained: true, citations: [], register: 'french' });
});

it('tells what is wrong with a line, answers the others and exits with 2', () => {
  const { status, lines } = ask(
    [
      'not json',
      JSON.stringify({ id: 1, shop: 'nowhere', question: 'س' }),
      JSON.stringify({ id: 2, shop: 'xiaomi-ma' }),
      JSON.stringify({ id: 3, shop: 'xiaomi-ma', question: '' }),
      JSON.stringify({ id: 4, shop: 'xiaomi-ma', question: '\ud83d'.repeat(3) }),
    ].join('\n'),
  );
  expect(status).toBe(2);
  expect(lines.map((line) => (line.error as { code?: string } | undefined)?.code ?? 'answered')).toEqual([
    'invalid_json',
    'unknown_shop',
    'invalid_line',
    'answered',
    'answered',
  ]);
  expect(lines[3]).toMatchObject({ id: 3, abstained: true });
});
