import { flushCompileCache } from 'node:module';
import { openSay } from '../../dialogs/locales/openSay.ts';
import { startApplication } from '../../src/application.ts';
import { json, type Route } from '../../src/channels/http.ts';
import { createComplaints, openTargets } from '../../src/complaints/index.ts';
import { readConfig } from '../../src/config.ts';
import { FileStore } from '../../src/files/index.ts';
import { createLog } from '../../src/log.ts';
import { filingBot } from './filingBot.ts';

/**
 * The real server with a bot that files, real delivery with short waits, and one thing more: it can be told to die by
 * its own SIGKILL at a place on the way of a complaint: `POST /test/arm {place}`.
 */
let armed: string | undefined;
const pass = (place: string) => {
  if (armed === place) process.kill(process.pid, 'SIGKILL');
};
const arm: Route = {
  method: 'POST',
  path: '/test/arm',
  handle: async (request) => {
    armed = (JSON.parse((await request.body(1000)).toString()) as { place: string }).place;
    return json(200, {});
  },
};
const config = readConfig();
const log = createLog(config.LOG_LEVEL);
const settings = {
  mail: config.COMPLAINTS_MAIL,
  webhooks: config.COMPLAINTS_WEBHOOKS,
  webhookSecrets: config.COMPLAINTS_WEBHOOK_SECRETS,
  smtpUrl: config.SMTP_URL,
  from: config.MAIL_FROM,
};
const words = { say: openSay(), shopName: (shop: string) => shop };
const { targets, customers: answers } = openTargets(settings, words, { now: Date.now, timeoutMs: 2000 });
const application = await startApplication({
  config,
  log,
  shops: [{ id: 'xiaomi-ma', name: 'Xiaomi', origins: [] }],
  bot: (_storage, driver, conversations) => {
    const customers = answers(['xiaomi-ma'], conversations);
    const retry = { firstMs: 50, longestMs: 200 };
    const files = new FileStore(driver);
    const shared = { driver, now: Date.now, log, files, leaseMs: config.LEASE_MS };
    return filingBot(createComplaints({ ...shared, shops: ['xiaomi-ma'], targets, customers, retry, onStep: pass }));
  },
  webhooks: () => [arm],
  staticFolder: '/nonexistent',
  onStep: pass,
});
flushCompileCache();
process.stdout.write(`listening on ${application.port}\n`);
process.once('SIGTERM', () => application.stop().then(() => process.exit(0)));
