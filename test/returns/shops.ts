import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KNOWLEDGE_FOLDER } from '../../src/cli/folders.ts';
import { cutClauses, type KnowledgeFault } from '../../src/knowledge/index.ts';
import { loadReturnExamples } from '../../src/knowledge/returnExamples.ts';
import { loadReturnLanguage, loadReturnRules } from '../../src/knowledge/returnRules.ts';
import { type Decision, decide, openCalendar, readInstant, readReturnCase } from '../../src/returns/index.ts';

/** Loads one shop's return rules as a pack does, without the rest of the knowledge, which takes longer. */
export function loadRules(root: string, shop: string, faults: KnowledgeFault[]) {
  const policy = readFileSync(join(root, `shops/${shop}/policy.txt`), 'utf8');
  const clauses = cutClauses(policy, { shop });
  const language = loadReturnLanguage(root, faults)!;
  return { clauses, rules: loadReturnRules(root, { shop, clauses, policyVersion: 'tested' }, language, faults) };
}

/** The three shops with their rules, working days and examples, as they are shipped. */
export const shops = ['maroc4products', 'village-ma', 'xiaomi-ma'].map((id) => {
  const faults: KnowledgeFault[] = [];
  const { clauses, rules } = loadRules(KNOWLEDGE_FOLDER, id, faults);
  const examples = loadReturnExamples(KNOWLEDGE_FOLDER, id, faults)?.examples ?? [];
  if (!rules || faults.length > 0) throw new Error(faults.map(({ line, message }) => `${line}: ${message}`).join('\n'));
  return { id, clauses, rules, calendar: openCalendar(rules.holidays), examples };
});

export type Shop = (typeof shops)[number];

export function shopCalled(id: string): Shop {
  return shops.find((shop) => shop.id === id)!;
}

/** Decides plain data, as a line of the command would hold it. */
export function decideFor(shop: Shop, now: string, data: unknown): Decision {
  return decide(shop.rules, readReturnCase(data), readInstant(now)!, shop.calendar);
}
