import type { Account } from '../../accounts/index.ts';
import { type ComplaintRecord, type DeliveryView, WINDOW_CLOSED } from '../../complaints/index.ts';
import type * as wire from '../../console/api/wire.ts';
import type { ConsoleParts } from './consoleParts.ts';

/** A complaint or privacy request as a row of a list. */
export async function complaintItem(
  parts: ConsoleParts,
  _reader: Account,
  record: ComplaintRecord,
): Promise<wire.ComplaintItem> {
  const { number, kind, shop, state, filedAt, dueAt, assignee, conversation, fields } = record;
  const agent = assignee === undefined ? undefined : await nameOf(parts, assignee);
  const preview = (fields.description ?? fields.requestedAction)?.slice(0, 140);
  return {
    number,
    kind,
    shop,
    state,
    filedAt,
    conversation,
    dueAt: dueAt ?? null,
    ...(agent && { agent }),
    ...(preview !== undefined && { preview }),
  };
}

/** The record with everything that was done about it. */
export async function complaintDetail(
  parts: ConsoleParts,
  reader: Account,
  record: ComplaintRecord,
): Promise<wire.ComplaintDetail> {
  const { shop, number, channel, fields, evidence, basis, history } = record;
  const deliveries = (await parts.complaints?.deliveries(shop, number)) ?? [];
  return {
    ...(await complaintItem(parts, reader, record)),
    channel,
    fields,
    basis,
    evidence: evidence
      .filter(({ missing }) => !missing)
      .map(({ id, contentType }) => ({
        contentType,
        name: id,
        url: `/console/api/complaints/${encodeURIComponent(number)}/evidence/${encodeURIComponent(id)}`,
      })),
    history: await Promise.all(history.map((entry) => shownDeed(parts, record, entry))),
    deliveries: deliveries.map(shownDelivery),
  };
}

/** A mail server that took a mail has sent it; how far the customer's channel has come it tells by itself. */
function shownDelivery(delivery: DeliveryView): NonNullable<wire.ComplaintDetail['deliveries']>[number] {
  const { name, target, state, reached, attempts, at, code } = delivery;
  const held = state === 'waiting' && code === WINDOW_CLOSED;
  const open = held ? 'held' : state === 'failed' ? 'failed' : 'queued';
  const error = state === 'delivered' ? reached?.code : code;
  return {
    to: name ?? target,
    state: state === 'delivered' ? (reached?.state ?? 'sent') : open,
    attempts,
    ...(at !== undefined && { at }),
    ...(error !== undefined && !held && { error }),
  };
}

async function shownDeed(
  parts: ConsoleParts,
  { answer }: ComplaintRecord,
  { at, deed, by, note }: ComplaintRecord['history'][number],
): Promise<wire.ComplaintDetail['history'][number]> {
  const agent = await nameOf(parts, by);
  const to = deed === 'assigned' && note !== undefined ? (await nameOf(parts, note))?.name : note;
  const text = deed === 'answered' && answer?.at === at ? answer.text : to;
  return { at, what: deed, ...(agent && { by: agent }), ...(text !== undefined && { text }) };
}

/** Whose account this is; what no account is called by stands for itself, such as the name of a command. */
async function nameOf(parts: ConsoleParts, id: string): Promise<wire.AgentName | undefined> {
  if (id === 'customer' || id === 'clock') return undefined;
  const account = await parts.accounts.get(id);
  return { id, name: account?.name ?? id };
}
