import type { AttemptLimits, KeyedHash, Subject } from '../../attempts/index.ts';
import type { Contact } from '../contact.ts';
import { numberKey } from '../orderNumber.ts';
import type { FoundOrder, OrderSource } from '../orderSource.ts';
import type { ProofLimits } from './proofLimits.ts';
import { claimedContacts, type ProofRequest, type ProofResult, personKey, verifiedContact } from './proofRequest.ts';

/** What checking a proof works with. */
export interface ProofParts {
  readonly limits: AttemptLimits<keyof ProofLimits>;
  readonly hash: KeyedHash;
}

/** Proof by the order's number with its e-mail or phone, or with a phone that the channel has verified. */
export async function proveByContact(
  request: ProofRequest,
  source: OrderSource,
  parts: ProofParts,
): Promise<ProofResult> {
  if (numberKey(request.number) === '') return { status: 'incomplete', needs: 'number' };
  const verified = verifiedContact(request.person);
  const claimed = claimedContacts(request.contact);
  if (!claimed && !verified) return { status: 'incomplete', needs: 'contact' };
  const claims = claimed ?? [];
  const reserved = await parts.limits.reserve(subjectsOf(request, claims, parts.hash));
  // A verified phone cannot be guessed: whoever has it gets through even while others use up the order's attempts.
  if (reserved.status === 'limited' && !verified) return reserved;
  const release = async () => (reserved.status === 'reserved' ? reserved.release() : undefined);
  try {
    const found = await source.findByNumber(request.number);
    const byVerified = verified && ownedBy(found, verified, parts.hash);
    const byClaim = claims
      .map((claim) => ({ claim, order: ownedBy(found, claim, parts.hash) }))
      .find(({ order }) => order);
    const allowed = reserved.status === 'reserved' ? byClaim : undefined;
    const match = byVerified ?? allowed?.order;
    if (match) {
      const order = await match.open();
      await release();
      return { status: 'proved', order, by: byVerified ? 'verified_phone' : (allowed?.claim.kind ?? 'email') };
    }
  } catch (error) {
    await release();
    throw error;
  }
  return reserved.status === 'limited' ? reserved : { status: 'not_proved', triesLeft: reserved.triesLeft };
}

function subjectsOf(request: ProofRequest, claims: readonly Contact[], hash: KeyedHash): Subject<keyof ProofLimits>[] {
  return [
    { kind: 'person', fingerprint: hash.of('person', ...personKey(request.person)) },
    { kind: 'order', fingerprint: hash.of('order', request.shop, numberKey(request.number)) },
    ...claims.map((claim) => ({ kind: 'contact' as const, fingerprint: hash.of('contact', claim.kind, claim.value) })),
  ];
}

/** Two comparisons at least, so that an order that does not exist takes as long as one with e-mail and phone. */
const NOBODY: readonly Contact[] = [
  { kind: 'email', value: '' },
  { kind: 'phone', value: '' },
];

/** The first order that has this contact. Every contact of every order is compared, whatever the outcome. */
export function ownedBy(found: readonly FoundOrder[], claim: Contact, hash: KeyedHash): FoundOrder | undefined {
  const pairs = found.flatMap((order) => order.contacts.map((own) => ({ order, own })));
  const dummies = NOBODY.slice(pairs.length).map((own) => ({ order: undefined, own }));
  const checked = [...pairs, ...dummies].map(({ order, own }) => ({
    order,
    same: hash.same(keyOf(own), keyOf(claim)),
  }));
  return checked.find(({ same }) => same)?.order;
}

function keyOf(contact: Contact): string {
  return `${contact.kind}:${contact.value}`;
}
