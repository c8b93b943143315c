import { z } from 'zod';
import type { AuditAction } from '../../accounts/index.ts';
import type { HttpReply } from '../../channels/http.ts';
import {
  type ActResult,
  CASE_KINDS,
  COMPLAINT_STATES,
  type ComplaintRecord,
  type Complaints,
  exportComplaints,
} from '../../complaints/index.ts';
import type * as wire from '../../console/api/wire.ts';
import { complaintDetail, complaintItem } from './complaintView.ts';
import { type ConsoleParts, packsOf } from './consoleParts.ts';
import { type AgentCall, type ConsoleRoute, get, post, Whole } from './consoleRoute.ts';
import { shopsOf } from './conversationRoutes.ts';
import { LIMIT } from './paging.ts';
import { Refusal } from './refusal.ts';

const NOTHING = z.object({});
const FILTER = z.object({
  shop: z.string().max(60).optional(),
  kind: z.enum(CASE_KINDS).optional(),
  state: z.enum(COMPLAINT_STATES).optional(),
  overdue: z.enum(['true', 'false']).optional(),
});
const LIST = FILTER.extend({
  after: z
    .string()
    .regex(/^[\dTZ:.-]{10,30}\/.{1,100}$/)
    .optional(),
  limit: LIMIT,
});
const EXPORT = FILTER.extend({ format: z.enum(['csv', 'json']).default('csv') });
const TEXT = z.string().trim().min(1).max(8000);
const MOST_EXPORTED = 50_000;

/** Complaints and privacy requests of the shops that one sees. */
export function complaintRoutes(parts: ConsoleParts): ConsoleRoute[] {
  return [
    get('/complaints', LIST, (call) => list(parts, call)),
    get('/complaints/export', EXPORT, (call) => exportAll(parts, call)),
    get('/complaints/:number', NOTHING, (call) => show(parts, call)),
    get('/complaints/:number/evidence/:file', NOTHING, (call) => evidence(parts, call)),
    post('/complaints/:number/assign', z.object({ to: z.string().max(64).optional() }), (call) => assign(parts, call)),
    post('/complaints/:number/answer', z.object({ text: TEXT }), (call) =>
      act(parts, call, 'complaint_answered', (complaints, { shop, number }) =>
        complaints.answer(shop, number, { by: call.account.id, text: call.input.text }),
      ),
    ),
    post('/complaints/:number/close', z.object({ note: TEXT.optional(), text: TEXT.optional() }), (call) =>
      act(parts, call, 'complaint_closed', (complaints, { shop, number }) => {
        const note = call.input.note ?? call.input.text;
        return complaints.close(shop, number, { by: call.account.id, ...(note !== undefined && { note }) });
      }),
    ),
    post('/complaints/:number/resend', NOTHING, (call) => resend(parts, call)),
  ];
}

/** Of several shops one after the other; the cursor names the shop it stands in. */
async function list(
  parts: ConsoleParts,
  { account, input }: AgentCall<z.output<typeof LIST>>,
): Promise<wire.Page<wire.ComplaintItem>> {
  const shops = shopsOf(parts, account, input.shop);
  const pages = await Promise.all(shops.map((shop) => readOn(parts, shop, input)));
  const all = pages.flat().sort((a, b) => b.filedAt.localeCompare(a.filedAt) || (a.number < b.number ? -1 : 1));
  const shown = all.slice(0, input.limit);
  const last = shown.at(-1);
  const items = await Promise.all(shown.map((record) => complaintItem(parts, account, record)));
  return { items, next: all.length > shown.length && last ? `${last.filedAt}/${last.number}` : null };
}

/** One more than a page of a shop's complaints that stand after the cursor. */
async function readOn(
  parts: ConsoleParts,
  shop: string,
  { after, limit, ...filter }: z.output<typeof LIST>,
): Promise<ComplaintRecord[]> {
  const [filedAt, number] = after?.split('/') ?? [];
  const begin = filedAt === undefined ? undefined : `${-Date.parse(filedAt)}/${number ?? ''}`;
  const options = { ...filterOf(filter), limit: limit + 1, ...(begin !== undefined && { after: begin }) };
  return [...((await parts.complaints?.list(shop, options))?.items ?? [])];
}

function filterOf({ kind, state, overdue }: Omit<z.output<typeof FILTER>, 'shop'>) {
  return { ...(kind && { kind }), ...(state && { state }), ...(overdue === 'true' && { overdue: true }) };
}

async function show(parts: ConsoleParts, call: AgentCall): Promise<wire.ComplaintDetail> {
  const record = await seen(parts, call);
  await parts.audit.noteLook(call.account, {
    action: 'complaint_opened',
    subject: record.number,
    shops: [record.shop],
  });
  return complaintDetail(parts, call.account, record);
}

async function evidence(parts: ConsoleParts, call: AgentCall): Promise<Whole> {
  const record = await seen(parts, call);
  const file = await parts.complaints?.evidence(record.shop, record.number, call.request.params.file ?? '');
  if (!file) throw new Refusal(404, 'NotFound');
  const headers = {
    'content-type': file.contentType,
    'content-disposition': `attachment; filename="${record.number}-${file.id}"`,
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'private, no-store',
  };
  return new Whole({ status: 200, headers, body: file.content });
}

async function assign(
  parts: ConsoleParts,
  call: AgentCall<{ to?: string | undefined }>,
): Promise<wire.ComplaintDetail> {
  const { shop } = await seen(parts, call);
  const to = call.input.to ?? call.account.id;
  const colleague = await parts.accounts.get(to);
  const sees = colleague && !colleague.disabled && packsOf(parts, colleague).some((pack) => pack.shop.id === shop);
  if (!sees) throw new Refusal(404, 'UnknownAccount');
  return act(parts, call, 'complaint_assigned', (complaints, { number }) =>
    complaints.assign(shop, number, { by: call.account.id, to }),
  );
}

/** Does something about a complaint and answers with how it stands then. */
async function act(
  parts: ConsoleParts,
  call: AgentCall,
  action: AuditAction,
  deed: (complaints: Complaints, record: ComplaintRecord) => Promise<ActResult>,
): Promise<wire.ComplaintDetail> {
  const record = await seen(parts, call);
  const result = await deed(complaintsOf(parts), record);
  if (result.status === 'unknown') throw new Refusal(404, 'UnknownComplaint');
  if (result.status === 'closed') throw new Refusal(409, 'ComplaintClosed');
  await parts.audit.note(call.account, { action, subject: record.number, shops: [record.shop] });
  return complaintDetail(parts, call.account, result.record);
}

async function resend(parts: ConsoleParts, call: AgentCall): Promise<wire.ComplaintDetail> {
  const record = await seen(parts, call);
  const result = await complaintsOf(parts).resend(record.shop, record.number, { by: call.account.id });
  if (result.status === 'unknown') throw new Refusal(404, 'UnknownComplaint');
  if (result.status === 'no_target') throw new Refusal(409, 'NoTarget');
  const { number, shop } = record;
  await parts.audit.note(call.account, { action: 'complaint_resent', subject: number, shops: [shop] });
  return complaintDetail(parts, call.account, (await complaintsOf(parts).get(shop, number)) ?? record);
}

async function exportAll(parts: ConsoleParts, { account, input }: AgentCall<z.output<typeof EXPORT>>): Promise<Whole> {
  const { format, shop: wanted, ...filter } = input;
  const shops = shopsOf(parts, account, wanted);
  const records: ComplaintRecord[] = [];
  for (const shop of shops) {
    if (!parts.complaints) break;
    for await (const record of parts.complaints.all(shop, filterOf(filter))) {
      if (records.length < MOST_EXPORTED) records.push(record);
    }
  }
  await parts.audit.note(account, { action: 'exported', subject: 'complaints', shops });
  return new Whole(fileReply(format, records));
}

function fileReply(format: 'csv' | 'json', records: readonly ComplaintRecord[]): HttpReply {
  const type = format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8';
  const headers = {
    'content-type': type,
    'content-disposition': `attachment; filename="complaints.${format}"`,
    'cache-control': 'private, no-store',
  };
  return { status: 200, headers, body: exportComplaints(records, format) };
}

/** The complaint of the address, in whichever of one's shops it is; else there is none. */
async function seen(parts: ConsoleParts, { account, request }: AgentCall): Promise<ComplaintRecord> {
  const number = request.params.number ?? '';
  const found = await Promise.all(packsOf(parts, account).map(({ shop }) => parts.complaints?.get(shop.id, number)));
  const record = found.find((one) => one !== undefined);
  if (!record) throw new Refusal(404, 'UnknownComplaint');
  return record;
}

function complaintsOf({ complaints }: ConsoleParts): Complaints {
  if (!complaints) throw new Refusal(503, 'Unavailable');
  return complaints;
}
