import type { FormField } from '../../src/knowledge/index.ts';
import { CLEAR_WORDS, Looks, length, SHORT_PIECE, type Stretch } from './looks.ts';
import { PageMarks } from './pageMarks.ts';
import { cutPieces, type Piece } from './pieces.ts';
import { slice } from './saidPage.ts';

/** What is known when a message is read. */
export interface FieldContext {
  readonly now: Date;
  /** The field that was asked for. */
  readonly open?: FormField | undefined;
  /** Fields that have a value. */
  readonly known: ReadonlySet<FormField>;
  /** Only what is named or unmistakable counts: the message answers yes or no, or asks something. */
  readonly strict?: boolean;
  /** Do the words tell, by themselves, what is wrong with a purchase? */
  readonly tellsProblem: (text: string) => boolean;
}

/** What a message tells for a form. */
export interface SaidFields {
  readonly values: { readonly [field in FormField]?: string };
  /** Fields for which words were given that cannot be a value. */
  readonly wrong: readonly FormField[];
  /** Fields that were named without a value. */
  readonly named: readonly FormField[];
  /** What fits no field. */
  readonly rest: string;
  /** The message has words of its own besides greetings and the wish to complain. */
  readonly hasWords: boolean;
}

type Kind = FormField | 'nothing' | 'unfit';
/** An order number of a complaint: with fewer digits it was a slip or something else. */
const MANY_DIGITS = /\d\D*\d\D*\d/u;
/** Asked for these, a customer who writes a sentence tells what is wrong. */
const VALUE_FIELDS: ReadonlySet<FormField> = new Set(['orderNumber', 'email', 'phone']);
/** Words that tell something in a stretch nobody asked for, from which on it counts as a description. */
const TELLING_WORDS = 4;
/** Asked what the shop should do, so many words of trouble go on with the description; fewer are an odd wish. */
const LONG_TROUBLE = 8;

const EMAIL_LIKE = /[a-z]\S*\.\S|@/iu;
/** Digits by themselves, or many: those of Arabizi (`wa7ed`) are letters. */
const NUMBER_LIKE = /\p{Nd}{3}|(?<![\p{L}\p{Nd}])\p{Nd}+(?![\p{L}\p{Nd}])/u;

type Numbered = 'orderNumber' | 'email' | 'phone';

/**
 * Reads a message for the fields of a form, whatever their order: values by their shape, texts by the words that name
 * them, and unnamed stretches by what they look like and by what was asked. The texts come as they were written.
 */
export function readFields(text: string, context: FieldContext): SaidFields {
  return new FieldReader(text, context).read();
}

/** What stands behind the last "add": "add to it the third floor" adds "the third floor". */
export function addedText(text: string, now: Date): string {
  const marks = new PageMarks(text, now);
  const adds = Math.max(-1, ...marks.in('adds'));
  let first = adds + 1;
  const last = marks.page.words.length - 1;
  while (first < last && LEADS_TO_IT.some((list) => marks.in(list).has(first))) first += 1;
  return adds < 0 || first > last ? '' : slice(marks.page, first, last);
}

class FieldReader {
  readonly #marks: PageMarks;
  readonly #looks: Looks;
  readonly #context: FieldContext;
  readonly #values: { [field in FormField]?: string } = {};
  readonly #named = new Set<FormField>();
  readonly #wrong = new Set<FormField>();
  readonly #described: Stretch[] = [];
  readonly #rest: string[] = [];

  constructor(text: string, context: FieldContext) {
    this.#marks = new PageMarks(text, context.now);
    this.#looks = new Looks(this.#marks, context.tellsProblem, isTold(context.open) ? 1 : LEAST_WORDS);
    this.#context = context;
  }

  read(): SaidFields {
    this.#takeValues();
    const pieces = cutPieces(this.#marks);
    if (!this.#takeWhole(pieces)) this.#takePieces(pieces);
    this.#describe();
    const missing = (field: FormField) => this.#values[field] === undefined;
    return {
      values: this.#values,
      wrong: [...this.#wrong].filter(missing),
      named: [...this.#named].filter((field) => missing(field) && !this.#wrong.has(field)),
      rest: this.#rest.join(' '),
      hasWords: this.#marks.page.words.some((_, at) => this.#marks.tells(at)),
    };
  }

  /** Order number, e-mail and phone: the last one that is not denied. */
  #takeValues(): void {
    const denies = this.#marks.in('denies');
    for (const [at, { value }] of this.#marks.page.words.entries()) {
      if (value?.kind === 'brokenEmail') this.#wrong.add('email');
      else if (value?.kind === 'orderNumber' && !MANY_DIGITS.test(value.text)) this.#wrong.add('orderNumber');
      else if (value && !denies.has(at - 1)) this.#values[value.kind] = value.text;
    }
  }

  /** A text that was asked for and comes without labels is taken as it stands, commas and all. */
  #takeWhole(pieces: readonly Piece[]): boolean {
    const { open } = this.#context;
    const [first] = pieces;
    const last = pieces.at(-1);
    if (!first || !last || pieces.some(({ label }) => label !== undefined)) return false;
    const whole = { first: first.from, last: last.last };
    const has = this.#marks.content(whole.first, whole.last).length > 0;
    const tellsTrouble = !this.#context.known.has('description') || length(whole) >= LONG_TROUBLE;
    const onlyTrouble =
      tellsTrouble &&
      this.#looks.isTrouble(whole) &&
      this.#marks.firstIn('remedy', whole.first, whole.last + 1) === undefined;
    const isWish = has && !onlyTrouble && !pieces.every((piece) => this.#isOnlyComplaint(piece));
    const wishes = open === 'requestedAction' && !this.#context.strict && isWish;
    const named = this.#looks.isNamed(whole) && !this.#looks.isStreet(whole);
    const lives =
      !named &&
      open === 'address' &&
      !this.#context.strict &&
      !pieces.some(({ kind }) => kind === 'wish') &&
      this.#looks.isAddress(whole);
    if (!open || (!wishes && !lives)) return false;
    this.#values[open] = this.#looks.text(open === 'address' ? this.#withoutFillers(whole) : whole);
    return true;
  }

  #isOnlyComplaint(piece: Piece): boolean {
    return piece.kind === 'complaint' || this.#marks.content(piece.first, piece.last).length === 0;
  }

  #takePieces(pieces: readonly Piece[]): void {
    let before: Kind = 'nothing';
    for (const piece of pieces) {
      const kind: Kind = piece.label ? this.#takeLabelled(piece, piece.label) : this.#takeUnlabelled(piece, before);
      if (kind !== 'nothing') before = kind;
    }
  }

  #takeLabelled(piece: Piece, field: FormField): Kind {
    if (field === 'orderNumber' || field === 'email' || field === 'phone') return this.#takeNumbered(piece, field);
    if (length(piece) <= 0 || this.#marks.isAll('wrongWords', piece.first, piece.last)) return this.#name(field);
    if (field === 'description') {
      this.#described.push({ first: piece.from, last: piece.last });
      return field;
    }
    const begin = field === 'name' ? this.#withoutSelf(piece) : piece.first;
    const last = field === 'name' ? this.#looks.nameEnd({ first: begin, last: piece.last }) : piece.last;
    if (last < begin) return this.#name(field);
    const first = field === 'address' ? this.#withoutIn(begin, last) : begin;
    const text = this.#looks.text({ first, last: this.#withoutDenied(field, first, last) });
    this.#values[field] = field === 'address' ? this.#looks.withoutGluedIn(text, this.#context.now) : text;
    if (last < piece.last) this.#takeUnlabelled(unlabelled({ ...piece, first: last + 1, goesOn: false }), field);
    return field;
  }

  /** "My name, I am …": what leads to the name is no part of it. */
  #withoutSelf({ first: begin, last }: Stretch): number {
    let first = begin;
    while (first < last && LEADS.some((list) => this.#marks.in(list).has(first)) && !this.#marks.in('names').has(first))
      first += 1;
    return first;
  }

  /** "Karim and not Said": what is denied behind a value is no part of it. In an address only where one is corrected. */
  #withoutDenied(field: FormField, first: number, last: number): number {
    if (field !== 'name' && !this.#context.known.has(field)) return last;
    const denied = this.#marks.firstIn('denies', first + 1, last + 1);
    if (denied === undefined) return last;
    return this.#isAnd(denied - 1) && denied - 2 >= first ? denied - 2 : denied - 1;
  }

  #name(field: FormField): Kind {
    this.#named.add(field);
    return field;
  }

  #withoutIn(first: number, last: number): number {
    const word = this.#marks.word(first);
    const short = word !== undefined && word.end - word.start <= 4;
    return short && first < last && this.#marks.in('in').has(first) ? first + 1 : first;
  }

  /** A value of a fixed shape stands beside its label; other words there are a wrong one. */
  #takeNumbered(piece: Piece, field: Numbered): Kind {
    if (this.#values[field] !== undefined) {
      if (length(piece) > 0) this.#takeUnlabelled(behindNumber(piece, this.#marks), 'nothing');
      return field;
    }
    const text = length(piece) > 0 ? this.#looks.text(piece) : '';
    const given = (field === 'email' ? EMAIL_LIKE : NUMBER_LIKE).test(text);
    if (given) this.#wrong.add(field);
    else this.#named.add(field);
    return field;
  }

  #takeUnlabelled(whole: Piece, before: Kind): Kind {
    const piece = this.#withoutValues(whole);
    if (length(piece) <= 0) return 'nothing';
    const corrected = this.#corrected(piece, before);
    if (corrected) return this.#takeLabelled(corrected.piece, corrected.field);
    if (this.#isLack(piece)) return 'nothing';
    const kind = this.#kindOf(piece, before);
    const isValue = kind === 'name' || kind === 'address';
    const text = this.#looks.text(isValue ? this.#withoutFillers(piece) : piece);
    if (kind === 'nothing') return kind;
    if (kind === 'unfit') this.#rest.push(text);
    else if (kind === 'description') this.#described.push({ first: whole.from, last: whole.last });
    else if (kind === 'requestedAction') this.#values[kind] = this.#joined(this.#values[kind], this.#wishText(piece));
    else this.#values[kind] = this.#joined(this.#isFurther(kind, piece, before) ? this.#values[kind] : undefined, text);
    return kind;
  }

  /** "But I have no e-mail": names a field, and tells nothing else. */
  #isLack({ first, last }: Stretch): boolean {
    if (this.#marks.firstIn('lacks', first, last + 1) === undefined) return false;
    const { line } = this.#marks.page;
    const named = this.#marks.book.labels.flatMap(({ always, alone }) => [...always(line), ...alone(line)]);
    const quiet = LACKING.map((list) => this.#marks.in(list));
    const isField = (at: number) => named.some((place) => place.first <= at && at <= place.last);
    const words = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    return words.some(isField) && words.every((at) => isField(at) || quiet.some((list) => list.has(at)));
  }

  /** "The address is wrong, the right one is …": what stands behind "the right one is" belongs to the field named before. */
  #corrected(piece: Piece, before: Kind): { readonly piece: Piece; readonly field: FormField } | undefined {
    const field = [...this.#named].find((named) => named === before);
    if (!field || piece.kind || this.#values[field] !== undefined || VALUE_FIELDS.has(field)) return undefined;
    const right = this.#marks.firstIn('rightOne', piece.first + 1, piece.last);
    const { first } = this.#withoutFillers(right === undefined ? piece : { first: right, last: piece.last });
    return first > piece.first ? { field, piece: { ...piece, first, from: first } } : undefined;
  }

  /** "It is 12 rue …": what leads to a value is no part of it. */
  #withoutFillers({ first: begin, last }: Stretch): Stretch {
    let first = begin;
    while (first < last && this.#marks.in('fillers').has(first)) first += 1;
    return { first, last };
  }

  /** An order number at the edge of a stretch is no part of a name or an address. */
  #withoutValues(piece: Piece): Piece {
    let { first, last } = piece;
    while (first <= last && this.#marks.word(first)?.value) first += 1;
    while (last >= first && this.#marks.word(last)?.value) last -= 1;
    return { ...piece, first, last };
  }

  /** The piece goes on with a value of this message: right behind it, or as the town of an address. */
  #isFurther(kind: FormField, piece: Piece, before: Kind): boolean {
    return before === kind || (kind === 'address' && this.#marks.isAll('town', piece.first, piece.last));
  }

  /** "and I want": the "and" that is written in one word with the wish belongs to what came before. */
  #wishText({ first, last }: Stretch): string {
    const text = this.#looks.text({ first, last });
    const { gluedAnd } = this.#marks.book;
    const glued = text.startsWith(gluedAnd) && GLUING.some((list) => this.#marks.in(list).has(first));
    return glued ? text.slice(gluedAnd.length).trimStart() : text;
  }

  /** Two stretches with what stood between them, where that was short. */
  #joined(one: string | undefined, other: string): string {
    if (one === undefined) return other;
    const { text } = this.#marks.page;
    const at = text.indexOf(one);
    const end = at < 0 ? -1 : text.indexOf(other, at + one.length);
    const between = end < 0 ? '' : text.slice(at + one.length, end);
    return between !== '' && between.length < 4
      ? `${one}${between}${other}`
      : `${one}${this.#marks.book.comma}${other}`;
  }

  #kindOf(piece: Piece, before: Kind): Kind {
    if (piece.kind === 'wish') return this.#ofWish(piece);
    if (piece.kind === 'complaint') return this.#context.strict ? 'nothing' : this.#ofComplaint(piece);
    if (piece.kind === 'because') return this.#context.strict ? 'unfit' : 'description';
    if (this.#marks.content(piece.first, piece.last).length === 0) return 'nothing';
    return this.#byLooks(piece, before);
  }

  /** "I want to change the address" names a field that is known; any other wish is for the shop. */
  #ofWish({ first, last }: Stretch): Kind {
    const { line } = this.#marks.page;
    const inside = (place: { first: number; last: number }) => place.first >= first && place.last <= last;
    const meant = this.#marks.book.labels.find(
      ({ field, always, alone }) => this.#context.known.has(field) && [...always(line), ...alone(line)].some(inside),
    );
    if (!meant || this.#looks.isTrouble({ first, last })) return 'requestedAction';
    this.#named.add(meant.field);
    return 'nothing';
  }

  #byLooks(piece: Piece, before: Kind): Kind {
    const looks = this.#looks;
    const { open } = this.#context;
    if (before === 'address' && this.#goesOnAddress(piece)) return 'address';
    if (open === 'name' && this.#values.name === undefined && looks.isName(piece)) return 'name';
    if (looks.isRemedy(piece)) return 'requestedAction';
    if (looks.isStreet(piece)) return 'address';
    if (open === 'description' && looks.isDescription(piece, true)) return 'description';
    if (looks.isNamed(piece)) return 'name';
    if (open === 'address' && looks.isAddress(piece)) return 'address';
    const waits = open !== undefined && VALUE_FIELDS.has(open) && this.#values[open] === undefined;
    const asksValue = waits && !this.#context.known.has('description');
    if (asksValue && !this.#context.strict && this.#tellsMuch(piece)) return 'description';
    if (this.#context.strict) return this.#isBareRemedy(piece) ? 'requestedAction' : 'unfit';
    if (open === undefined && this.#isMereWish(piece)) return 'nothing';
    if (open === undefined) return this.#isClearAlone(piece) ? 'description' : 'unfit';
    const told = this.#marks.content(piece.first, piece.last).length >= TELLING_WORDS || looks.isTrouble(piece);
    return told && looks.isDescription(piece, false) ? 'description' : 'unfit';
  }

  /** Where a number was asked for, two words may tell the trouble; "yes, I want that" and "I must look" tell none. */
  #tellsMuch(piece: Stretch): boolean {
    const quiet = EVASIONS.map((list) => this.#marks.in(list));
    const own = this.#marks.content(piece.first, piece.last).filter((at) => !quiet.some((words) => words.has(at)));
    return own.length >= CLEAR_WORDS || (own.length > 0 && this.#looks.isTrouble(piece));
  }

  /** Tells what is wrong, be it in two words ("the phone is dented"). */
  #isClearAlone(piece: Stretch): boolean {
    const subjects = this.#marks.in('subjects');
    const content = this.#marks.content(piece.first, piece.last);
    const own = content.filter((at) => !subjects.has(at)).length;
    const wish = this.#marks.firstIn('complaint', piece.first, piece.last + 1) !== undefined;
    return own >= CLEAR_WORDS || (own > 0 && ((own < content.length && !wish) || this.#looks.isTrouble(piece)));
  }

  /** "Exchange it": a short message that is nothing but a remedy. */
  #isBareRemedy(piece: Piece): boolean {
    const remedy = this.#marks.firstIn('remedy', piece.first, piece.last + 1) !== undefined;
    const alone = Object.keys(this.#values).length === 0 && this.#named.size === 0;
    return remedy && alone && length(piece) < SHORT_PIECE && !this.#looks.isTrouble(piece);
  }

  /** The wish to complain with little beside it: what is wrong is still to be said. */
  #isMereWish(piece: Piece): boolean {
    const wish = this.#marks.firstIn('complaint', piece.first, piece.last + 1) !== undefined;
    const subjects = this.#marks.in('subjects');
    const own = this.#marks.content(piece.first, piece.last).filter((at) => !subjects.has(at));
    return wish && own.length <= CLEAR_WORDS && !this.#looks.isTrouble(piece);
  }

  /** "…, Maarif, Casablanca": short stretches behind commas, with nothing of a trouble or of what it is about. */
  #goesOnAddress(piece: Piece): boolean {
    const isValue = this.#marks.word(piece.first - 1)?.value !== undefined;
    const about = this.#marks.firstIn('subjects', piece.first, piece.last + 1) !== undefined;
    const long = length(piece) > SHORT_PIECE - 2 && !this.#looks.isStreet(piece);
    const nextLine = this.#marks.word(piece.first - 1)?.after === 'line' && !this.#looks.isNamed(piece);
    return (
      (piece.goesOn || nextLine) &&
      !isValue &&
      !about &&
      !long &&
      !this.#looks.isTrouble(piece) &&
      !this.#looks.isRemedy(piece)
    );
  }

  /** "I want to complain about the phone that came broken, and be refunded" tells more than the wish to complain. */
  #ofComplaint(piece: Piece): Kind {
    const complaint = this.#marks.firstIn('complaint', piece.first, piece.last + 1) ?? piece.first;
    const and = this.#andAfter(complaint, piece.last);
    if (and !== undefined && this.#marks.firstIn('remedy', and, piece.last + 1) !== undefined) {
      this.#values.requestedAction = this.#wishText({ first: and, last: piece.last });
      return 'nothing';
    }
    // "I want to give you a complaint about the drone": only what it is about counts, not how the wish is put.
    const about = { first: complaint + 1, last: piece.last };
    const quiet = PLACES.map((list) => this.#marks.in(list));
    const own = this.#marks.content(about.first, about.last).filter((at) => !quiet.some((words) => words.has(at)));
    const tells = own.length >= CLEAR_WORDS || (own.length > 0 && this.#looks.isTrouble(piece));
    const before = complaint > piece.first + 2 && this.#looks.isTrouble({ first: piece.first, last: complaint - 1 });
    return tells || before ? 'description' : 'nothing';
  }

  /** Where "and …" begins right behind a word. */
  #andAfter(at: number, last: number): number | undefined {
    if (at + 1 > last) return undefined;
    if (this.#isAnd(at + 1)) return at + 2 > last ? undefined : at + 2;
    return this.#looks.text({ first: at + 1, last: at + 1 }).startsWith(this.#marks.book.gluedAnd) ? at + 1 : undefined;
  }

  #isAnd(at: number): boolean {
    const word = this.#marks.word(at);
    return this.#marks.in('and').has(at) && word !== undefined && word.end - word.start < 4;
  }

  /** The description is the stretch from its first to its last piece, or its pieces where others stand between. */
  #describe(): void {
    if (this.#described.length === 0) return;
    const asked = this.#context.open === 'description';
    const parts: Stretch[] = [];
    for (const part of this.#described) {
      const before = parts.at(-1);
      if (before && this.#isQuiet(before.last + 1, part.first))
        parts[parts.length - 1] = { ...before, last: part.last };
      else parts.push(part);
    }
    const all = parts.map((part) => slice(this.#marks.page, this.#withoutAnd(part.first), part.last));
    if (this.#described.some((part) => this.#looks.isDescription(part, asked) || this.#isClearAlone(part)))
      this.#values.description = all.join(this.#marks.book.comma);
    else this.#rest.push(...all);
  }

  /** Nothing but order numbers and empty words between two places. */
  #isQuiet(from: number, to: number): boolean {
    for (let at = from; at < to; at += 1) {
      const kind = this.#marks.word(at)?.value?.kind;
      if (kind ? kind !== 'orderNumber' : this.#marks.tells(at)) return false;
    }
    return true;
  }

  #withoutAnd(first: number): number {
    return this.#isAnd(first) ? first + 1 : first;
  }
}

/** Words that a stretch must have to be asked what it is about, where something else was asked for. */
const LEAST_WORDS = 3;

/** Is the trouble what the message should tell: the first one, or the answer to "what happened?"? */
function isTold(open: FormField | undefined): boolean {
  return open === undefined || open === 'description';
}

function unlabelled(piece: Piece): Piece {
  const { label: _label, kind: _kind, ...rest } = piece;
  return { ...rest, from: piece.first };
}

const LEADS_TO_IT = ['fillers', 'in', 'toIt'] as const;
const LEADS = ['self', 'fillers'] as const;
/** Whom or where a complaint is about, which does not tell yet what is wrong. */
const PLACES = ['subjects', 'street', 'town'] as const;
const LACKING = ['lacks', 'negatives', 'but', 'empty', 'articles'] as const;
const EVASIONS = ['subjects', 'confirms', 'wish'] as const;
const GLUING = ['wish', 'remedy', 'remedyAlone'] as const;

/** "My order 5261… came broken" is one sentence with its number; a name behind the number is not. */
function behindNumber(piece: Piece, marks: PageMarks): Piece {
  const { label: _label, kind: _kind, ...rest } = piece;
  const first = marks.word(piece.first)?.value ? piece.first + 1 : piece.first;
  return { ...rest, first };
}
