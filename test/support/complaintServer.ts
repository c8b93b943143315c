import { createComplaints } from '../../src/complaints/index.ts';
import { FileStore } from '../../src/files/index.ts';
import { filingBot } from './filingBot.ts';
import { startMortalServer } from './mortalServer.ts';

const SHOPS = ['xiaomi-ma'];

/** The real server with a bot that files, which can be told to die. */
await startMortalServer(SHOPS, ({ config, log, delivery, customers, pass }) => (_storage, driver, conversations) => {
  const files = new FileStore(driver);
  const grounds = { driver, now: Date.now, log, files, shops: SHOPS, leaseMs: config.LEASE_MS, onStep: pass };
  return filingBot(createComplaints({ ...grounds, ...delivery, customers: customers(SHOPS, conversations) }));
});
