import { z } from 'zod';
import type * as wire from '../../console/api/wire.ts';
import { cursorOf, type UnansweredQuestion } from '../../reports/index.ts';
import type { ConsoleParts } from './consoleParts.ts';
import { type AgentCall, type ConsoleRoute, get } from './consoleRoute.ts';
import { shopsOf } from './conversationRoutes.ts';
import { AFTER, LIMIT } from './paging.ts';

const SHOP = z.string().max(60).optional();
const UNANSWERED = z.object({ shop: SHOP, after: AFTER, limit: LIMIT });

/** What the shop learns: questions without an answer, and ratings. */
export function reportRoutes(parts: ConsoleParts): ConsoleRoute[] {
  return [
    get('/unanswered', UNANSWERED, (call) => unanswered(parts, call)),
    get('/feedback', z.object({ shop: SHOP }), (call) => feedback(parts, call)),
  ];
}

async function unanswered(
  parts: ConsoleParts,
  { account, input }: AgentCall<z.output<typeof UNANSWERED>>,
): Promise<wire.Page<wire.UnansweredItem>> {
  const { after, limit } = input;
  const page = { limit: limit + 1, ...(after !== undefined && { after: readPlace(after) }) };
  const shops = shopsOf(parts, account, input.shop);
  const found = (await Promise.all(shops.map((shop) => parts.unanswered.list(shop, page)))).flat().sort(newestFirst);
  const last = found.length > limit ? found[limit - 1] : undefined;
  const items = found.slice(0, limit).map(({ topic, ...question }) => {
    return { ...question, ...(topic !== undefined && { topic: parts.topics.get(topic) ?? topic }) };
  });
  return { items, next: last ? placeOf(last) : null };
}

function newestFirst(one: UnansweredQuestion, other: UnansweredQuestion): number {
  const [a, b] = [cursorOf(one), cursorOf(other)];
  return a.order - b.order || (a.member < b.member ? -1 : 1);
}

function placeOf(question: UnansweredQuestion): string {
  const { order, member } = cursorOf(question);
  return `${order}:${member}`;
}

function readPlace(after: string) {
  const colon = after.indexOf(':');
  return { order: Number(after.slice(0, colon)), member: after.slice(colon + 1) };
}

/** Ratings so far, of all the shops together. */
async function feedback(
  parts: ConsoleParts,
  { account, input }: AgentCall<{ shop?: string | undefined }>,
): Promise<wire.FeedbackCounts> {
  const shops = shopsOf(parts, account, input.shop);
  const all = (await Promise.all(shops.map((shop) => parts.handovers?.feedback.of(shop) ?? []))).flat();
  const sums = new Map<string, wire.FeedbackCounts['counts'][number]>();
  for (const one of all) {
    const key = `${one.subject} ${one.rating}`;
    sums.set(key, { ...one, count: one.count + (sums.get(key)?.count ?? 0) });
  }
  return { counts: [...sums.values()] };
}
