import type { Say } from '../../widget/sentences.ts';

/**
 * A name from the data (a state, a reason, a channel) in words: `reason_asked` for `asked`. One that has no words yet
 * is shown as it stands.
 */
export function named(say: Say, kind: string, name: string): string {
  const key = `${kind}_${name}`;
  const words = say(key);
  return words === key ? name : words;
}
