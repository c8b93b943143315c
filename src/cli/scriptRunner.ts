import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readActiveDialog } from '../../dialogs/activeDialog.ts';
import type { CompiledKnowledge } from '../answers/index.ts';
import type { ChannelActivity } from '../channels/activity.ts';
import { FILINGS, type Filing } from '../complaints/index.ts';
import { Conversations, conversationRecords, TurnStorage } from '../conversation/index.ts';
import type { Handover, HandoverReason, Handovers } from '../handover/index.ts';
import { createLog } from '../log.ts';
import {
  createGivenSource,
  createOrders,
  createSampleSource,
  OrderDataError,
  type Orders,
  type OrdersOptions,
} from '../orders/index.ts';
import { type DecisionRecord, readInstant } from '../returns/index.ts';
import { composeShopBot, type ShopKnowledge, shopKnowledge } from '../shopBot.ts';
import { type Driver, openDriver } from '../storage/index.ts';
import { decisionLine } from './decisionLine.ts';
import { KNOWLEDGE_FOLDER } from './folders.ts';
import { LineError } from './jsonLines.ts';
import type { Script } from './scriptLine.ts';

/** What a customer sees of one turn. */
export interface ScriptTurn {
  readonly user: string;
  readonly replies: readonly string[];
  readonly citations: readonly { readonly clause: string; readonly quote: string }[];
  readonly suggestedActions: readonly string[];
}

/** What a scripted conversation came to. Parts that are not built yet report their empty value. */
export interface ScriptResult {
  readonly turns: readonly ScriptTurn[];
  readonly end: {
    readonly complaints: readonly object[];
    readonly decisions: readonly object[];
    readonly privacyRequests: readonly object[];
    readonly handover: ScriptHandover | null;
    readonly activeDialog: string | null;
  };
}

/** The handover that the conversation came to; null when it is the bot's again, or always was. */
export interface ScriptHandover {
  readonly status: 'waiting' | 'with_agent' | 'message_left';
  readonly reason: HandoverReason;
}

/** Runs scripts, each in a store of its own that is removed afterwards. */
export interface ScriptRunner {
  readonly shops: readonly string[];
  /** @throws LineError for an unknown shop or orders that cannot be used */
  run(script: Script): Promise<ScriptResult>;
  /** A conversation that the caller leads message by message; several over one `store` are one after another. */
  open(script: Omit<Script, 'turns'>, world?: ScriptWorld): Promise<ScriptedConversation>;
}

/** What a conversation that is led message by message runs in; whatever is absent is the script's own. */
export interface ScriptWorld {
  /** Keeps the store, for conversations of the same shop before and after. */
  readonly folder: string;
  readonly orders?: Partial<Pick<OrdersOptions, 'sources' | 'sendCode'>>;
  /** A clock that moves. */
  readonly now?: () => number;
  /** Whose conversation it is; each user has one a channel. */
  readonly user?: string;
}

export interface ScriptedConversation {
  say(text: string): Promise<ScriptTurn>;
  end(): Promise<ScriptResult['end']>;
  /** The decisions with all that they rest on. */
  records(): Promise<DecisionRecord[]>;
  /** Stops the process's parts; a store that the caller brought stays. */
  close(): Promise<void>;
}

/** The knowledge is opened once; every script gets its own store, clock and orders. */
export function createScriptRunner(knowledge: CompiledKnowledge): ScriptRunner {
  const shared = shopKnowledge(knowledge);
  return {
    shops: shared.answerer.shops,
    open: (script, world) => openConversation(shared, script, world),
    run: async (script) => {
      const conversation = await openConversation(shared, script);
      try {
        const turns: ScriptTurn[] = [];
        for (const { user } of script.turns) turns.push(await conversation.say(user));
        return { turns, end: await conversation.end() };
      } finally {
        await conversation.close();
      }
    },
  };
}

async function openConversation(
  shared: ShopKnowledge,
  script: Omit<Script, 'turns'>,
  world?: ScriptWorld,
): Promise<ScriptedConversation> {
  const { shop, channel, setup } = script;
  const { shops } = shared.answerer;
  if (!shops.includes(shop)) {
    throw new LineError('unknown_shop', `unknown shop ${JSON.stringify(shop)}; known are ${shops.join(', ')}`);
  }
  const fixed = setup.now === undefined ? undefined : readInstant(setup.now);
  const now = world?.now ?? (fixed === undefined ? Date.now : () => fixed);
  const source = openSource(script, now);
  const folder = world?.folder ?? mkdtempSync(join(tmpdir(), 'sanad-script-'));
  const driver = await openDriver(`sqlite:${join(folder, 'script.db')}`);
  const log = createLog('error');
  const orders = createOrders({ sources: new Map([[shop, source]]), ...world?.orders, driver, now, log });
  const committed = new Committed();
  const { conversations, handovers, complaints } = openConversations(shared, { driver, orders, now, committed });
  await conversations.start();
  if (setup.agentAvailable) await seatAgent(handovers, shop);
  const user = { id: world?.user ?? 'customer' };
  const id = world?.user === undefined ? `${channel}-script` : `${channel}-${world.user}`;
  const begin = committed.next();
  const begun = await conversations.begin({ id, channel, shop, user, createdAt: new Date(now()).toISOString() });
  if (begun) await begin;
  let position = await conversations.lastPosition(id);
  return {
    async say(text) {
      const done = committed.next();
      await conversations.accept({ conversation: id, messageId: randomUUID(), activity: activityOf(text, script, id) });
      await done;
      if ((await listOf(driver, id, FILINGS)).length > 0) await complaints.work();
      const entries = await conversations.read(id, { after: position, limit: 100 });
      position = entries.at(-1)?.position ?? position;
      const spoken = entries.filter((entry) => entry.direction === 'out' && entry.activity.type === 'message');
      return turnOf(
        text,
        spoken.map((entry) => entry.activity),
      );
    },
    async end() {
      const records = await recordsOf(driver, id);
      const filings = await listOf<Filing>(driver, id, FILINGS);
      return {
        complaints: filings.filter(isComplaint).map(({ number, fields }) => ({ number, fields })),
        decisions: records.map((record) => ({ id: record.id, ...decisionLine(record.decision) })),
        privacyRequests: filings.filter((one) => !isComplaint(one)).map(({ number, kind }) => ({ number, kind })),
        handover: endOf(await handovers.get(id)),
        activeDialog: await readActiveDialog(driver, { id, channel }),
      };
    },
    records: () => recordsOf(driver, id),
    async close() {
      await conversations.stop();
      await handovers.stop();
      await complaints.stop();
      await orders.close();
      await driver.close();
      if (!world) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function recordsOf(driver: Driver, id: string): Promise<DecisionRecord[]> {
  return listOf<DecisionRecord>(driver, id, 'decisions');
}

async function listOf<T>(driver: Driver, id: string, list: string): Promise<T[]> {
  const records: T[] = [];
  for await (const record of conversationRecords(driver, id, list)) records.push(record as T);
  return records;
}

function isComplaint({ kind }: Filing): boolean {
  return kind === 'complaint';
}

function openSource({ shop, setup }: Omit<Script, 'turns'>, now: () => number) {
  try {
    if (setup.orders !== undefined) return createGivenSource({ shop, orders: setup.orders, now });
    const file = join(KNOWLEDGE_FOLDER, 'sample/orders.json');
    return createSampleSource({ shop, file, now, moving: false });
  } catch (error) {
    if (error instanceof OrderDataError) throw new LineError('invalid_orders', error.message);
    throw error;
  }
}

interface ConversationParts {
  readonly driver: Driver;
  readonly orders: Orders;
  readonly now: () => number;
  readonly committed: Committed;
}

/** The real runtime; only its clock and its ids are the script's. */
function openConversations(shared: ShopKnowledge, parts: ConversationParts) {
  const { driver, orders, now, committed } = parts;
  const storage = new TurnStorage();
  let decided = 0;
  const newId = () => {
    decided += 1;
    return String(decided);
  };
  const log = createLog('error');
  const { bot, handovers, complaints } = composeShopBot({
    shared,
    storage,
    driver,
    conversations: () => conversations,
    orders,
    newId,
    now,
    log,
  });
  const conversations: Conversations = new Conversations({
    driver,
    storage,
    ...bot,
    bot: { id: 'sanad', name: 'Sanad' },
    burst: { waitMs: 0, maxMs: 0 },
    leaseMs: 60_000,
    turnTimeoutMs: 60_000,
    newId: randomUUID,
    now,
    onStep: (step) => (step === 'committed' ? committed.tell() : undefined),
    log,
  });
  return { conversations, handovers, complaints };
}

/** An agent who is there and has no room: those who ask for a person wait, and nobody answers in a script. */
function seatAgent(handovers: Handovers, shop: string): Promise<void> {
  return handovers.presence({ id: 'agent', name: 'agent', shops: [shop], state: 'present', capacity: 0 });
}

function endOf(handover: Handover | undefined): ScriptHandover | null {
  if (!handover || handover.state === 'bot' || handover.state === 'closed') return null;
  return { status: handover.state, reason: handover.reason };
}

/** Waits for the turn under way. */
class Committed {
  #waiting: (() => void) | undefined;

  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  tell(): void {
    this.#waiting?.();
    this.#waiting = undefined;
  }
}

const ATTACHMENTS: Readonly<Record<string, string>> = { '[image]': 'image/jpeg', '[voice]': 'audio/ogg' };

function activityOf(text: string, { channel, setup }: Omit<Script, 'turns'>, id: string): ChannelActivity {
  const contentType = ATTACHMENTS[text.trim()];
  const phone = setup.customer?.phone;
  return {
    type: 'message',
    channelId: channel,
    conversation: { id },
    from: { id: 'customer', role: 'user' },
    recipient: { id: 'sanad' },
    ...(contentType === undefined
      ? { text }
      : { attachments: [{ contentType, contentUrl: 'https://media.invalid/1' }] }),
    ...(phone !== undefined && { channelData: { sanad: { verifiedPhone: phone } } }),
  };
}

function turnOf(user: string, spoken: readonly ChannelActivity[]): ScriptTurn {
  const citations = spoken.flatMap((activity) => activity.channelData?.sanad?.citations ?? []);
  return {
    user,
    replies: spoken.map((activity) => activity.text ?? ''),
    citations: citations.map(({ clause, quote }) => ({ clause, quote })),
    suggestedActions: spoken.at(-1)?.suggestedActions?.actions.map((action) => action.title) ?? [],
  };
}
