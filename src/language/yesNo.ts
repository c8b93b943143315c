import { ALTERNATIVE, ASKS_WHAT, ASKS_WHETHER, DENIES } from './questionWords.ts';

const LEADING = /^(?:نعم|لا)\s*[،,]\s*/u;

/**
 * True when "yes" or "no" answers a message: it asks whether something holds, asks for nothing else besides (who, how
 * much, when), offers no choice between two things, and is not put as a denial, to which yes and no say the opposite.
 */
export function asksYesNo(message: string): boolean {
  if (ASKS_WHAT.test(message) || DENIES.test(message)) return false;
  return ASKS_WHETHER.test(message) && !ALTERNATIVE.test(message);
}

/** An answer without the "yes," or "no," before it; what is left says the same. */
export function withoutYesNo(answer: string): string {
  return answer.replace(LEADING, '');
}
