import { z } from 'zod';
import type { AuditAction } from '../../accounts/index.ts';
import type * as wire from '../../console/api/wire.ts';
import type { ConversationRecord, TranscriptEntry } from '../../conversation/index.ts';
import type { AgentName, AgentOutcome, Handovers, Load, RefusalCode, TakeOptions } from '../../handover/index.ts';
import { checkShop } from './accountRoutes.ts';
import { type ConsoleParts, packsOf } from './consoleParts.ts';
import { type AgentCall, type ConsoleRoute, get, post } from './consoleRoute.ts';
import { conversationDetail } from './conversationDetail.ts';
import { listConversations } from './conversationList.ts';
import { conversationItem, seenConversation, shownHandover } from './conversationView.ts';
import { withKnownFiles } from './knownFiles.ts';
import { AFTER, LIMIT, POSITION } from './paging.ts';
import { withQuotes } from './quotedWords.ts';
import { Refusal } from './refusal.ts';
import { shownEntry } from './transcriptView.ts';

const NOTHING = z.object({});
/** `override`: also beyond the capacity of who gets it; the agent was asked. */
const TAKE = z.object({ override: z.boolean().default(false) });
const SHOP = z.string().max(60).optional();
const LIST = z.object({
  shop: SHOP,
  state: z.enum(['open', 'bot', 'closed', 'all']).default('all'),
  q: z.string().max(200).optional(),
  after: AFTER,
  limit: LIMIT,
});
const TRANSCRIPT = z.object({ before: POSITION, after: POSITION, limit: LIMIT });
const QUEUE_SHOWN = 100;

/** Lists, one conversation, and who holds it. */
export function conversationRoutes(parts: ConsoleParts): ConsoleRoute[] {
  const move = (path: string, action: AuditAction, act: Move, access: 'agent' | 'supervisor' = 'agent') =>
    post(`/conversations/:id/${path}`, TAKE, (call) => moved(parts, call, action, act), access);
  return [
    post('/presence', z.object({ state: z.enum(['present', 'away']) }), (call) => presence(parts, call)),
    get('/queue', z.object({ shop: SHOP }), (call) => queue(parts, call)),
    get('/conversations', LIST, ({ account, input }) =>
      listConversations(parts, { ...input, shops: shopsOf(parts, account, input.shop) }),
    ),
    get('/conversations/:id', NOTHING, (call) => detail(parts, call)),
    get('/conversations/:id/transcript', TRANSCRIPT, (call) => transcript(parts, call)),
    move('claim', 'claimed', (handovers, id, agent, options) => handovers.claim(id, agent, options)),
    move('give-back', 'given_back', (handovers, id, agent) => handovers.giveBack(id, agent)),
    move('close', 'closed', (handovers, id, agent) => handovers.close(id, agent)),
    move(
      'take-over',
      'taken_over',
      (handovers, id, agent, options) => handovers.takeOver(id, agent, options),
      'supervisor',
    ),
    post('/conversations/:id/transfer', TAKE.extend({ to: z.string().max(64).optional() }), (call) =>
      transfer(parts, call),
    ),
  ];
}

/** The shops that are asked for, of those that somebody sees. */
export function shopsOf(parts: ConsoleParts, account: AgentCall['account'], shop: string | undefined): string[] {
  if (shop !== undefined && shop !== '') return [checkShop(parts, account, shop)];
  return packsOf(parts, account).map((pack) => pack.shop.id);
}

async function presence(parts: ConsoleParts, { account, input }: AgentCall<{ state: 'present' | 'away' }>) {
  const { id, name } = account;
  const shops = packsOf(parts, account).map(({ shop }) => shop.id);
  await handoversOf(parts).presence({ id, name, shops, state: input.state });
  return { state: input.state };
}

async function queue(parts: ConsoleParts, { account, input }: AgentCall<{ shop?: string | undefined }>) {
  const handovers = parts.handovers;
  if (!handovers) return { waiting: [], mine: [], left: [] };
  const shops = shopsOf(parts, account, input.shop);
  const [waiting, left, held] = await Promise.all([
    Promise.all(shops.map((shop) => handovers.queue(shop, QUEUE_SHOWN))),
    Promise.all(shops.map((shop) => handovers.left(shop, QUEUE_SHOWN))),
    handovers.held(account.id),
  ]);
  const [shown, messages, mine] = await Promise.all([
    Promise.all(waiting.flat().map(({ conversation, handover, position }) => waits(conversation, handover, position))),
    Promise.all(left.flat().map(({ conversation }) => conversationItem(parts, conversation))),
    Promise.all(held.slice(0, QUEUE_SHOWN).map((id) => conversationItem(parts, id))),
  ]);
  const own = (item: wire.ConversationItem | undefined) => item !== undefined && shops.includes(item.shop);
  return { waiting: shown.filter((item) => item !== undefined), mine: mine.filter(own), left: messages.filter(own) };

  async function waits(
    id: string,
    { reason, priority, since }: { reason: string; priority: number; since: { waiting?: string } },
    position: number,
  ): Promise<wire.QueueItem | undefined> {
    const item = await conversationItem(parts, id);
    if (!item) return undefined;
    const { conversation, shop, channel, customer, preview } = item;
    const row = {
      conversation,
      shop,
      channel,
      customer,
      reason,
      priority,
      position,
      since: since.waiting ?? item.lastAt,
    };
    return { ...row, ...(preview !== undefined && { preview }) };
  }
}

async function detail(parts: ConsoleParts, { account, request }: AgentCall): Promise<wire.ConversationDetail> {
  const record = await seenConversation(parts, account, request.params.id);
  const shown = await conversationDetail(parts, account, record);
  const about = { subject: record.id, shops: [record.shop] };
  await parts.audit.noteLook(account, { action: 'conversation_opened', ...about });
  if (shown.order || shown.decisions.length > 0) {
    await parts.audit.noteLook(account, { action: 'order_seen', ...about });
  }
  return shown;
}

async function transcript(
  parts: ConsoleParts,
  { account, request, input }: AgentCall<z.output<typeof TRANSCRIPT>>,
): Promise<wire.TranscriptPage> {
  const { id, shop, channel } = await seenConversation(parts, account, request.params.id);
  await parts.audit.noteLook(account, { action: 'conversation_opened', subject: id, shops: [shop] });
  const { before, after, limit } = input;
  const limits = parts.conversations.channel(channel)?.limits;
  const shown = async (read: readonly TranscriptEntry[]) => {
    const entries = read.flatMap((entry) => shownEntry(entry, limits) ?? []);
    return withKnownFiles(parts.driver, await withQuotes(parts.conversations, id, read, entries));
  };
  if (after !== undefined) {
    const read = await parts.conversations.transcript(id, { after, limit });
    return { entries: await shown(read) };
  }
  const page = { limit, newestFirst: true, ...(before !== undefined && { before }) };
  const read = await parts.conversations.transcript(id, page);
  const top = read.at(-1)?.position ?? 1;
  return {
    entries: (await shown(read)).reverse(),
    next: top > 1 ? top : null,
  };
}

type Move = (
  handovers: Handovers,
  conversation: string,
  agent: AgentName,
  options: TakeOptions,
) => Promise<AgentOutcome>;
type MoveCall = AgentCall<z.output<typeof TAKE>>;

/** Changes who holds a conversation; answers with how it stands now. */
async function moved(parts: ConsoleParts, call: MoveCall, action: AuditAction, act: Move): Promise<wire.Handover> {
  const { account, request, input } = call;
  const record = await seenConversation(parts, account, request.params.id);
  const outcome = await act(handoversOf(parts), record.id, { id: account.id, name: account.name }, input);
  if (outcome.status === 'refused') throw refusalOf(outcome.code, action, outcome.load);
  const about = { subject: record.id, shops: [record.shop] };
  const stepsIn = action === 'claimed' && (outcome.from === 'bot' || outcome.from === 'closed');
  await parts.audit.note(account, { action: stepsIn ? 'stepped_in' : action, ...about });
  if (outcome.overCapacity) await parts.audit.note(account, { action: 'capacity_exceeded', ...about });
  return shownHandover(outcome.handover);
}

type TransferCall = AgentCall<z.output<typeof TAKE> & { to?: string | undefined }>;

async function transfer(parts: ConsoleParts, call: TransferCall): Promise<wire.Handover> {
  const record = await seenConversation(parts, call.account, call.request.params.id);
  const { to } = call.input;
  if (to !== undefined) await checkColleague(parts, record, to);
  return moved(parts, call, 'transferred', (handovers, id, agent, options) =>
    handovers.transfer(id, agent, to, options),
  );
}

async function checkColleague(parts: ConsoleParts, { shop }: ConversationRecord, to: string): Promise<void> {
  const account = await parts.accounts.get(to);
  const sees = account && !account.disabled && packsOf(parts, account).some((pack) => pack.shop.id === shop);
  if (!sees) throw new Refusal(404, 'UnknownAccount');
}

function handoversOf({ handovers }: ConsoleParts): Handovers {
  if (!handovers) throw new Refusal(503, 'Unavailable');
  return handovers;
}

function refusalOf(code: RefusalCode, action: AuditAction, load: Load | undefined): Refusal {
  switch (code) {
    case 'at_capacity':
      return new Refusal(409, action === 'transferred' ? 'ColleagueAtCapacity' : 'AtCapacity', { values: { ...load } });
    case 'unknown_conversation':
      return new Refusal(404, 'UnknownConversation');
    case 'held_by_other':
      return new Refusal(409, 'HeldByOther');
    case 'agent_absent':
      return new Refusal(409, 'NotPresent');
    case 'not_yours':
      return new Refusal(409, 'NotHeld');
    case 'not_under_way':
      return new Refusal(409, 'NotUnderWay');
  }
}
