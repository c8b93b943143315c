import type { FormField } from '../../src/knowledge/index.ts';
import type { PageMarks } from './pageMarks.ts';

/** A stretch of a message between two borders, as word indexes; empty where `last` is before `first`. */
export interface Piece {
  readonly first: number;
  readonly last: number;
  /** Where it begins when its label belongs to what is said. */
  readonly from: number;
  /** The field that it was named for. */
  readonly label?: FormField;
  /** `wish`: what the shop is asked to do; `because`: why; `complaint`: the wish to complain. */
  readonly kind?: PieceKind;
  /** No full stop stands before it. */
  readonly goesOn: boolean;
}

type PieceKind = 'wish' | 'because' | 'complaint';

interface Start {
  /** The first word of what the label stands for. */
  readonly valueAt: number;
  readonly field?: FormField;
  readonly kind?: PieceKind;
  /** The label is part of the sentence ("the problem with the phone …"). */
  readonly keeps?: boolean;
}

type Starts = Map<number, Start>;

/** Cuts a message at stops, commas, labels, wishes, e-mails and phones. An order number inside a sentence stays in it. */
export function cutPieces(marks: PageMarks): Piece[] {
  const starts = findStarts(marks);
  const pieces: Piece[] = [];
  const { words } = marks.page;
  let at = 0;
  while (at < words.length) {
    const start = starts.get(at);
    if (!start && isBorder(marks, at)) {
      at += 1;
      continue;
    }
    const first = start?.valueAt ?? at;
    const end = endOf(marks, starts, first, at, start?.field !== undefined);
    pieces.push(pieceOf(marks, { at, first, end, start }));
    at = Math.max(end, at + 1);
  }
  return pieces;
}

function pieceOf(
  marks: PageMarks,
  { at, first, end, start }: { at: number; first: number; end: number; start: Start | undefined },
): Piece {
  return {
    first,
    last: end > first ? withoutJoin(marks, first, end - 1) : first - 1,
    from: start?.keeps ? at : first,
    goesOn: at > 0 && !ENDS.has(marks.word(at - 1)?.after),
    ...(start?.field && { label: start.field }),
    ...(start?.kind && { kind: start.kind }),
  };
}

/** The word after the last one of a stretch that begins at `first`. */
function endOf(marks: PageMarks, starts: Starts, first: number, begun: number, labelled: boolean): number {
  const { words } = marks.page;
  const stopped = labelled && first > begun && isStop(marks.word(first - 1)?.after);
  if (first >= words.length || stopped || isBorder(marks, first)) return first;
  if (first > begun && starts.has(first)) return first;
  let end = first + 1;
  while (end < words.length && !starts.has(end) && !isBorder(marks, end)) {
    const gap = marks.word(end - 1)?.after;
    if (isStop(gap) || gap === 'colon') break;
    end += 1;
  }
  return end;
}

function isStop(gap: string | undefined): boolean {
  return gap === 'stop' || gap === 'line' || gap === 'comma';
}

/** Behind these a stretch begins anew. */
const ENDS: ReadonlySet<string | undefined> = new Set(['stop', 'line']);

function isBorder(marks: PageMarks, at: number): boolean {
  const value = marks.word(at)?.value;
  return value !== undefined && value.kind !== 'orderNumber';
}

/** "w", "et" before the next stretch belong to neither. */
function withoutJoin(marks: PageMarks, first: number, last: number): number {
  return last > first && marks.in('and').has(last) && isAnd(marks, last) ? last - 1 : last;
}

/** The word is nothing but an "and". */
function isAnd(marks: PageMarks, at: number): boolean {
  const word = marks.word(at);
  return word !== undefined && word.end - word.start <= LONGEST_AND;
}

const LONGEST_AND = 3;

function findStarts(marks: PageMarks): Starts {
  const starts: Starts = new Map();
  const taken = new Set<number>();
  addLabels(marks, starts, taken);
  addSelf(marks, starts, taken);
  addWishes(marks, starts, taken);
  return starts;
}

/** Labels, the longest first: "رقم الهاتف" is a phone and not a number of some kind. */
function addLabels(marks: PageMarks, starts: Starts, taken: Set<number>): void {
  const { line } = marks.page;
  const labels = marks.book.labels.flatMap(({ field, always, alone }) => [
    ...always(line).map((place) => ({ ...place, field })),
    ...alone(line)
      .filter(({ first, last }) => mayLabel(marks, first, last, field))
      .map((place) => ({ ...place, field })),
  ]);
  labels.sort((a, b) => b.last - b.first - (a.last - a.first) || a.first - b.first);
  for (const { first, last, field } of labels) {
    const range = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    if (range.some((at) => taken.has(at))) continue;
    for (const at of range) taken.add(at);
    const valueAt = afterFillers(marks, last);
    const plain = valueAt === last + 1 && marks.word(last)?.after !== 'colon';
    starts.set(first, { valueAt, field, keeps: (field === 'description' && plain) || field === 'orderNumber' });
  }
}

/** A noun is a label at the beginning of a stretch, or with a colon behind it. */
function mayLabel(marks: PageMarks, first: number, last: number, field: FormField): boolean {
  if (marks.word(last)?.after === 'colon') return true;
  const next = marks.word(last + 1)?.value?.kind;
  if (field === 'orderNumber') return next === 'orderNumber' || hasDigits(marks, last + 1);
  if (field === 'phone') return next === 'phone' || hasDigits(marks, last + 1);
  if (field === 'email' && next === 'email') return true;
  if (marks.in('articles').has(first - 1)) return mayLabel(marks, first - 1, last, field);
  const before = marks.word(first - 1);
  if (marks.in('changes').has(first - 1)) return true;
  if (before === undefined || isStop(before.after) || before.value) return true;
  return (
    (marks.in('and').has(first - 1) && isAnd(marks, first - 1)) ||
    marks.in('filing').has(first - 1) ||
    isGlued(marks, first)
  );
}

/** A number of some length: "no. 7" is a house. */
function hasDigits(marks: PageMarks, at: number): boolean {
  const word = marks.word(at);
  return word !== undefined && /\p{Nd}{4,}/u.test(marks.page.text.slice(word.start, word.end));
}

/** "and" is glued to the word. */
function isGlued(marks: PageMarks, at: number): boolean {
  const word = marks.word(at);
  return word !== undefined && marks.page.text.startsWith(marks.book.gluedAnd, word.start);
}

function afterFillers(marks: PageMarks, label: number): number {
  const fillers = marks.in('fillers');
  let next = label + 1;
  while (next < marks.page.words.length && fillers.has(next) && !isStop(marks.word(next - 1)?.after)) next += 1;
  return next;
}

/** "I am Karim Alami" is a name where a name follows. */
function addSelf(marks: PageMarks, starts: Starts, taken: ReadonlySet<number>): void {
  const self = marks.in('self');
  const names = marks.in('names');
  for (const at of self) {
    if (taken.has(at) || self.has(at + 1) || !names.has(at + 1) || marks.word(at + 1)?.value) continue;
    const first = self.has(at - 1) && !taken.has(at - 1) ? at - 1 : at;
    starts.set(first, { valueAt: at + 1, field: 'name' });
  }
}

/** "and I want my money back": from there on it is what the shop is asked to do. */
function addWishes(marks: PageMarks, starts: Starts, taken: ReadonlySet<number>): void {
  const { wish, because } = marks.book.lists;
  const wishes = wish(marks.page.line).filter(({ first }) => !taken.has(first) && !starts.has(first));
  for (const { first, last } of wishes) {
    if (starts.has(first)) continue;
    const next = wishes.find((other) => other.first > last)?.first ?? marks.page.words.length;
    const end = Math.min(next, endOf(marks, starts, first, first, false));
    if (marks.firstIn('complaint', first, end) !== undefined) starts.set(first, { valueAt: first, kind: 'complaint' });
    else if (marks.firstIn('remedy', first, end) !== undefined) starts.set(first, { valueAt: first, kind: 'wish' });
  }
  for (const { first } of because(marks.page.line)) {
    if (!starts.has(first) && !taken.has(first)) starts.set(first, { valueAt: first, kind: 'because' });
  }
}
