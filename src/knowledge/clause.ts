/**
 * One numbered passage of a shop's policy, the unit that answers and decisions cite.
 * `#0` is everything before the first numbered passage.
 */
export interface Clause {
  /** `<shop>#<number>`, for example `xiaomi-ma#8.1` or `village-ma#14-a`. */
  readonly id: string;
  /** The part after `#`. */
  readonly number: string;
  /** The heading of the section that the clause stands in; empty for `#0`. */
  readonly title: string;
  /** The passage as it stands in the policy text, line breaks included, without its number. */
  readonly text: string;
  /** First line in the policy text, counted from 1. */
  readonly line: number;
}

/** Every run of white space counts as one space when quotes are compared with clauses. */
export function foldSpace(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

/** True when `quote` stands word for word in `text`; only white space may differ. */
export function isVerbatim(quote: string, text: string): boolean {
  const folded = foldSpace(quote);
  return folded.length > 0 && foldSpace(text).includes(folded);
}
