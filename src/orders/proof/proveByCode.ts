import type { Reserved, Subject } from '../../attempts/index.ts';
import { readEmail } from '../contact.ts';
import { numberKey } from '../orderNumber.ts';
import type { FoundOrder, OrderSource } from '../orderSource.ts';
import { type Codes, readCode } from './codes.ts';
import type { ProofLimits } from './proofLimits.ts';
import {
  type CodePurpose,
  type CodeRequest,
  type CodeRequestResult,
  personKey,
  type RedeemRequest,
  type RedeemResult,
} from './proofRequest.ts';
import { ownedBy, type ProofParts } from './proveByContact.ts';

export interface CodeParts extends ProofParts {
  readonly codes: Codes;
  readonly newCode: () => string;
  /** Sends in the background: whoever asks must not see in the time it takes whether a mail went out. */
  readonly send: (mail: {
    readonly shop: string;
    readonly to: string;
    readonly code: string;
    readonly expiresAt: number;
  }) => void;
}

const MOST_ORDERS = 10;

/** Sends a code to the e-mail of the order, or to an e-mail that has orders; answers the same when there is none. */
export async function requestCode(
  request: CodeRequest,
  source: OrderSource,
  parts: CodeParts,
): Promise<CodeRequestResult> {
  const purpose = readPurpose(request.about);
  if (purpose.status === 'incomplete') return purpose;
  const reserved = await parts.limits.reserve(subjects('code', request, purpose.key, parts));
  if (reserved.status === 'limited') return reserved;
  const addresses = await orGiveBack(reserved, async () => addressesOf(await find(source, purpose.about)));
  // Several orders under one number with different e-mails: nobody can say whose code it would be.
  const to = addresses.length === 1 ? addresses[0] : undefined;
  const code = parts.newCode();
  const expiresAt = await parts.codes.keep(fingerprintOf(request, purpose.key, parts), code, to ?? '');
  const room = await parts.limits.reserve([
    { kind: 'codeAddress', fingerprint: parts.hash.of('address', request.shop, to ?? purpose.key) },
  ]);
  if (to !== undefined && room.status === 'reserved') parts.send({ shop: request.shop, to, code, expiresAt });
  return { status: 'requested', expiresAt };
}

/** Exchanges the code for the orders that it was asked for. */
export async function redeemCode(request: RedeemRequest, source: OrderSource, parts: CodeParts): Promise<RedeemResult> {
  const purpose = readPurpose(request.about);
  if (purpose.status === 'incomplete') return purpose;
  const code = readCode(request.code);
  if (code === undefined) return { status: 'incomplete', needs: 'code' };
  const shop = { kind: 'redeemShop' as const, fingerprint: parts.hash.of('shop', request.shop) };
  const reserved = await parts.limits.reserve([...subjects('redeem', request, purpose.key, parts), shop]);
  if (reserved.status === 'limited') return reserved;
  return orGiveBack(reserved, async () => {
    const found = await find(source, purpose.about);
    const address = await parts.codes.use(fingerprintOf(request, purpose.key, parts), code, addressesOf(found));
    if (address === undefined) return { status: 'not_proved', triesLeft: reserved.triesLeft };
    const theirs = found.filter((order) => ownedBy([order], { kind: 'email', value: address }, parts.hash));
    const orders = await Promise.all(theirs.map((order) => order.open()));
    await reserved.release();
    return { status: 'proved', orders };
  });
}

type Purpose =
  | { readonly status: 'complete'; readonly about: CodePurpose; readonly key: string }
  | { readonly status: 'incomplete'; readonly needs: 'number' | 'email' };

function readPurpose(about: CodePurpose): Purpose {
  if ('number' in about) {
    const key = numberKey(about.number);
    return key === '' ? { status: 'incomplete', needs: 'number' } : { status: 'complete', about, key: `number ${key}` };
  }
  const email = readEmail(about.email)?.value;
  return email === undefined
    ? { status: 'incomplete', needs: 'email' }
    : { status: 'complete', about: { email }, key: `email ${email}` };
}

async function find(source: OrderSource, about: CodePurpose): Promise<readonly FoundOrder[]> {
  if ('number' in about) return source.findByNumber(about.number);
  const page = await source.findByContact({ kind: 'email', value: about.email }, { limit: MOST_ORDERS });
  return page.orders;
}

function addressesOf(found: readonly FoundOrder[]): string[] {
  const emails = found.flatMap((order) => order.contacts.filter((contact) => contact.kind === 'email'));
  return [...new Set(emails.map((email) => email.value))];
}

function subjects(
  step: 'code' | 'redeem',
  request: CodeRequest,
  key: string,
  parts: ProofParts,
): Subject<keyof ProofLimits>[] {
  return [
    { kind: `${step}Person`, fingerprint: parts.hash.of('person', ...personKey(request.person)) },
    { kind: `${step}Subject`, fingerprint: parts.hash.of('subject', request.shop, key) },
  ];
}

function fingerprintOf(request: CodeRequest, key: string, parts: ProofParts): string {
  return parts.hash.of('challenge', request.shop, key, ...personKey(request.person));
}

/** Takes the attempt back when the shop's orders could not be read: nothing was checked. */
async function orGiveBack<T>(
  reserved: Extract<Reserved, { status: 'reserved' }>,
  action: () => Promise<T>,
): Promise<T> {
  try {
    return await action();
  } catch (error) {
    await reserved.release();
    throw error;
  }
}
