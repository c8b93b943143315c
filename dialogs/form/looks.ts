import type { FieldList } from './fieldBook.ts';
import { PageMarks } from './pageMarks.ts';
import { slice } from './saidPage.ts';

/** A stretch of words by their indexes, both included. */
export interface Stretch {
  readonly first: number;
  readonly last: number;
}

const MOST_NAME_WORDS = 5;
const MOST_UNASKED_NAME_WORDS = 4;
const SHORT_NAME = 3;
export const CLEAR_WORDS = 2;
export const SHORT_PIECE = 5;

/** What stretches of a message look like, when no label says what they are. */
export class Looks {
  readonly #marks: PageMarks;
  readonly #tellsProblem: (text: string) => boolean;
  /** Fewer words than these are not asked what they are about: a name of two words sounds like anything. */
  readonly #leastWords: number;

  constructor(marks: PageMarks, tellsProblem: (text: string) => boolean, leastWords: number) {
    this.#marks = marks;
    this.#leastWords = leastWords;
    this.#tellsProblem = tellsProblem;
  }

  /** Something went wrong. */
  isTrouble(stretch: Stretch): boolean {
    return (
      this.#has('trouble', stretch) || (length(stretch) >= this.#leastWords && this.#tellsProblem(this.text(stretch)))
    );
  }

  /** Says clearly what is wrong; `asked`: that was the question, so one telling word is enough. */
  isDescription(stretch: Stretch, asked: boolean): boolean {
    const subjects = this.#marks.in('subjects');
    const own = this.#marks.content(stretch.first, stretch.last).filter((at) => !subjects.has(at));
    if (asked || own.length === 0) return own.length > 0;
    return own.length >= CLEAR_WORDS || this.isTrouble(stretch);
  }

  /** "Remboursement", "استرداد المبلغ": a remedy and hardly anything else. */
  isRemedy(stretch: Stretch): boolean {
    const [first = stretch.first] = this.#marks.content(stretch.first, stretch.last);
    return this.#marks.in('remedyAlone').has(first) && length(stretch) <= SHORT_PIECE + 2;
  }

  /** A street, or a town with a number. */
  isStreet(stretch: Stretch): boolean {
    const street = this.#marks.firstIn('street', stretch.first, stretch.last + 1);
    const town = this.#marks.in('town').has(stretch.last);
    const digits = this.#hasDigits(stretch);
    if (this.isTrouble(stretch) && !(street !== undefined && (digits || town))) return false;
    if (street !== undefined) return digits || town || street <= stretch.first + 1;
    return town && length(stretch) <= SHORT_PIECE + 1 && (digits || length(stretch) === 1);
  }

  /** Answers "your address?". */
  isAddress(stretch: Stretch): boolean {
    if (this.#marks.content(stretch.first, stretch.last).length === 0 || this.isRemedy(stretch)) return false;
    return this.isStreet(stretch) || this.#hasDigits(stretch) || !this.isTrouble(stretch);
  }

  /** Answers "your name?": few words, no digits, nothing of an address, a wish or a trouble. */
  isName(stretch: Stretch): boolean {
    if (length(stretch) > MOST_NAME_WORDS || this.#hasDigits(stretch) || this.isStreet(stretch)) return false;
    if (CAPITALS.test(this.text(stretch))) return true;
    if (this.#has('trouble', stretch)) return false;
    const begins = this.#marks.in('names').has(stretch.first);
    const remedy = length(stretch) <= SHORT_NAME ? this.isRemedy(stretch) : this.#has('remedy', stretch);
    // A family name may mean something too: two or three words are a name unless they are known to tell a trouble.
    return begins || (!remedy && (length(stretch) <= SHORT_NAME || !this.isTrouble(stretch)));
  }

  /** Stands like a name where none was asked for: begins with a given name. */
  isNamed(stretch: Stretch): boolean {
    const known = this.#marks.in('names').has(stretch.first) && !this.#marks.word(stretch.first)?.value;
    const named =
      known || (CAPITALS.test(this.text(stretch)) && !NO_UNASKED_NAME.some((list) => this.#has(list, stretch)));
    return named && length(stretch) >= 2 && length(stretch) <= MOST_UNASKED_NAME_WORDS && this.isName(stretch);
  }

  /** The last word of the name that a stretch begins with: it ends where words begin that are in no name. */
  nameEnd({ first, last }: Stretch): number {
    let at = first;
    while (at <= last && at - first < MOST_NAME_WORDS && !this.#stopsName(at)) at += 1;
    return at - 1;
  }

  /** "in" glued to the street or town that an address begins with is no part of it. */
  withoutGluedIn(text: string, now: Date): string {
    const { gluedIn } = this.#marks.book;
    if (!gluedIn.includes(text.charAt(0))) return text;
    const rest = new PageMarks(text.slice(1), now);
    return rest.in('street').has(0) || rest.in('town').has(0) ? text.slice(1) : text;
  }

  text({ first, last }: Stretch): string {
    return slice(this.#marks.page, first, last);
  }

  #stopsName(at: number): boolean {
    if (this.#marks.word(at)?.value) return true;
    return !this.#marks.in('names').has(at) && IN_NO_NAME.some((list) => this.#marks.in(list).has(at));
  }

  #has(list: FieldList, { first, last }: Stretch): boolean {
    return this.#marks.firstIn(list, first, last + 1) !== undefined;
  }

  #hasDigits(stretch: Stretch): boolean {
    return NUMBER.test(this.text(stretch));
  }
}

/** A number by itself: the digits of Arabizi (`7ay`, `3abdelhak`) are letters. */
const NUMBER = /(?<![\p{L}\p{Nd}])\p{Nd}+(?![\p{L}\p{Nd}])/u;
/** "Karim Alami": every word with a capital. */
const CAPITALS = /^(?:(?:M|Mr|Mme|Mlle|Dr|Pr)\.? )?\p{Lu}\p{Ll}+(?:[ -]\p{Lu}[\p{Ll}’']+){1,3}$/u;

const NO_UNASKED_NAME: readonly FieldList[] = ['subjects', 'town', 'trouble'];
const IN_NO_NAME: readonly FieldList[] = ['empty', 'complaint', 'subjects', 'wish', 'street', 'filing'];

export function length({ first, last }: Stretch): number {
  return last - first + 1;
}
