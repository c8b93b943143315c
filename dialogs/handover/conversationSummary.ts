import type { Say } from '../../src/answers/index.ts';
import type { Filing } from '../../src/complaints/index.ts';
import { type ConversationRecord, type Conversations, conversationRecords } from '../../src/conversation/index.ts';
import type { Handover } from '../../src/handover/index.ts';
import type { DecisionRecord } from '../../src/returns/index.ts';
import type { Driver } from '../../src/storage/index.ts';
import type { FlowMemory } from '../flow.ts';
import type { KeptOrder } from '../orderProof/keptOrder.ts';
import { isolate } from '../showText.ts';

/** What an agent needs to know before the first word, worked out from what was said and decided. */
export interface ConversationSummary {
  /** In a few Arabic lines. */
  readonly text: string;
  /** The last things that the customer said, oldest first. */
  readonly said: readonly string[];
  /** Only an order that the customer has proved to be theirs. */
  readonly order?: KeptOrder;
  /** The decision that was made last. */
  readonly decision?: DecisionRecord;
  /** What was filed last. */
  readonly complaint?: Filing;
}

export interface SummarySources {
  readonly driver: Driver;
  readonly conversations: Pick<Conversations, 'find' | 'handover' | 'read' | 'lastPosition'>;
  readonly say: Say;
}

const LAST_SAID = 3;
const LOOKED_AT = 60;
const LONGEST_SAID = 200;

/** A conversation in short; nothing when there is none of this id. */
export async function summarize(
  sources: SummarySources,
  conversation: string,
): Promise<ConversationSummary | undefined> {
  const { driver, conversations, say } = sources;
  const record = await conversations.find(conversation);
  if (!record) return undefined;
  const [handover, said, order, decision, complaint] = await Promise.all([
    conversations.handover(conversation).then(({ value }) => value as Handover | undefined),
    lastSaid(conversations, conversation),
    provedOrder(driver, record),
    lastRecord<DecisionRecord>(driver, conversation, 'decisions'),
    lastRecord<Filing>(driver, conversation, 'complaints'),
  ]);
  const facts = { said, ...(order && { order }), ...(decision && { decision }), ...(complaint && { complaint }) };
  return { ...facts, text: tell({ ...facts, handover }, say) };
}

function tell(known: Omit<ConversationSummary, 'text'> & { handover: Handover | undefined }, say: Say): string {
  const { handover, said, order, decision, complaint } = known;
  const lines = [
    handover && say(`handover.summary.reason.${handover.reason}`),
    said.length > 0 && say('handover.summary.said', { said: said.map((text) => `«${text}»`).join(' ') }),
    order && say('handover.summary.order', { number: isolate(order.number), items: itemsOf(order, say) }),
    decision &&
      say('handover.summary.decision', { outcome: say(`handover.summary.outcome.${decision.decision.decision}`) }),
    complaint && say('handover.summary.complaint', { number: isolate(complaint.number) }),
  ];
  return lines.filter((line) => typeof line === 'string').join('\n');
}

function itemsOf({ items }: KeptOrder, say: Say): string {
  return items.map(({ name }) => isolate(name)).join(say('dialogs.status.comma'));
}

async function lastSaid(conversations: SummarySources['conversations'], conversation: string): Promise<string[]> {
  const last = await conversations.lastPosition(conversation);
  const entries = await conversations.read(conversation, { after: Math.max(0, last - LOOKED_AT), limit: LOOKED_AT });
  return entries
    .filter(({ direction, activity }) => direction === 'in' && activity.type === 'message' && activity.text)
    .slice(-LAST_SAID)
    .map(({ activity }) => (activity.text ?? '').slice(0, LONGEST_SAID));
}

/** The order whose owner the customer has shown themselves to be, from what the flows left for one another. */
async function provedOrder(driver: Driver, { id, channel }: ConversationRecord): Promise<KeptOrder | undefined> {
  // The key that botbuilder's ConversationState gives its document.
  const stored = await driver.get(`c:${id}`, `bot:${channel}/conversations/${id}/`);
  const { memory } = (stored?.value ?? {}) as { memory?: FlowMemory };
  return (memory?.proof?.state as { order?: KeptOrder } | undefined)?.order;
}

async function lastRecord<Kept>(driver: Driver, conversation: string, list: string): Promise<Kept | undefined> {
  let last: Kept | undefined;
  for await (const one of conversationRecords(driver, conversation, list)) last = one as Kept;
  return last;
}
