import type { Activity } from 'botbuilder';
import { normalize } from '../../src/language/index.ts';
import type { FlowTurn } from '../flow.ts';
import { notice } from '../reply.ts';
import { isolate } from '../showText.ts';

const LONGEST_MS = 3_600_000;
const MOST_WORDS = 5;

/** The answer to a yes that comes again after the filing: the same number, and nothing filed twice. */
export function repeatedYes({ memory, reading, now, parts: { say } }: FlowTurn): Partial<Activity> | undefined {
  const { filed } = memory;
  if (!filed || now.getTime() - filed.at > LONGEST_MS || reading.answer !== 'yes' || reading.asks) return undefined;
  if (normalize(reading.text).split(' ').length > MOST_WORDS) return undefined;
  return notice(
    say(`dialogs.form.already.${filed.kind === 'complaint' ? 'complaint' : 'request'}`, {
      number: isolate(filed.number),
    }),
  );
}
