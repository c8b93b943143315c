import type { CompiledKnowledge, QuestionAnswerer, Say } from '../src/answers/index.ts';
import type { Complaints } from '../src/complaints/index.ts';
import type { Handovers } from '../src/handover/index.ts';
import type { PolicyPack } from '../src/knowledge/index.ts';
import type { Orders } from '../src/orders/index.ts';

/** What every dialog works with: the sentences, the packs and the way to an answer. */
export interface DialogParts {
  readonly say: Say;
  readonly answerer: QuestionAnswerer;
  readonly knowledge: Pick<CompiledKnowledge, 'packs' | 'topics'>;
  /** The shops' orders; without them nobody's order can be looked up, and the bot says so. */
  readonly orders?: Orders;
  /** Complaints and privacy requests; without them none can be filed, and the bot says so. */
  readonly complaints?: Pick<Complaints, 'reserve' | 'status' | 'get'>;
  /** The way to people; without it the shop's contact is named to those who want one. */
  readonly handovers?: Pick<Handovers, 'plan' | 'calledOff' | 'reported' | 'position' | 'initiation'>;
  /** Ids of records; random when absent. */
  readonly newId?: () => string;
}

/** The pack of a shop. @throws Error for a shop without one: the channel lets no such conversation begin. */
export function packOf(parts: DialogParts, shop: string): PolicyPack {
  const pack = parts.knowledge.packs.find((other) => other.shop.id === shop);
  if (!pack) throw new Error(`No policy pack for shop ${shop}`);
  return pack;
}
