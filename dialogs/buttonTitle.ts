import type { Say } from '../src/answers/index.ts';
import { normalize } from '../src/language/index.ts';

/** Longer messages are no pressed or typed button: they are not even compared. */
const LONGEST_TITLE = 60;
const known = new WeakMap<Say, Map<string, string>>();

/** Was the button with this sentence pressed, or its title typed? Asked of every message, so titles are kept. */
export function isTitle(text: string, key: string, say: Say): boolean {
  if (text.length > LONGEST_TITLE) return false;
  const titles = known.get(say) ?? new Map<string, string>();
  known.set(say, titles);
  const title = titles.get(key) ?? normalize(say(key));
  titles.set(key, title);
  return normalize(text) === title;
}
