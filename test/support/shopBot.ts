import { randomUUID } from 'node:crypto';
import { createBot } from '../../dialogs/bot.ts';
import { openSay } from '../../dialogs/locales/openSay.ts';
import type { ApplicationParts } from '../../src/application.ts';
import {
  type Complaints,
  type ComplaintsOptions,
  createComplaints,
  FILINGS,
  type OpenTargets,
  openTargets,
} from '../../src/complaints/index.ts';
import { FileStore } from '../../src/files/index.ts';
import { Handovers, shopDesks } from '../../src/handover/index.ts';
import { createLog, type Log } from '../../src/log.ts';
import { createOrders } from '../../src/orders/index.ts';
import { openAnswering } from './answering.ts';
import { sampleSources } from './orderDesk.ts';

export interface ShopBotOptions {
  readonly log?: Log;
  /** Where complaints go, how fast, and who watches. */
  /** Told of the parts that the console shows. */
  readonly onOpen?: (parts: { complaints: Complaints; handovers: Handovers }) => void;
  readonly delivery?: Pick<ComplaintsOptions, 'targets' | 'retry' | 'onStep' | 'leaseMs'>;
  /** The ways to the customers; in the conversation only, where it is absent. */
  readonly answers?: OpenTargets['customers'];
}

/** The whole bot as the server composes it, over the sample orders, at a clock of the test. */
export function shopBot(now: () => number, options: ShopBotOptions = {}): ApplicationParts['bot'] {
  const say = openSay();
  const { knowledge, answerer } = openAnswering();
  const shops = knowledge.packs.map(({ shop }) => shop.id);
  const { log = createLog('silent'), delivery } = options;
  const none = { mail: [], webhooks: new Map<string, string>(), webhookSecrets: new Map<string, string>(), from: '' };
  const words = { say, shopName: (shop: string) => shop };
  const answers = options.answers ?? openTargets(none, words, { now }).customers;
  return (storage, driver, conversations) => {
    const orders = createOrders({ sources: sampleSources(now), driver, now, log });
    const files = new FileStore(driver);
    const customers = answers(shops, conversations);
    const complaints = createComplaints({
      driver,
      now,
      log,
      files,
      shops,
      targets: [],
      customers,
      remindDays: 2,
      ...delivery,
    });
    const desks = shopDesks(knowledge.packs);
    const handovers = new Handovers({ driver, conversations, shops: desks, say, now, newId: randomUUID, log });
    options.onOpen?.({ complaints, handovers });
    return {
      handler: createBot({ say, knowledge, answerer, orders, complaints, handovers }, storage),
      apology: () => say('dialogs.failure'),
      onCommitted: (record, kept) => {
        if (kept.lists.includes(FILINGS)) complaints.wake(record.id);
        complaints.customerWrote(record.id);
        handovers.onCommitted(record, kept);
      },
      services: [complaints, handovers],
    };
  };
}
