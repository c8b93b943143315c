import { type FieldBook, type FieldList, fieldBook } from './fieldBook.ts';
import { type PageWord, readPage, type SaidPage } from './saidPage.ts';

/** A message with the words of the field book marked on it; each list is looked for once, when it is asked for. */
export class PageMarks {
  readonly page: SaidPage;
  readonly book: FieldBook = fieldBook();
  readonly #found = new Map<FieldList, ReadonlySet<number>>();

  constructor(text: string, now: Date) {
    this.page = readPage(text, now);
  }

  /** Indexes of the words that belong to a list. */
  in(list: FieldList): ReadonlySet<number> {
    const known = this.#found.get(list);
    if (known) return known;
    const found = new Set<number>();
    for (const { first, last } of this.book.lists[list](this.page.line)) {
      for (let at = first; at <= last; at += 1) found.add(at);
    }
    this.#found.set(list, found);
    return found;
  }

  /** The first word of a list between two places, the second not included. */
  firstIn(list: FieldList, from: number, to: number): number | undefined {
    const words = this.in(list);
    for (let at = from; at < to; at += 1) if (words.has(at)) return at;
    return undefined;
  }

  isAll(list: FieldList, first: number, last: number): boolean {
    const words = this.in(list);
    for (let at = first; at <= last; at += 1) if (!words.has(at)) return false;
    return true;
  }

  word(at: number): PageWord | undefined {
    return this.page.words[at];
  }

  /** Does a word tell something? Greetings, values and the words for the form itself do not. */
  tells(at: number): boolean {
    return !this.word(at)?.value && !QUIET.some((list) => this.in(list).has(at));
  }

  /** Words that tell something between two places, both included. */
  content(first: number, last: number): number[] {
    const content: number[] = [];
    for (let at = first; at <= last; at += 1) if (this.tells(at)) content.push(at);
    return content;
  }
}

const QUIET: readonly FieldList[] = ['empty', 'complaint', 'filing', 'about'];
