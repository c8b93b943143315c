import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { dealFolds, measureLabels } from '../../src/evaluation/intentMetrics.ts';
import { type JudgedQuestion, measureQuestions } from '../../src/evaluation/questionMetrics.ts';

const question: JudgedQuestion = {
  id: '1',
  shop: 's',
  register: 'msa',
  question: '؟',
  answerable: true,
  gold: ['s#1'],
  facts: [['7', 'سبعة']],
};

describe('the metrics', () => {
  it('count an answer right when its first citation is, and its facts when a right clause is cited', () => {
    const right = { answer: 'خلال سبعة أيام', citations: [{ clause: 's#1', quote: 'سبعة  أيام' }], abstained: false };
    const second = { ...right, citations: [{ clause: 's#2', quote: 'x' }, ...right.citations] };
    const foreign = { ...right, citations: [{ clause: 's#2', quote: 'سبعة أيام' }] };
    const judged = [right, second, foreign].map((given) => ({ question, given }));
    const metrics = measureQuestions(judged, () => 'مدة سبعة أيام');
    expect(metrics.accuracyAt1).toBeCloseTo(1 / 3);
    expect(metrics.recallAt3).toBeCloseTo(2 / 3);
    expect(metrics.factRecall).toBeCloseTo(2 / 3);
    expect(metrics.verbatim).toBeCloseTo(3 / 4);
  });

  it('count refusals apart for answerable and unanswerable questions', () => {
    const refused = { answer: '', citations: [], abstained: true };
    const unanswerable = { ...question, answerable: false, gold: [], facts: [] };
    const metrics = measureQuestions([{ question, given: refused }, { question: unanswerable, given: refused }], () => '');
    expect(metrics).toMatchObject({ abstention: 1, falseAbstention: 1, accuracyAt1: 0 });
  });

  it('give the unweighted mean of F1 over labels', () => {
    const pairs = [
      { truth: 'a', predicted: 'a' },
      { truth: 'a', predicted: 'b' },
      { truth: 'b', predicted: 'b' },
    ];
    expect(measureLabels(pairs)).toEqual({ accuracy: 2 / 3, macroF1: 2 / 3 });
  });

  it('deal every group evenly over the folds, the same way for the same seed', () => {
    const items = Array.from({ length: 50 }, (_, index) => ({ group: index % 5 === 0 ? 'rare' : 'common' }));
    const folds = dealFolds(items, (item) => item.group, 5, 1);
    expect(dealFolds(items, (item) => item.group, 5, 1)).toEqual(folds);
    for (let fold = 0; fold < 5; fold += 1) {
      expect(items.filter((item, index) => item.group === 'rare' && folds[index] === fold)).toHaveLength(2);
    }
  });
});

it('finds every figure of the development and blind sets at or above its floor', { timeout: 180_000 }, () => {
  const command = fileURLToPath(new URL('../../src/cli/evaluate.ts', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [command], { encoding: 'utf8' });
  expect(stderr).not.toContain('below the floor');
  expect(status).toBe(0);
});
