import { type Contact, readContacts, readPhone } from '../contact.ts';
import type { Order } from '../order.ts';

/** Who asks. Attempts are counted per person: by the verified phone where there is one, over all channels. */
export interface Person {
  /** `web`, `whatsapp` … */
  readonly channel: string;
  /** The customer's id in that channel. */
  readonly id: string;
  /** The one channel-neutral field: a phone that the channel itself has verified, in any form. */
  readonly verifiedPhone?: string;
}

export interface ProofRequest {
  readonly shop: string;
  readonly person: Person;
  /** The order number in the customer's words or as read by the entities. */
  readonly number: string;
  /** An e-mail or a phone in the customer's words (at most one of each). Not needed with a verified phone. */
  readonly contact?: string;
}

/** What a one-time code is to open: the order with a number, or the orders of an e-mail. */
export type CodePurpose = { readonly number: string } | { readonly email: string };

export interface CodeRequest {
  readonly shop: string;
  readonly person: Person;
  readonly about: CodePurpose;
}

export interface RedeemRequest extends CodeRequest {
  /** The customer's words with the code. */
  readonly code: string;
}

/** Something is missing or cannot be read; nothing was looked up and nothing counted. */
export interface Incomplete {
  readonly status: 'incomplete';
  readonly needs: 'number' | 'contact' | 'email' | 'code';
}

/** Too many wrong attempts, by this person or about this order. Says nothing on whether the order exists. */
export interface Limited {
  readonly status: 'limited';
  /** When the next attempt is possible, in milliseconds since 1970. */
  readonly retryAt: number;
}

/** The shop's orders cannot be read now, or it has none here. Nothing was counted. */
export interface Unavailable {
  readonly status: 'unavailable';
  readonly retryAfterMs?: number;
}

/** One and the same answer for "there is no such order" and "it is not yours". */
export interface NotProved {
  readonly status: 'not_proved';
  /** Attempts left before `limited`. */
  readonly triesLeft: number;
}

export interface Proved {
  readonly status: 'proved';
  readonly order: Order;
  readonly by: 'email' | 'phone' | 'verified_phone';
}

export type ProofResult = Proved | NotProved | Limited | Incomplete | Unavailable;

export type CodeRequestResult =
  /** The same whether a mail was sent or not. */
  | { readonly status: 'requested' /** Milliseconds since 1970. */; readonly expiresAt: number }
  | Limited
  | Incomplete
  | Unavailable;

export type RedeemResult =
  | { readonly status: 'proved' /** At least one, newest first, at most 10. */; readonly orders: readonly Order[] }
  | NotProved
  | Limited
  | Incomplete
  | Unavailable;

/** The contacts of a request; undefined when there are none, or several of a kind: that would be several guesses at once. */
export function claimedContacts(text: string | undefined): Contact[] | undefined {
  const contacts = text === undefined ? [] : readContacts(text);
  const several = contacts.length !== new Set(contacts.map((contact) => contact.kind)).size;
  return several || contacts.length === 0 ? undefined : contacts;
}

export function verifiedContact(person: Person): Contact | undefined {
  return person.verifiedPhone === undefined ? undefined : readPhone(person.verifiedPhone);
}

/** One person over all channels where the channel vouches for a phone, else one customer of one channel. */
export function personKey(person: Person): readonly string[] {
  const phone = verifiedContact(person);
  return phone ? ['phone', phone.value] : ['channel', person.channel, person.id];
}
