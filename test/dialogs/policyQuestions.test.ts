import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

interface Question {
  readonly id: string;
  readonly shop: string;
  readonly question: string;
  readonly answerable: boolean;
  readonly gold: readonly string[];
  readonly history?: readonly string[];
}

interface Result {
  readonly id: string;
  readonly turns: readonly { readonly citations: readonly { readonly clause: string }[] }[];
}

const DATA = new URL('../evaluation/questions.jsonl', import.meta.url);
const CONVERSE = fileURLToPath(new URL('../../src/cli/converse.ts', import.meta.url));

it('answers in a conversation what ask answers: no greeting, farewell or flow gets in the way', {
  timeout: 180_000,
}, () => {
  const questions = readFileSync(DATA, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Question)
    .filter(({ answerable }) => answerable);
  const scripts = questions.map(({ id, shop, question, history = [] }) => {
    const setup = { now: '2026-11-22T12:00:00+00:00', agentAvailable: true };
    return JSON.stringify({ id, shop, channel: 'web', setup, turns: [...history, question].map((user) => ({ user })) });
  });
  const { stdout } = spawnSync(process.execPath, [CONVERSE], { input: scripts.join('\n'), encoding: 'utf8' });
  const results = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Result);
  const right = results.filter(({ id, turns }) => {
    const gold = questions.find((question) => question.id === id)?.gold ?? [];
    return turns.at(-1)?.citations.some(({ clause }) => gold.includes(clause));
  });
  expect(results).toHaveLength(questions.length);
  expect(right.length / questions.length).toBeGreaterThanOrEqual(0.95);
});
