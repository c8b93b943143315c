import type { Limit } from '../../attempts/index.ts';

const HOUR_MS = 3_600_000;

/**
 * How often proof may fail. Each wrong attempt counts on the person, on the order number and on the contact that was
 * claimed, whatever of them exists, so that neither many identities against one order nor one known e-mail against many
 * numbers gets far. A right attempt counts on nothing and clears nothing.
 */
export const PROOF_LIMITS = {
  /** Wrong number-and-contact pairs by one person. */
  person: { most: 5, windowMs: HOUR_MS },
  /** … with one order number, by anybody. */
  order: { most: 5, windowMs: 6 * HOUR_MS },
  /** … with one e-mail or phone, by anybody. */
  contact: { most: 5, windowMs: 6 * HOUR_MS },
  /** Codes asked for by one person. */
  codePerson: { most: 3, windowMs: HOUR_MS },
  /** Codes asked for one order number or e-mail, by anybody. */
  codeSubject: { most: 3, windowMs: HOUR_MS },
  /** Mails to one address. */
  codeAddress: { most: 5, windowMs: 24 * HOUR_MS },
  /** Wrong codes by one person. */
  redeemPerson: { most: 5, windowMs: HOUR_MS },
  /** … for one order number or e-mail, by anybody. */
  redeemSubject: { most: 5, windowMs: 6 * HOUR_MS },
  /** … in one shop, by everybody together: keeps guessing over thousands of orders at once hopeless. */
  redeemShop: { most: 200, windowMs: HOUR_MS },
} as const satisfies Record<string, Limit>;

export type ProofLimits = Readonly<Record<keyof typeof PROOF_LIMITS, Limit>>;

/** How long a code can be used, and how often it may be tried. */
export const CODE_LIFE_MS = 10 * 60_000;
export const CODE_TRIES = 5;
