import { readFileSync } from 'node:fs';

export interface BenchQuestion {
  readonly shop: string;
  readonly question: string;
}

/** The development questions: every shop, every register, answerable or not. */
export function benchQuestions(): BenchQuestion[] {
  const text = readFileSync(new URL('../test/evaluation/questions.jsonl', import.meta.url), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const { shop, question } = JSON.parse(line) as BenchQuestion;
      return { shop, question };
    });
}

/** The questions of each shop. */
export function questionsByShop(): ReadonlyMap<string, readonly string[]> {
  const grouped = Map.groupBy(benchQuestions(), ({ shop }) => shop);
  return new Map([...grouped].map(([shop, questions]) => [shop, questions.map(({ question }) => question)]));
}
