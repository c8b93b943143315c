import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { KNOWLEDGE_FOLDER } from '../../../src/cli/folders.ts';
import { openKnowledge } from '../../../src/cli/knowledgeFolder.ts';
import { stepsInWords } from '../../../src/console/text/decisionPath.ts';
import { loadReturnExamples } from '../../../src/knowledge/returnExamples.ts';
import {
  answerChoices,
  categories,
  type Decision,
  decideCaseFile,
  derivedFacts,
  factNames,
  openCalendar,
  type ReturnRules,
  statuses,
  windowStates,
} from '../../../src/returns/index.ts';
import { shownDecision } from '../../../src/server/console/decisionView.ts';
import { type Language, sayFrom } from '../../../src/widget/sentences.ts';

const { packs } = openKnowledge();
const openWords = (language: Language) =>
  sayFrom(JSON.parse(readFileSync(`dialogs/locales/console.${language}.json`, 'utf8')), language);
const NAME = /[a-z]+_[a-z]|[a-z][A-Z]/;

function decisionsOf(shop: string, rules: ReturnRules): Decision[] {
  const calendar = openCalendar(rules.holidays);
  const examples = loadReturnExamples(KNOWLEDGE_FOLDER, shop, [])?.examples ?? [];
  return examples.flatMap(({ reason, order, answers, now }) => {
    const file = {
      case: { reason, order, answers },
      now: Date.parse(now),
      doubts: [],
      cannotTell: [],
      weakDeliveryDate: false,
    };
    return [
      decideCaseFile(rules, file, calendar),
      decideCaseFile(rules, { ...file, weakDeliveryDate: true, cannotTell: factNames }, calendar),
      decideCaseFile(rules, { ...file, doubts: ['negative_price items.0.price'] }, calendar),
    ];
  });
}

describe('the way to a decision, as agents read it', () => {
  it.each(['ar', 'fr'] as const)('shows no name of a rule, a time limit or a fact (%s)', (language) => {
    const say = openWords(language);
    const bare = new Set<string>();
    let steps = 0;
    for (const { shop, returns } of packs) {
      for (const decision of returns ? decisionsOf(shop.id, returns) : []) {
        const shown = shownDecision({ id: 'd', at: '', decision } as Parameters<typeof shownDecision>[0], returns);
        for (const step of stepsInWords(say, shown)) {
          steps += 1;
          const words = [step.check, step.result, step.about, ...step.facts.flat()];
          for (const one of words) if (NAME.test(one) || (language === 'ar' && /[a-z]{3}/.test(one))) bare.add(one);
          expect(step.about !== '' || step.cited.length > 0).toBe(true);
        }
      }
    }
    expect(steps).toBeGreaterThan(1000);
    expect([...bare]).toEqual([]);
  });

  it('gives the clause and the words that a rule was made from', () => {
    const { shop, returns } = packs.find((pack) => pack.shop.id === 'xiaomi-ma')!;
    const decision = decisionsOf(shop.id, returns!).find(({ rule }) => rule === 'excluded_made_to_order')!;
    const shown = shownDecision({ id: 'd', at: '', decision } as Parameters<typeof shownDecision>[0], returns);
    const last = stepsInWords(openWords('ar'), shown).at(-1);
    expect(last?.cited[0]).toMatchObject({ clause: 'xiaomi-ma#11', quote: expect.stringContaining('حسب الطلب') });
  });

  it.each(['ar', 'fr'] as const)('has a word for every fact and every state (%s)', (language) => {
    const say = openWords(language);
    const states = ['true', 'false', 'untold', 'none', 'given', ...windowStates, ...statuses, ...categories];
    const keys = [
      ...[...factNames, ...Object.keys(derivedFacts)].map((name) => `fact_${name}`),
      ...[...states, ...Object.values(answerChoices).flat()].map((state) => `known_${state}`),
    ];
    expect(keys.filter((key) => say(key) === key)).toEqual([]);
  });
});
