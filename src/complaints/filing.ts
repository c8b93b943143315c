/** What customers file: a complaint, or the use of one of their data rights. */
export const CASE_KINDS = ['complaint', 'access', 'rectify', 'delete', 'object'] as const;
export type CaseKind = (typeof CASE_KINDS)[number];

/** The list of a conversation in which its turns keep what was filed: `turn.record(FILINGS, filing)`. */
export const FILINGS = 'complaints';

/**
 * What a form dialog files. It is kept by `turn.record(FILINGS, filing)` in the same step as the reply that tells the
 * number: either both are stored or neither is.
 */
export interface Filing {
  /** From `Complaints.reserve`. */
  readonly number: string;
  readonly kind: CaseKind;
  readonly shop: string;
  readonly conversation: string;
  readonly channel: string;
  /** Stable id of the form's draft: the same draft is filed once, under one number. */
  readonly draft: string;
  /** By name: orderNumber, name, address, email, phone, description, requestedAction … Digits are ASCII, e-mails lower-case. */
  readonly fields: Readonly<Record<string, string>>;
  /** Attachments as the channel stored them. */
  readonly evidence: readonly FiledEvidence[];
  /** Ids of the clauses that the form rests on. */
  readonly basis: readonly string[];
  /** ISO 8601, UTC. */
  readonly filedAt: string;
  /** The promised day by the pack's rule: an instant or a day (`2026-11-29`); absent where the text promises none. */
  readonly dueAt?: string;
  readonly customer: { readonly id: string; readonly verifiedPhone?: string };
  /** Id of the decision that it came from. */
  readonly decision?: string;
}

export interface FiledEvidence {
  readonly contentType: string;
  readonly contentUrl: string;
  readonly name?: string;
}
