import { normalizePhone, readEntities } from '../language/index.ts';
import { asciiDigits } from './orderNumber.ts';

/** A way to reach a customer, in the one form that two of them are compared in. */
export interface Contact {
  readonly kind: 'email' | 'phone';
  /** An e-mail in lower case, or a phone as `+212XXXXXXXXX`. */
  readonly value: string;
}

/** No text with contacts is longer; the rest is not read. */
const MOST_CHARACTERS = 320;
/** Nothing about contacts depends on the day. */
const ANY_DAY = new Date(0);

/** The e-mails and phones in a text, in all the forms that customers and shops write them in, each one once. */
export function readContacts(text: string): Contact[] {
  const whole = readEmail(text) ?? readBarePhone(text);
  if (whole) return [whole];
  const found = new Map<string, Contact>();
  for (const entity of readEntities(text.slice(0, MOST_CHARACTERS), { now: ANY_DAY })) {
    if (entity.kind === 'email' || entity.kind === 'phone') {
      found.set(entity.value, { kind: entity.kind, value: entity.value });
    }
  }
  return [...found.values()];
}

/** The phone in a field that should hold one. */
export function readPhone(text: string): Contact | undefined {
  return readContacts(text).find((contact) => contact.kind === 'phone');
}

/** The e-mail in a field that holds nothing else. A piece of a longer address is never taken for an address. */
export function readEmail(text: string): Contact | undefined {
  const plain = asciiDigits(text.normalize('NFKC'))
    .replace(/\p{Cf}/gu, '')
    .replace(/\s?@\s?/, '@')
    .trim()
    .toLowerCase();
  return PLAIN_EMAIL.test(plain) ? { kind: 'email', value: plain } : undefined;
}

/** A phone with nothing around it, as fields hold it: read two hundred times faster than a sentence. */
function readBarePhone(text: string): Contact | undefined {
  const plain = asciiDigits(text.normalize('NFKC'))
    .replace(/\p{Cf}/gu, '')
    .trim();
  const value = BARE_PHONE.test(plain) ? normalizePhone(plain.replace(/[/_\s]+/g, ' ')) : undefined;
  return value === undefined ? undefined : { kind: 'phone', value };
}

const BARE_PHONE = /^[\d+().\-\s/_]{8,30}$/;

/** One `@`, nothing that could end an address or a header of a mail. */
const PLAIN_EMAIL = /^[^\s@<>()[\],;:"\\\p{Cc}]{1,64}@[\p{L}\d-]{1,63}(?:\.[\p{L}\d-]{2,63}){1,4}$/u;

/** The contacts that prove that an order is somebody's. */
export function contactsOf(order: { email?: string | null | undefined; phone?: string | null | undefined }): Contact[] {
  const email = order.email ? readEmail(order.email) : undefined;
  const phone = order.phone ? readPhone(order.phone) : undefined;
  return [email, phone].filter((contact) => contact !== undefined);
}
