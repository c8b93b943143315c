import { startMortalServer } from './mortalServer.ts';
import { shopBot } from './shopBot.ts';

/** The real server with the real bot, which can be told to die. */
await startMortalServer(['xiaomi-ma', 'village-ma'], ({ config, log, delivery, customers, pass }) =>
  shopBot(Date.now, {
    log,
    answers: customers,
    delivery: { ...delivery, onStep: pass, leaseMs: config.LEASE_MS },
  }),
);
