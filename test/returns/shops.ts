import { KNOWLEDGE_FOLDER } from '../../src/cli/knowledgeFolder.ts';
import { readKnowledge } from '../../src/knowledge/index.ts';
import { loadReturnExamples } from '../../src/knowledge/returnExamples.ts';
import { type Decision, decide, openCalendar, readInstant, readReturnCase } from '../../src/returns/index.ts';

/** The three shops' packs with their rules, working days and examples, as they are shipped. */
export const shops = readKnowledge(KNOWLEDGE_FOLDER).packs.map((pack) => ({
  id: pack.shop.id,
  pack,
  rules: pack.returns!,
  calendar: openCalendar(pack.returns!.holidays),
  examples: loadReturnExamples(KNOWLEDGE_FOLDER, pack.shop.id, [])?.examples ?? [],
}));

export type Shop = (typeof shops)[number];

export function shopCalled(id: string): Shop {
  return shops.find((shop) => shop.id === id)!;
}

/** Decides plain data, as a line of the command would hold it. */
export function decideFor(shop: Shop, now: string, data: unknown): Decision {
  return decide(shop.rules, readReturnCase(data), readInstant(now)!, shop.calendar);
}
