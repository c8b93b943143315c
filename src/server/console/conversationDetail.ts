import type { Account } from '../../accounts/index.ts';
import { FILINGS, type Filing } from '../../complaints/index.ts';
import type * as wire from '../../console/api/wire.ts';
import { type AnswerWindow, type ConversationRecord, conversationRecords } from '../../conversation/index.ts';
import type { DecisionRecord } from '../../returns/index.ts';
import { complaintItem } from './complaintView.ts';
import type { ConsoleParts } from './consoleParts.ts';
import { conversationItem, customerOf, handoverOf, shownHandover } from './conversationView.ts';
import { shownDecision } from './decisionView.ts';
import { readNotes } from './notes.ts';

/** The list that the return check keeps its decisions in. */
const DECISIONS = 'decisions';
const MOST_RECORDS = 50;
const MOST_OTHERS = 20;
const READ_FOR_CUSTOMER = 30;

/** Everything beside the transcript that an agent needs, so that the customer repeats nothing. */
export async function conversationDetail(
  parts: ConsoleParts,
  account: Account,
  record: ConversationRecord,
): Promise<wire.ConversationDetail> {
  const { id, shop, channel } = record;
  const rules = parts.packs.find((pack) => pack.shop.id === shop)?.returns;
  const [handover, newest, decisions, filings, others, notes, insight, window, place] = await Promise.all([
    handoverOf(parts, id),
    parts.conversations.transcript(id, { limit: READ_FOR_CUSTOMER, newestFirst: true }),
    lastRecords<DecisionRecord>(parts, id, DECISIONS),
    lastRecords<Filing>(parts, id, FILINGS),
    othersOf(parts, record),
    readNotes(parts.driver, id),
    parts.insight?.(record),
    parts.conversations.answerWindow(id),
    parts.handovers?.position(id, shop),
  ]);
  return {
    conversation: id,
    shop,
    channel,
    handover: shownHandover(handover, place?.position),
    customer: customerOf(record, newest),
    summary: insight?.summary ?? null,
    order: insight?.order ?? null,
    decisions: decisions.map((decision) => shownDecision(decision, rules)),
    complaints: await complaintsOf(parts, account, filings),
    others,
    limits: {
      maxTextLength: parts.limits.text,
      ...shownWindow(window),
    },
    notes,
  };
}

function shownWindow(
  window: AnswerWindow | undefined,
): Pick<wire.ConversationDetail['limits'], 'windowEndsAt' | 'after'> {
  if (!window) return { windowEndsAt: null };
  const { endsAt, after } = window;
  const until = after?.endsAt === undefined ? {} : { endsAt: new Date(after.endsAt).toISOString() };
  return {
    windowEndsAt: new Date(endsAt).toISOString(),
    ...(after && { after: { as: after.as, ...until, ...(after.text && { maxTextLength: after.text }) } }),
  };
}

/** The newest records of a list of the conversation, newest first. */
async function lastRecords<T>(parts: ConsoleParts, conversation: string, list: string): Promise<T[]> {
  const records: T[] = [];
  for await (const value of conversationRecords(parts.driver, conversation, list)) records.push(value as T);
  return records.slice(-MOST_RECORDS).reverse();
}

async function complaintsOf(
  parts: ConsoleParts,
  account: Account,
  filings: readonly Filing[],
): Promise<wire.ComplaintItem[]> {
  const records = await Promise.all(filings.map(({ shop, number }) => parts.complaints?.get(shop, number)));
  return Promise.all(records.flatMap((record) => (record ? [complaintItem(parts, account, record)] : [])));
}

/** The same customer's other conversations with the same shop. */
async function othersOf(parts: ConsoleParts, record: ConversationRecord): Promise<wire.ConversationItem[]> {
  const { items } = await parts.conversations.listOf(record, { limit: MOST_OTHERS });
  const found = await Promise.all(
    items.filter(({ id }) => id !== record.id).map(({ id, lastAt }) => conversationItem(parts, id, lastAt)),
  );
  return found.filter((item) => item !== undefined && item.shop === record.shop) as wire.ConversationItem[];
}
