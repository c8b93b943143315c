import type { ApplicationParts } from '../../src/application.ts';
import { type Complaints, type ComplaintsOptions, type OpenTargets, openTargets } from '../../src/complaints/index.ts';
import { FileStore } from '../../src/files/index.ts';
import type { Handovers } from '../../src/handover/index.ts';
import { createLog, type Log } from '../../src/log.ts';
import { createOrders } from '../../src/orders/index.ts';
import { composeShopBot, shopKnowledge } from '../../src/shopBot.ts';
import { openAnswering } from './answering.ts';
import { sampleSources } from './orderDesk.ts';

export interface ShopBotOptions {
  readonly log?: Log;
  /** Told of the parts that the console shows. */
  readonly onOpen?: (parts: { complaints: Complaints; handovers: Handovers }) => void;
  /** Where complaints go, how fast, and who watches. */
  readonly delivery?: Pick<ComplaintsOptions, 'targets' | 'retry' | 'onStep' | 'leaseMs'>;
  /** The ways to the customers; in the conversation only, where it is absent. */
  readonly answers?: OpenTargets['customers'];
}

/** The whole bot as the server composes it, over the sample orders, at a clock of the test. */
export function shopBot(now: () => number, options: ShopBotOptions = {}): ApplicationParts['bot'] {
  const shared = shopKnowledge(openAnswering().knowledge);
  const { log = createLog('silent'), delivery } = options;
  const none = { mail: [], webhooks: new Map<string, string>(), webhookSecrets: new Map<string, string>(), from: '' };
  const shops = shared.knowledge.packs.map(({ shop }) => shop.id);
  const words = { say: shared.say, shopName: (shop: string) => shop };
  const answers = options.answers ?? openTargets(none, words, { now }).customers;
  return (storage, driver, conversations) => {
    const orders = createOrders({ sources: sampleSources(now), driver, now, log });
    const customers = answers(shops, conversations);
    const complaints = { files: new FileStore(driver), targets: [], customers, remindDays: 2, ...delivery };
    const made = composeShopBot({ shared, storage, driver, conversations, orders, complaints, now, log });
    options.onOpen?.(made);
    return made.bot;
  };
}
