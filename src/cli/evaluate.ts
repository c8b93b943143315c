import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openSay } from '../../dialogs/locales/openSay.ts';
import { createQuestionAnswerer } from '../answers/index.ts';
import { crossValidateIntents } from '../evaluation/crossValidateIntents.ts';
import { measureLabels } from '../evaluation/intentMetrics.ts';
import {
  type GivenAnswer,
  type JudgedQuestion,
  measureQuestions,
  type QuestionMetrics,
} from '../evaluation/questionMetrics.ts';
import { readKnowledge } from '../knowledge/index.ts';
import { KNOWLEDGE_FOLDER } from './folders.ts';
import { openKnowledge } from './knowledgeFolder.ts';

/**
 * `npm run evaluate`: the metrics of evaluation per register and shop, on the development questions, on `blind.jsonl`
 * (written by somebody who knew no phrasing, and never tuned on), on `mended.jsonl` (once unseen, then mended with it in
 * view: it only guards against falling back), and on the utterances.
 * Exit status 1 when a figure is below its floor (test/evaluation/floors.json).
 */
const DATA = new URL('../../test/evaluation/', import.meta.url);
const QUESTION_SETS = ['questions', 'blind', 'mended'] as const;

interface Floors {
  readonly questions: QuestionFloors;
  readonly blind: QuestionFloors;
  readonly mended: QuestionFloors;
  readonly intents: { readonly macroF1: number };
}

type QuestionSet = (typeof QUESTION_SETS)[number];
type QuestionFloors = Readonly<Record<string, Readonly<Partial<Record<keyof QuestionMetrics, number>>>>>;
type Judged = readonly { readonly question: JudgedQuestion; readonly given: GivenAnswer }[];

const knowledge = openKnowledge();
const floors = JSON.parse(readFileSync(new URL('floors.json', DATA), 'utf8')) as Floors;
const faults: string[] = [];
for (const set of QUESTION_SETS) {
  faults.push(...reportQuestions(set, await answerAll(readLines<JudgedQuestion>(`${set}.jsonl`))));
}
faults.push(...reportIntents());
for (const fault of faults) process.stderr.write(`below the floor: ${fault}\n`);
process.exitCode = faults.length > 0 ? 1 : 0;

async function answerAll(questions: readonly JudgedQuestion[]) {
  const answerer = createQuestionAnswerer(knowledge, openSay());
  const results: { question: JudgedQuestion; given: GivenAnswer }[] = [];
  for (const question of questions) {
    const { answer } = await answerer.answer(question.shop, question);
    const citations = answer.status === 'answered' ? answer.citations : [];
    results.push({ question, given: { answer: answer.text, citations, abstained: answer.status === 'abstained' } });
  }
  return results;
}

function reportQuestions(set: QuestionSet, judged: Judged): string[] {
  const groups = new Map<string, Judged>([['all', judged]]);
  for (const key of ['register', 'shop'] as const) {
    for (const value of new Set(judged.map(({ question }) => question[key]))) {
      groups.set(
        `${key} ${value}`,
        judged.filter(({ question }) => question[key] === value),
      );
    }
  }
  const texts = new Map(knowledge.packs.map((pack) => [pack.shop.id, pack.clauses.map(({ text }) => text).join('\n')]));
  return [...groups].flatMap(([name, group]) => {
    const metrics = measureQuestions(group, (shop) => texts.get(shop) ?? '');
    process.stdout.write(
      `${set}, ${name}: ${Object.entries(metrics)
        .map(([key, value]) => `${key} ${show(value)}`)
        .join(', ')}\n`,
    );
    return belowFloors(`${set}, ${name}`, metrics, floors[set][name] ?? {});
  });
}

/** `falseAbstention` has a ceiling, everything else a floor. */
function belowFloors(name: string, metrics: QuestionMetrics, floor: Partial<Record<string, number>>): string[] {
  return Object.entries(floor).flatMap(([key, least]) => {
    const value = metrics[key as keyof QuestionMetrics];
    if (value === undefined || least === undefined) return [];
    const holds = key === 'falseAbstention' ? value <= least : value >= least;
    return holds ? [] : [`${name}: ${key} ${show(value)}, wanted ${least}`];
  });
}

function reportIntents(): string[] {
  const utterances = readLines<{ text: string; register: string; intent: string }>('utterances.jsonl');
  const { intents } = readKnowledge(KNOWLEDGE_FOLDER);
  const results = crossValidateIntents(utterances, intents, knowledge.trained.lexicon);
  for (const register of new Set(utterances.map((utterance) => utterance.register))) {
    const { accuracy } = measureLabels(results.filter((result) => result.register === register));
    process.stdout.write(`intents, ${register}: accuracy ${show(accuracy)}\n`);
  }
  const { accuracy, macroF1 } = measureLabels(results);
  process.stdout.write(`intents, cross-validated: accuracy ${show(accuracy)}, macroF1 ${show(macroF1)}\n`);
  return macroF1 >= floors.intents.macroF1
    ? []
    : [`intents: macroF1 ${show(macroF1)}, wanted ${floors.intents.macroF1}`];
}

function readLines<T>(name: string): T[] {
  return readFileSync(fileURLToPath(new URL(name, DATA)), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as T);
}

function show(value: number | undefined): string {
  if (value === undefined) return '–';
  return Number.isInteger(value) && value > 1 ? String(value) : value.toFixed(3);
}
