import { type CaseKind, FILINGS, type Filing } from '../../src/complaints/index.ts';
import type { FormRules } from '../../src/knowledge/index.ts';
import type { FlowTurn } from '../flow.ts';
import { keepContact } from './contactTold.ts';
import { filedReply } from './formReplies.ts';
import { basisOf } from './formSpec.ts';
import type { FormState } from './formState.ts';

/**
 * Files a form: claims its number, keeps the filing in the same step as the reply that tells the number, and remembers
 * it so that a repeated yes is told the same number. A turn that runs again gets the same number for the same draft.
 */
export async function fileForm(
  state: FormState & { readonly kind: CaseKind },
  rules: FormRules,
  turn: FlowTurn,
): Promise<void> {
  const { complaints } = turn.parts;
  if (!complaints) throw new Error('a form is read back only where it can be filed');
  const { kind, draft } = state;
  const shop = turn.pack.shop.id;
  const number = await complaints.reserve({ shop, conversation: turn.conversation, draft, kind });
  const fields = fieldsOf(state, rules, turn);
  turn.record(FILINGS, filingOf({ number, fields }, state, rules, turn));
  turn.memory.filed = { at: turn.now.getTime(), number, kind, draft, ...(fields.email && { email: fields.email }) };
  keepContact(state.values, turn);
  const reason = state.values.description && turn.reader.read(state.values.description, turn.now).reason;
  await turn.send(
    filedReply({ number, kind, reason: reason ? reason.reason : undefined, email: fields.email }, rules, turn),
  );
}

/** A verified phone is a way to answer that nobody has to type. */
function fieldsOf({ values }: FormState, rules: FormRules, { person }: FlowTurn): Record<string, string> {
  const fields: Record<string, string> = { ...values };
  const needsPhone = rules.anyOf?.fields.includes('phone') && fields.email === undefined;
  if (needsPhone && fields.phone === undefined && person.verifiedPhone) fields.phone = person.verifiedPhone;
  return fields;
}

function filingOf(
  { number, fields }: { number: string; fields: Record<string, string> },
  state: FormState & { readonly kind: CaseKind },
  rules: FormRules,
  turn: FlowTurn,
): Filing {
  const { person } = turn;
  return {
    number,
    kind: state.kind,
    shop: turn.pack.shop.id,
    conversation: turn.conversation,
    channel: person.channel,
    draft: state.draft,
    fields,
    evidence: state.evidence,
    basis: basisOf(rules),
    filedAt: turn.now.toISOString(),
    ...(rules.deadline && { dueAt: dayAfter(turn.now, rules.deadline.days) }),
    customer: { id: person.id, ...(person.verifiedPhone && { verifiedPhone: person.verifiedPhone }) },
    ...(state.decision && { decision: state.decision }),
  };
}

const MOROCCAN_DAY = new Intl.DateTimeFormat('en-CA', { timeZone: 'Africa/Casablanca' });

/** The promised day, `YYYY-MM-DD` in Morocco; the day of filing is day 0. */
function dayAfter(now: Date, days: number): string {
  const day = new Date(`${MOROCCAN_DAY.format(now)}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  return day.toISOString().slice(0, 10);
}
