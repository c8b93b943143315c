import type { Entity } from './entity.ts';

/** Text that is read piece by piece: what one reader takes, the next ones do not see. */
export interface Page {
  text: string;
  readonly found: Entity[];
}

/** An entity without its place. */
export type Value = WithoutPlace<Entity>;

type WithoutPlace<T> = T extends unknown ? Omit<T, 'text' | 'start'> : never;

/**
 * Lets `read` try every match of a pattern; a match it gives a value for becomes an entity and is blanked out.
 * Patterns must cost time linear in the text: bounded repetitions only.
 */
export function takeMatches(page: Page, pattern: RegExp, read: (match: RegExpExecArray) => Value | undefined): void {
  let rest = '';
  let copied = 0;
  for (const match of page.text.matchAll(pattern)) {
    const value = read(match);
    if (!value) continue;
    const text = match[0].trim();
    page.found.push({ ...value, text, start: match.index + match[0].indexOf(text) });
    rest += page.text.slice(copied, match.index) + BLANK.repeat(match[0].length);
    copied = match.index + match[0].length;
  }
  page.text = rest + page.text.slice(copied);
}

/** Stands for a character that has been read. */
export const BLANK = '\ue000';
