import { vi } from 'vitest';
import { openSay } from '../../dialogs/locales/openSay.ts';
import { type Complaints, createComplaints, openTargets } from '../../src/complaints/index.ts';
import { FileStore } from '../../src/files/index.ts';
import { createLog } from '../../src/log.ts';
import { activities, message, post, startConversation } from '../support/directLine.ts';
import { filingBot } from '../support/filingBot.ts';
import { startHookServer } from '../support/hookServer.ts';
import { startMailServer } from '../support/mailServer.ts';
import type { Store } from '../support/stores.ts';
import { startTestApp } from '../support/testApp.ts';

export interface FloodResult {
  /** Numbers that customers were told, each once. */
  readonly told: number;
  /** Records, and those whose number nobody was told, or whose text is not the customer's. */
  readonly records: number;
  readonly strange: number;
  /** Complaints that came by mail, and by webhook; and how many came more than once without a mark. */
  readonly mailed: number;
  readonly posted: number;
  readonly doubled: number;
  readonly seconds: number;
}

const SHOP = 'xiaomi-ma';

/** So many customers complain at the same time over the web channel, while the mail server is away for a while. */
export async function flood(store: Store, customers: number, atOnce: number): Promise<FloodResult> {
  const begun = performance.now();
  const first = await startMailServer();
  const { port } = new URL(first.url);
  const hook = await startHookServer();
  const settings = {
    mail: [[SHOP, 'desk@shop.example']] as const,
    webhooks: new Map([[SHOP, hook.url]]),
    webhookSecrets: new Map([[SHOP, 'a-secret-of-many-characters']]),
    smtpUrl: first.url,
    from: 'Sanad <bot@sanad.example>',
  };
  const desk = openTargets(settings, { say: openSay(), shopName: () => SHOP }, { now: Date.now, timeoutMs: 5000 });
  let complaints: Complaints | undefined;
  const app = await startTestApp({
    env: {
      STORAGE_URL: store.url,
      MESSAGES_PER_MINUTE: '100000',
      CONVERSATIONS_PER_MINUTE: '100000',
      LOG_LEVEL: 'warn',
    },
    shops: [{ id: SHOP, name: 'Xiaomi', origins: [] }],
    log: createLog('silent'),
    bot: (_storage, driver) => {
      const shared = { driver, now: Date.now, log: createLog('silent'), files: new FileStore(driver) };
      const retry = { firstMs: 100, longestMs: 500 };
      complaints = createComplaints({ ...shared, shops: [SHOP], targets: desk.targets, retry });
      return filingBot(complaints);
    },
  });
  let closed: Promise<void> | undefined;
  const texts = new Map<string, string>();
  let done = 0;
  const lanes = Array.from({ length: atOnce }, async (_, lane) => {
    for (let customer = lane; customer < customers; customer += atOnce) {
      const client = await startConversation(app.url, SHOP);
      await post(client, message(`text ${customer}`));
      const reply = await vi.waitUntil(
        async () => (await activities(client)).find(({ from }) => from?.role === 'bot'),
        { timeout: 60_000, interval: 20 },
      );
      texts.set(reply.text ?? '', `text ${customer}`);
      done += 1;
      if (done >= customers / 4) closed ??= first.close();
    }
  });
  await Promise.all(lanes);
  await closed;
  const second = await startMailServer(Number(port));
  const records = [];
  await vi.waitUntil(
    async () => {
      const mails = first.mails.length + second.mails.length;
      return mails >= customers && hook.received.length >= customers && (await isDone(complaints!, customers));
    },
    { timeout: 240_000, interval: 200 },
  );
  for await (const record of complaints!.all(SHOP)) records.push(record);
  const mails = [...first.mails, ...second.mails].filter(({ raw }) => !/^X-Sanad-Again/m.test(raw));
  const mailed = mails.map(({ raw }) => /^Message-ID: <(.*)\.filed@/m.exec(raw)?.[1] ?? '');
  const all = [...first.mails, ...second.mails].map(({ raw }) => /^Message-ID: <(.*)\.filed@/m.exec(raw)?.[1] ?? '');
  const posted = hook.received.map(({ headers }) => String(headers['x-sanad-id']));
  await app.stop();
  desk.close();
  await Promise.all([second.close(), hook.close()]);
  return {
    told: texts.size,
    records: records.length,
    strange: records.filter(({ number, fields }) => texts.get(number) !== fields.description).length,
    mailed: new Set(all).size,
    posted: new Set(posted).size,
    doubled: mailed.length - new Set(mailed).size + posted.length - new Set(posted).size,
    seconds: (performance.now() - begun) / 1000,
  };
}

async function isDone(complaints: Complaints, customers: number): Promise<boolean> {
  let delivered = 0;
  for await (const { number } of complaints.all(SHOP)) {
    const states = await complaints.deliveries(SHOP, number);
    if (states.length !== 2 || states.some(({ state }) => state !== 'delivered')) return false;
    delivered += 1;
  }
  return delivered === customers;
}
