import type * as wire from '../../console/api/wire.ts';
import type { ListedConversation } from '../../conversation/index.ts';
import type { Handover } from '../../handover/index.ts';
import type { Ranked } from '../../storage/index.ts';
import type { ConsoleParts } from './consoleParts.ts';
import { conversationItem, handoverOf } from './conversationView.ts';

export interface ListAsk {
  readonly shops: readonly string[];
  /** `open`: on the way to a person, or with one; `bot`: the bot speaks. */
  readonly state: 'open' | 'bot' | 'closed' | 'all';
  /** Words that stand in the customer's or the agent's name, the customer's newest words or the conversation's id. */
  readonly q?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

const READ_AT_ONCE = 100;
/** Conversations that are looked through for one page, where not all are wanted: a page may be short and lead on. */
const MOST_READ = { state: 2000, words: 400 };
const OPEN: ReadonlySet<string> = new Set(['waiting', 'with_agent', 'message_left']);

/**
 * Conversations of some shops, newest activity first. It reads from an ordered index, so that the first page of a
 * hundred thousand costs as much as that of a hundred.
 */
export async function listConversations(parts: ConsoleParts, ask: ListAsk): Promise<wire.Page<wire.ConversationItem>> {
  const words = ask.q?.trim().toLowerCase() || undefined;
  const direct = words && (await exact(parts, ask, words));
  if (direct) return { items: [direct], next: null };
  const items: wire.ConversationItem[] = [];
  let after = readCursor(ask.after);
  const most = words ? MOST_READ.words : MOST_READ.state;
  for (let read = 0; read < most; read += READ_AT_ONCE) {
    const wanted = ask.state === 'all' && !words ? ask.limit - items.length : READ_AT_ONCE;
    const rows = await newest(parts, ask.shops, after, wanted);
    const found = await itemsOf(parts, ask, rows, words);
    for (const [at, row] of rows.entries()) {
      const item = found[at];
      after = { order: -row.lastAt, member: row.id };
      if (!item) continue;
      items.push(item);
      if (items.length === ask.limit) return { items, next: cursor(after) };
    }
    if (rows.length < wanted) return { items, next: null };
  }
  return { items, next: after ? cursor(after) : null };
}

/** The next conversations of several shops, merged. */
async function newest(
  parts: ConsoleParts,
  shops: readonly string[],
  after: Ranked | undefined,
  limit: number,
): Promise<ListedConversation[]> {
  const pages = await Promise.all(
    shops.map((shop) => parts.conversations.list(shop, { limit, ...(after && { after }) })),
  );
  return pages
    .flatMap(({ items }) => items)
    .sort((a, b) => b.lastAt - a.lastAt || (a.id < b.id ? -1 : 1))
    .slice(0, limit);
}

function itemsOf(
  parts: ConsoleParts,
  ask: ListAsk,
  rows: readonly ListedConversation[],
  words: string | undefined,
): Promise<(wire.ConversationItem | undefined)[]> {
  return Promise.all(
    rows.map(async ({ id, lastAt }) => {
      if (ask.state !== 'all' && !inState(await handoverOf(parts, id), ask.state)) return undefined;
      const item = await conversationItem(parts, id, lastAt);
      return item && (words === undefined || speaksOf(item, words)) ? item : undefined;
    }),
  );
}

function inState(handover: Handover | undefined, state: 'open' | 'bot' | 'closed'): boolean {
  const { state: now = 'bot' } = handover ?? {};
  return state === 'open' ? OPEN.has(now) : now === state;
}

function speaksOf({ customer, agent, preview, conversation }: wire.ConversationItem, words: string): boolean {
  return [customer.name, agent?.name, preview, conversation].some((text) => text?.toLowerCase().includes(words));
}

/** The conversation that the words name by its id or by the number of its complaint. */
async function exact(parts: ConsoleParts, ask: ListAsk, words: string): Promise<wire.ConversationItem | undefined> {
  const records = await Promise.all(ask.shops.map((shop) => parts.complaints?.get(shop, words)));
  const ids = [words, ...records.flatMap((record) => record?.conversation ?? [])];
  const found = await Promise.all(ids.map((id) => conversationItem(parts, id)));
  return found.find((item) => item && ask.shops.includes(item.shop));
}

function cursor({ order, member }: Ranked): string {
  return `${order}:${member}`;
}

function readCursor(after: string | undefined): Ranked | undefined {
  if (after === undefined) return undefined;
  const colon = after.indexOf(':');
  return { order: Number(after.slice(0, colon)), member: after.slice(colon + 1) };
}
