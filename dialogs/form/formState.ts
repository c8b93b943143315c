import { z } from 'zod';
import type { CaseKind, FiledEvidence } from '../../src/complaints/index.ts';
import { FORM_FIELDS, type FormField } from '../../src/knowledge/index.ts';

/** Raised when the state's shape changes; `carryOver` then says what a form of before becomes. */
export const FORM_VERSION = 2;

/** How far a form has come. Plain JSON. */
export interface FormState {
  /** Absent while the customer has not said which right is meant. */
  readonly kind?: CaseKind;
  /** The same draft is filed once, however often a yes arrives. */
  readonly draft: string;
  readonly values: FormValues;
  readonly evidence: readonly FiledEvidence[];
  readonly open?: OpenField;
  /** Version of the shop's forms under which everything was read back: only then a yes counts. */
  readonly readBack?: number;
  /** Messages in a row that brought nothing. */
  readonly misses: number;
  /** When the customer last wrote, in ms. */
  readonly touchedAt: number;
  /** The customer came back after a while and was asked whether to go on. */
  readonly resuming?: boolean;
  /** Begun by how the message sounded, without a word for a complaint: a return may be meant all the same. */
  readonly loose?: boolean;
  /** The customer stopped it; see `FlowMemory.parked`. */
  readonly calledOff?: boolean;
  /** Id of the decision that the complaint came from. */
  readonly decision?: string;
}

export type FormValues = { readonly [field in FormField]?: string };
/** What was asked last: a field, which right, whether all is right, or what is not. */
export type OpenField = FormField | 'kind' | 'confirm' | 'change';

/** What every version of the form has kept in this shape; a value of another shape is asked for again. */
const older = z.object({
  kind: z.string().optional(),
  draft: z.string().min(1),
  values: z.record(z.string(), z.unknown()).default({}),
  fields: z.record(z.string(), z.unknown()).default({}),
  evidence: z.array(z.object({ contentType: z.string(), contentUrl: z.string() })).catch([]),
});

/**
 * A form that an older version stored, as this version goes on with it: the draft and every value that is still a
 * value of a known field. What was open is asked again, and nothing counts as read back. Undefined when there is no
 * draft to go on with.
 */
export function carryOver(stored: object, kinds: readonly CaseKind[], now: number): FormState | undefined {
  const read = older.safeParse(stored);
  const kind = kinds.find((known) => known === (read.data?.kind ?? kinds[0]));
  if (!read.success || kind === undefined) return undefined;
  const all: Record<string, unknown> = { ...read.data.fields, ...read.data.values };
  const values = Object.fromEntries(
    FORM_FIELDS.flatMap((field) => (typeof all[field] === 'string' && all[field] !== '' ? [[field, all[field]]] : [])),
  );
  return { kind, draft: read.data.draft, values, evidence: read.data.evidence, misses: 0, touchedAt: now };
}
