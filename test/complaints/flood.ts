import { vi } from 'vitest';
import { openSay } from '../../dialogs/locales/openSay.ts';
import { type Complaints, openTargets } from '../../src/complaints/index.ts';
import { createLog } from '../../src/log.ts';
import { activities, type ClientConversation, message, post, startConversation } from '../support/directLine.ts';
import { startHookServer } from '../support/hookServer.ts';
import { startMailServer } from '../support/mailServer.ts';
import { shopBot } from '../support/shopBot.ts';
import type { Store } from '../support/stores.ts';
import { startTestApp } from '../support/testApp.ts';

export interface FloodResult {
  /** Numbers that customers were told, each once. */
  readonly told: number;
  /** Records, and those whose number nobody was told, or that hold anything but what its customer said. */
  readonly records: number;
  readonly strange: number;
  /** Complaints that came by mail, and by webhook; and how many came more than once without a mark. */
  readonly mailed: number;
  readonly posted: number;
  readonly doubled: number;
  readonly seconds: number;
}

const SHOP = 'xiaomi-ma';

const NUMBER = /XM-\d{3}-\d{3}-\d{3}/u;

type Said = Readonly<Record<string, string>>;

function fieldsOf(customer: number): Said {
  return {
    orderNumber: `52620${String(customer).padStart(11, '0')}`,
    name: 'كريم السباعي',
    address: `حي السلام، عمارة ${customer}، سلا`,
    email: `customer.${customer}@example.com`,
    description: `السماعة رقم ${customer} لا تعمل`,
    requestedAction: 'استبدال السماعة',
  };
}

function complaintOf({ orderNumber, name, address, email, description, requestedAction }: Said): string {
  return `أريد تقديم شكوى\nالاسم: ${name}\nالعنوان: ${address}\nالبريد: ${email}\nرقم الطلب: ${orderNumber}\nسبب الشكوى: ${description}\nالمطلوب: ${requestedAction}`;
}

function isSame(said: Said | undefined, filed: Said): boolean {
  return said !== undefined && Object.entries(said).every(([field, value]) => filed[field] === value);
}

/** So many customers fill the form at the same time; the yes is said by `atOnce` of them together. */
const LANES = 25;
/** Requests under way together: a client has only so many sockets. */
const REQUESTS = 100;
let free = REQUESTS;
const queue: (() => void)[] = [];

async function request<T>(ask: () => Promise<T>): Promise<T> {
  if (free === 0) await new Promise<void>((resolve) => queue.push(resolve));
  else free -= 1;
  try {
    return await ask();
  } finally {
    const next = queue.shift();
    if (next) next();
    else free += 1;
  }
}

async function inLanes<T>(count: number, lanes: number, work: (at: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  const lane = async (first: number) => {
    for (let at = first; at < count; at += lanes) results[at] = await work(at);
  };
  await Promise.all(Array.from({ length: Math.min(lanes, count) }, (_, first) => lane(first)));
  return results;
}

/** Says something and waits for a reply that looks so; the more customers there are, the more seldom each looks. */
async function answerTo(client: ClientConversation, text: string, wanted: RegExp, customers: number): Promise<string> {
  await request(() => post(client, message(text)));
  const interval = Math.max(20, customers * 2);
  let seen: string[] = [];
  const look = async () => {
    const replies = (await request(() => activities(client))).filter(({ from }) => from?.role === 'bot');
    seen = replies.map((reply) => (reply.text ?? '').replaceAll('\\', ''));
    return seen.find((reply) => wanted.test(reply));
  };
  return vi.waitUntil(look, { timeout: 240_000, interval }).catch((cause: unknown) => {
    throw new Error(`no answer like ${wanted}; there was: ${seen.join(' | ')}`, { cause });
  });
}

/** So many customers complain at the same time to the whole bot over the web channel (HTTP), while the mail server is away for a while. */
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
    bot: shopBot(Date.now, {
      delivery: { targets: desk.targets, retry: { firstMs: 100, longestMs: 500 } },
      onOpen: (parts) => (complaints = parts.complaints),
    }),
  });
  let closed: Promise<void> | undefined;
  const said = new Map<string, Said>();
  let done = 0;
  const ready = await inLanes(customers, LANES, async (customer) => {
    const client = await startConversation(app.url, SHOP);
    const fields = fieldsOf(customer);
    await answerTo(client, complaintOf(fields), /هل كل شيء صحيح/u, LANES);
    return { client, fields };
  });
  // Everybody has read everything back: now all say yes.
  await inLanes(customers, atOnce, async (customer) => {
    const { client, fields } = ready[customer]!;
    said.set(NUMBER.exec(await answerTo(client, 'نعم', NUMBER, atOnce))?.[0] ?? '', fields);
    done += 1;
    if (done >= customers / 4) closed ??= first.close();
  });
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
    told: said.size,
    records: records.length,
    strange: records.filter(({ number, fields }) => !isSame(said.get(number), fields)).length,
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
