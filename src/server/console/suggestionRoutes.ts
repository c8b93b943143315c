import { z } from 'zod';
import type * as wire from '../../console/api/wire.ts';
import type { PolicyPack } from '../../knowledge/index.ts';
import { type ConsoleParts, packsOf } from './consoleParts.ts';
import { type AgentCall, type ConsoleRoute, get } from './consoleRoute.ts';
import { languageOf } from './consoleWords.ts';
import { shopsOf } from './conversationRoutes.ts';
import { seenConversation } from './conversationView.ts';
import { openQuickReplies } from './quickReplies.ts';

const TEXT = z.string().max(2000).optional();
const MOST_CLAUSES = 6;
const MOST_CANNED = 40;
const READ_FOR_TEXT = 20;

/** Clauses and replies that fit what the customer asks; every one of them verbatim from the shop's policy. */
export function suggestionRoutes(parts: ConsoleParts): ConsoleRoute[] {
  const quickReplies = openQuickReplies();
  return [
    get('/conversations/:id/suggestions', z.object({ text: TEXT }), (call) => suggest(parts, quickReplies, call)),
    get('/clauses', z.object({ shop: z.string().max(60).optional(), q: TEXT }), (call) => searchClauses(parts, call)),
  ];
}

async function suggest(
  parts: ConsoleParts,
  quickReplies: ReturnType<typeof openQuickReplies>,
  { account, request, input }: AgentCall<{ text?: string | undefined }>,
): Promise<wire.Suggestions> {
  const { id, shop } = await seenConversation(parts, account, request.params.id);
  const pack = packsOf(parts, account).find((one) => one.shop.id === shop)!;
  const text = input.text?.trim() || (await lastWords(parts, id));
  const fitting = text === undefined ? [] : await clausesFor(parts, pack, text);
  const language = languageOf(request.headers['accept-language']);
  return {
    clauses: fitting.slice(0, MOST_CLAUSES),
    canned: await cannedReplies(parts, pack, text),
    quick: quickReplies({ pack, name: account.name, language, said: text }),
  };
}

/** The customer's newest message. */
async function lastWords(parts: ConsoleParts, conversation: string): Promise<string | undefined> {
  const newest = await parts.conversations.transcript(conversation, { limit: READ_FOR_TEXT, newestFirst: true });
  return newest.find(({ direction, activity }) => direction === 'in' && activity.type === 'message' && activity.text)
    ?.activity.text;
}

async function searchClauses(
  parts: ConsoleParts,
  { account, input }: AgentCall<{ shop?: string | undefined; q?: string | undefined }>,
): Promise<wire.Page<wire.SuggestedClause>> {
  const shops = shopsOf(parts, account, input.shop);
  const packs = packsOf(parts, account).filter(({ shop }) => shops.includes(shop.id));
  const q = input.q?.trim();
  if (!q) return { items: packs.flatMap((pack) => pack.clauses.map((clause) => shownClause(clause))), next: null };
  const found = await Promise.all(packs.map((pack) => clausesFor(parts, pack, q)));
  return { items: found.flat(), next: null };
}

/** The clauses that a text asks for, best first: those that answer its topics, then those that share its words. */
async function clausesFor(parts: ConsoleParts, pack: PolicyPack, text: string): Promise<wire.SuggestedClause[]> {
  const documents = await parts.answerer.pipeline(pack.shop.id).retriever.invoke(text);
  const named = pack.clauses.filter(({ number }) => number === text);
  const found = documents.flatMap(({ metadata }) => {
    const clause = pack.clauses.find(({ id }) => id === metadata.clause);
    const best = metadata.answers[0]?.answer;
    const quote = best?.citations.find((citation) => citation.clause === metadata.clause)?.quote;
    return clause && !named.includes(clause) ? [shownClause(clause, best?.text, quote)] : [];
  });
  return [...named.map((clause) => shownClause(clause)), ...found];
}

function shownClause(clause: PolicyPack['clauses'][number], answer?: string, quote?: string): wire.SuggestedClause {
  return {
    clause: clause.id,
    quote: quote ?? clause.text,
    ...(clause.title !== '' && { title: clause.title }),
    ...(answer !== undefined && { answer }),
  };
}

/** The shop's authored answers as replies that are ready to send, those that fit the text first. */
async function cannedReplies(
  parts: ConsoleParts,
  pack: PolicyPack,
  text: string | undefined,
): Promise<wire.CannedReply[]> {
  const documents = text === undefined ? [] : await parts.answerer.pipeline(pack.shop.id).retriever.invoke(text);
  const fitting = documents
    .flatMap(({ metadata }) => metadata.answers)
    .sort((a, b) => b.probability - a.probability)
    .map(({ answer }) => answer);
  const ordered = [...new Set([...fitting, ...pack.answers])].slice(0, MOST_CANNED);
  return ordered.map(({ topic, text: words, citations }) => ({
    id: topic,
    title: parts.topics.get(topic) ?? topic,
    text: words,
    citations,
  }));
}
