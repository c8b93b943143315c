import { z } from 'zod';
import { type Account, ALL_SHOPS, type AuditAction, manages, ROLES } from '../../accounts/index.ts';
import type * as wire from '../../console/api/wire.ts';
import type { Loaded } from '../../handover/index.ts';
import { type ConsoleParts, packsOf } from './consoleParts.ts';
import { type AgentCall, type ConsoleRoute, get, post } from './consoleRoute.ts';
import { AFTER, LIMIT } from './paging.ts';
import { Refusal } from './refusal.ts';
import { EMAIL, leaveDesk, NAME } from './sessionRoutes.ts';

const NOTHING = z.object({});
const SHOPS = z.array(z.string().min(1).max(60)).min(1).max(200);
const NEW_ACCOUNT = z.object({ name: NAME, email: EMAIL, role: z.enum(ROLES), shops: SHOPS });
const CHANGES = z.object({
  name: NAME.optional(),
  role: z.enum(ROLES).optional(),
  shops: SHOPS.optional(),
  disabled: z.boolean().optional(),
});

/** Accounts of the shops that one sees, and the audit log. */
export function accountRoutes(parts: ConsoleParts): ConsoleRoute[] {
  const paged = z.object({ after: AFTER, limit: LIMIT, shop: z.string().optional() });
  const changed = (disabled: boolean) => async (call: AgentCall) => {
    return change(parts, { ...call, input: { disabled } });
  };
  return [
    get('/agents', paged, (call) => listAgents(parts, call)),
    post('/agents', NEW_ACCOUNT, (call) => addAgent(parts, call), 'supervisor'),
    post('/agents/:id', CHANGES, (call) => change(parts, call), 'supervisor'),
    post('/agents/:id/disable', NOTHING, changed(true), 'supervisor'),
    post('/agents/:id/enable', NOTHING, changed(false), 'supervisor'),
    post('/agents/:id/reset', NOTHING, (call) => reset(parts, call), 'supervisor'),
    post('/agents/:id/revoke', NOTHING, (call) => revoke(parts, call), 'supervisor'),
    get('/audit', paged, (call) => readAudit(parts, call), 'supervisor'),
  ];
}

/** Colleagues of one's shops; what concerns their accounts only for supervisors who manage them. */
async function listAgents(
  parts: ConsoleParts,
  { account: reader, input }: AgentCall<{ after?: string | undefined; limit: number; shop?: string | undefined }>,
): Promise<wire.Page<wire.AgentItem>> {
  const { after, limit, shop } = input;
  const page = await parts.accounts.list({ limit, ...(after !== undefined && { after }) });
  const own = packsOf(parts, reader).map((pack) => pack.shop.id);
  const wanted = shop === undefined ? own : own.filter((id) => id === shop);
  const desk = new Map((await parts.handovers?.agents())?.map((one) => [one.agent.id, one]));
  const items = page.items
    .filter((one) => packsOf(parts, one).some((pack) => wanted.includes(pack.shop.id)))
    .filter((one) => reader.role === 'supervisor' || !one.disabled)
    .map((one) => agentItem(parts, reader, one, desk.get(one.id)));
  return { items, next: page.next ?? null };
}

function agentItem(parts: ConsoleParts, reader: Account, account: Account, seat?: Loaded): wire.AgentItem {
  const { id, name, role, email, disabled } = account;
  const own = new Set(packsOf(parts, reader).map((pack) => pack.shop.id));
  const shops = packsOf(parts, account)
    .map((pack) => pack.shop.id)
    .filter((shop) => own.has(shop));
  return {
    id,
    name,
    role,
    shops,
    presence: seat?.agent.state ?? 'away',
    ...(seat && { load: seat.holds, capacity: seat.agent.capacity }),
    ...(manages(reader, account.shops) && { email, disabled }),
  };
}

async function addAgent(
  parts: ConsoleParts,
  call: AgentCall<z.output<typeof NEW_ACCOUNT>>,
): Promise<{ account: wire.AgentItem; link: string; expiresAt: string }> {
  checkShops(parts, call.account, call.input.shops);
  const made = await parts.accounts.create(call.input);
  if (made.status === 'taken') throw new Refusal(409, 'EmailTaken');
  await note(parts, call, 'account_created', made.account);
  const link = await parts.links.issue({ kind: 'password', account: made.account.id });
  return { account: agentItem(parts, call.account, made.account), ...linkOf(call, link) };
}

async function change(parts: ConsoleParts, call: AgentCall<z.output<typeof CHANGES>>): Promise<wire.AgentItem> {
  const before = await managed(parts, call);
  const { name, role, shops, disabled } = call.input;
  if (before.id === call.account.id && (role ?? shops ?? disabled) !== undefined) throw new Refusal(409, 'OwnAccount');
  if (shops) checkShops(parts, call.account, shops);
  const account = await parts.accounts.change(before.id, {
    ...(name !== undefined && { name }),
    ...(role !== undefined && { role }),
    ...(shops !== undefined && { shops }),
    ...(disabled !== undefined && { disabled }),
  });
  if (!account) throw new Refusal(404, 'UnknownAccount');
  await leaveDesk(parts, account);
  const turned = disabled !== undefined && disabled !== before.disabled;
  const action = disabled ? 'account_disabled' : 'account_enabled';
  await note(parts, call, turned ? action : 'account_changed', account);
  return agentItem(parts, call.account, account);
}

/** A fresh link to set the password; the old password and every session end now. */
async function reset(parts: ConsoleParts, call: AgentCall): Promise<{ link: string; expiresAt: string }> {
  const account = await managed(parts, call);
  await parts.accounts.clearPassword(account.id);
  await leaveDesk(parts, { ...account, generation: account.generation + 1 });
  await note(parts, call, 'account_reset', account);
  return linkOf(call, await parts.links.issue({ kind: 'password', account: account.id }));
}

async function revoke(parts: ConsoleParts, call: AgentCall): Promise<object> {
  const account = await managed(parts, call);
  await parts.accounts.endSessions(account.id);
  await leaveDesk(parts, { ...account, generation: account.generation + 1 });
  await note(parts, call, 'sessions_ended', account);
  return {};
}

async function readAudit(
  parts: ConsoleParts,
  { account, input }: AgentCall<{ after?: string | undefined; limit: number; shop?: string | undefined }>,
): Promise<wire.Page<wire.AuditItem>> {
  const { after, limit, shop } = input;
  const reader = { shops: shop === undefined ? account.shops : [checkShop(parts, account, shop)] };
  const page = await parts.audit.page(reader, { limit, ...(after !== undefined && { after }) });
  await parts.audit.noteLook(account, { action: 'audit_read', shops: account.shops });
  return { items: page.items, next: page.next ?? null };
}

/** The account of the address, when this supervisor manages it; else there is none. */
async function managed(parts: ConsoleParts, { request, account: supervisor }: AgentCall): Promise<Account> {
  const account = await parts.accounts.get(request.params.id ?? '');
  if (!account || !manages(supervisor, account.shops)) throw new Refusal(404, 'UnknownAccount');
  return account;
}

function checkShops(parts: ConsoleParts, supervisor: Account, shops: readonly string[]): void {
  for (const shop of shops) {
    if (shop === ALL_SHOPS && supervisor.shops.includes(ALL_SHOPS)) continue;
    checkShop(parts, supervisor, shop);
  }
}

/** The shop, when this account sees it; else there is none. */
export function checkShop(parts: ConsoleParts, account: Account, shop: string): string {
  if (!packsOf(parts, account).some((pack) => pack.shop.id === shop)) throw new Refusal(404, 'UnknownShop');
  return shop;
}

function linkOf({ request }: AgentCall, link: { path: string; expiresAt: string }) {
  return { link: request.baseUrl + link.path, expiresAt: link.expiresAt };
}

async function note(parts: ConsoleParts, call: AgentCall, action: AuditAction, account: Account): Promise<void> {
  await parts.audit.note(call.account, { action, subject: account.id, shops: account.shops });
}
