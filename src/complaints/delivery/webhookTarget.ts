import { createHmac } from 'node:crypto';
import type { ComplaintRecord } from '../complaintRecord.ts';
import { DeliveryError, type Dispatch, type Target } from './target.ts';

export interface WebhookOptions {
  readonly shop: string;
  readonly url: string;
  readonly secret: string;
  readonly now: () => number;
  readonly timeoutMs?: number;
}

/** Files go along up to so many bytes together; beyond that only what they are. */
const MOST_FILE_BYTES = 5_000_000;
const NEVER_CONNECTED =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_.*|CERT_.*|DEPTH_.*|SELF_SIGNED_.*|UNABLE_TO_.*)$/u;

/**
 * A program of the shop. The body is signed as `v1=<hex HMAC-SHA256 of "timestamp.body">`; any 2xx accepts it. Redirects
 * are not followed: a signature is for one address.
 */
export function webhookTarget(options: WebhookOptions): Target {
  const { shop, url } = options;
  return { id: 'webhook', shop, kind: 'webhook', name: url, send: (dispatch) => post(dispatch, options) };
}

/** The signature of a body at a time (seconds since 1970), as receivers check it. */
export function signWebhook(secret: string, timestamp: string, body: string): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}

async function post(dispatch: Dispatch, { url, secret, now, timeoutMs = 10_000 }: WebhookOptions): Promise<void> {
  const body = JSON.stringify(payload(dispatch));
  const timestamp = String(Math.floor(now() / 1000));
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Sanad',
    'x-sanad-id': dispatch.id,
    'x-sanad-timestamp': timestamp,
    'x-sanad-signature': signWebhook(secret, timestamp, body),
    'x-sanad-attempt': String(dispatch.attempt),
    ...(dispatch.again && { 'x-sanad-again': 'true' }),
  };
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal }).catch(unanswered);
  await response.body?.cancel();
  if (response.status >= 200 && response.status < 300) return;
  throw refusal(response, now());
}

function unanswered(error: unknown): never {
  const { name = '', cause } = error as Error;
  const inner = (cause as { code?: unknown } | undefined)?.code;
  const code = name === 'TimeoutError' ? 'Timeout' : typeof inner === 'string' ? inner : 'Unreachable';
  throw new DeliveryError({ code, unconfirmed: !NEVER_CONNECTED.test(code), down: true, cause: error });
}

/** "Gone" is final; everything else may be mended by whoever runs the receiver. */
function refusal(response: Response, now: number): DeliveryError {
  const { status, headers } = response;
  const after = headers.get('retry-after') ?? '';
  const waitMs = /^\d{1,6}$/u.test(after) ? Number(after) * 1000 : Date.parse(after) - now;
  return new DeliveryError({
    code: `Status${status}`,
    final: status === 410,
    down: status >= 500 || status === 429,
    ...(waitMs > 0 && { retryAfterMs: Math.min(waitMs, 86_400_000) }),
  });
}

function payload({ id, notice, record, evidence, again }: Dispatch): object {
  let room = MOST_FILE_BYTES;
  const files = record.evidence.map(({ id: file, contentType, bytes, missing }) => {
    const content = evidence.find((one) => one.id === file)?.content;
    const fits = content !== undefined && content.length <= room;
    if (fits) room -= content.length;
    const about = { id: file, contentType, bytes, ...(missing && { missing }) };
    return fits ? { ...about, base64: content.toString('base64') } : about;
  });
  return { id, type: `complaint.${notice}`, again, complaint: { ...shown(record), evidence: files } };
}

/** What of a record concerns the shop's program. */
function shown(record: ComplaintRecord): object {
  const { number, kind, shop, state, fields, basis, filedAt, dueAt, overdueSince, channel, conversation, decision } =
    record;
  return { number, kind, shop, state, fields, basis, filedAt, dueAt, overdueSince, channel, conversation, decision };
}
