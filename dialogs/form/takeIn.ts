import { FORM_FIELDS, type FormField } from '../../src/knowledge/index.ts';
import { normalize } from '../../src/language/index.ts';
import type { FlowTurn } from '../flow.ts';
import type { Reading } from '../recognition/reading.ts';
import { confirms, hesitates } from './customerMeans.ts';
import { fieldBook } from './fieldBook.ts';
import type { FormState, FormValues, OpenField } from './formState.ts';
import { addedText, readFields, type SaidFields } from './readFields.ts';
import { tellsRequest } from './tellsRequest.ts';

/** A form with what a message added to it. */
export interface TakenIn {
  readonly state: FormState;
  /** Fields that have a new value. */
  readonly changed: readonly FormField[];
  /** Fields for which something was given that cannot be a value. */
  readonly wrong: readonly FormField[];
  /** Fields that were named without a value. */
  readonly named: readonly FormField[];
  /** What the message told of the trouble where no field was asked for. */
  readonly more?: string;
}

export interface TakeHow {
  /** The first message: the wish itself stands in it, and nothing was asked. */
  readonly opening: boolean;
  /** Only what is named or unmistakable is taken. */
  readonly strict?: boolean;
}

/** A message about not having a number is short; a longer one tells something else as well. */
const SHORT = 60;
/** Words from which on an unasked text tells something. */
const TELLING_WORDS = 4;
/** A number that nobody asked for is an order's from so many digits on; a postal code has fewer. */
const ASKED_NUMBER = /\p{Nd}{3,}/u;
const LONG_NUMBER = /\p{Nd}{6,}/u;

/** Takes everything that a message tells into the form; a later value replaces an earlier one. */
export function takeIn(before: FormState, turn: FlowTurn, how: TakeHow): TakenIn {
  const open = how.opening ? undefined : fieldOf(before.open);
  const pressed = before.open === 'change' ? pressedTitle(turn) : undefined;
  if (pressed) return { state: before, changed: [], wrong: [], named: [pressed] };
  const strict = isStrict(before, turn, how, open);
  const read = readFields(turn.reading.text, {
    now: turn.now,
    open: strict ? undefined : open,
    known: knownOf(before),
    strict,
    tellsProblem: (text) => tellsProblem(turn.reader.read(text, turn.now).reason),
  });
  const told = before.kind === 'complaint' ? withAddress(read, before, turn) : read;
  const said = before.kind === 'complaint' ? withMore(told, before, turn) : tellsRequest(read, before, turn, how);
  const values = withBareNumber(said.values, before, turn, open);
  const changed = FORM_FIELDS.filter((field) => values[field] !== undefined && values[field] !== before.values[field]);
  const fresh = Object.fromEntries(changed.map((field) => [field, values[field]]));
  const state = { ...before, values: { ...before.values, ...fresh } };
  const more = said.rest.split(' ').length >= TELLING_WORDS ? said.rest : '';
  return { state, changed, wrong: wrongIn(said, values, turn, open), named: said.named, ...(more !== '' && { more }) };
}

/** Something is wrong; who merely thinks differently by now tells no problem. */
function tellsProblem(reason: Reading['reason']): boolean {
  return reason?.plain === true && reason.reason !== 'change_of_mind';
}

function isStrict(before: FormState, { reading }: FlowTurn, how: TakeHow, open: FormField | undefined): boolean {
  if (how.strict || (!how.opening && open === undefined)) return true;
  const words = normalize(reading.text).split(' ').length;
  if (!how.opening && reading.answer !== undefined && words <= 2) return true;
  if (!how.opening && (hesitates(reading.text) || confirms(reading.text))) return true;
  const lacks = reading.doesNotKnow || reading.hasNoNumber;
  return lacks && !how.opening && before.open !== 'description' && reading.text.length < SHORT;
}

/** "The town is missing in the address, add Berkane": it goes behind the address that is known. */
function withAddress(said: SaidFields, before: FormState, { reading, now }: FlowTurn): SaidFields {
  const { address } = before.values;
  const line = ` ${normalize(reading.text)} `;
  const named = said.values.address !== undefined || fieldBook().lists.addressWords(line).length > 0;
  const adds = address !== undefined && named && fieldBook().signs.more.find(reading.said) === 'said';
  const added = adds ? addedText(reading.text, now) : '';
  if (!added) return said;
  const { description: _description, ...values } = said.values;
  return {
    ...said,
    named: said.named.filter((field) => field !== 'address'),
    rest: '',
    values: { ...values, address: `${address}${fieldBook().comma}${added}` },
  };
}

/** What else is told of the trouble goes on with the description, unless it corrects it. */
function withMore(said: SaidFields, before: FormState, { reading }: FlowTurn): SaidFields {
  const { description } = before.values;
  if (description === undefined || before.open === 'description') return said;
  const adds = fieldBook().signs.more.find(reading.said) === 'said';
  const alone = Object.keys(said.values).length === 0;
  const more = said.values.description ?? (adds && alone ? said.rest : '');
  if (more === '' || (reading.corrects && !adds)) return said;
  return { ...said, values: { ...said.values, description: `${description}\n${more}` } };
}

/** A number alone is the order's when it was asked for, a long one also when none is known. */
function withBareNumber(values: FormValues, before: FormState, { reading }: FlowTurn, open?: FormField): FormValues {
  const { bareNumber } = reading;
  if (values.orderNumber !== undefined || bareNumber === undefined) return values;
  const asked = open === 'orderNumber';
  const free = before.values.orderNumber === undefined && before.kind === 'complaint' && values.phone === undefined;
  if (!(asked ? ASKED_NUMBER : LONG_NUMBER).test(bareNumber) || !(asked || free)) return values;
  const others = Object.entries(values).filter(([, value]) => normalize(value) !== normalize(bareNumber));
  return { ...Object.fromEntries(others), orderNumber: normalize(bareNumber).toUpperCase().replaceAll(' ', '-') };
}

/** An answer with digits or dots that is no order number or e-mail was meant as one. */
function wrongIn(said: SaidFields, values: FormValues, { reading }: FlowTurn, open?: FormField): readonly FormField[] {
  const wrong = said.wrong.filter((field) => values[field] === undefined);
  const given = Object.keys(values).filter((field) => field !== 'phone' || open === 'email');
  if (given.length > 0 || wrong.length > 0 || said.named.length > 0 || reading.asks) return wrong;
  const hasDigits = /\p{Nd}/u.test(reading.text);
  if (open === 'orderNumber' && hasDigits) return ['orderNumber'];
  if (open === 'email' && (hasDigits || /[a-z]\S*[.,]\S*[a-z]/iu.test(reading.text))) return ['email'];
  return [];
}

/** The field whose button was pressed. */
function pressedTitle({ reading, parts: { say } }: FlowTurn): FormField | undefined {
  const said = normalize(reading.text);
  return FORM_FIELDS.find((field) => normalize(say(`dialogs.form.titles.${field}`)) === said);
}

function fieldOf(open: OpenField | undefined): FormField | undefined {
  return FORM_FIELDS.find((field) => field === open);
}

function knownOf({ values }: FormState): ReadonlySet<FormField> {
  return new Set(FORM_FIELDS.filter((field) => values[field] !== undefined));
}
