import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Phrases, phraseCompiler, type SaidMessage } from './phraseBook.ts';

const NAMES = ['anger', 'accusation', 'backToBot', 'asksPlace', 'good', 'bad'] as const;
type Name = (typeof NAMES)[number];

const patterns = z.array(z.coerce.string().min(1)).min(1);
const fileSchema = z.strictObject(
  Object.fromEntries(NAMES.map((name) => [name, patterns])) as Record<Name, typeof patterns>,
);

/** What a message says on its way to a person, looked for in the words of handoverPhrases.yaml. */
export interface HandoverWords {
  isAngry(said: SaidMessage): boolean;
  /** Throws "thieves" at the shop; asked as a question it is doubt and no anger. */
  accuses(said: SaidMessage): boolean;
  wantsBot(said: SaidMessage): boolean;
  asksPlace(said: SaidMessage): boolean;
  /** A rating in the customer's own words. */
  rates(said: SaidMessage): 'good' | 'bad' | undefined;
}

let opened: HandoverWords | undefined;

/** The words, opened once. @throws Error that names what is wrong in the file */
export function openHandoverWords(): HandoverWords {
  opened ??= open();
  return opened;
}

function open(): HandoverWords {
  const file = fileSchema.parse(parse(readFileSync(new URL('handoverPhrases.yaml', import.meta.url), 'utf8')));
  const compile = phraseCompiler();
  const book = Object.fromEntries(NAMES.map((name) => [name, compile(file[name])])) as Record<Name, Phrases>;
  const has = (name: Name) => (said: SaidMessage) => book[name].find(said) === 'said';
  return {
    isAngry: has('anger'),
    accuses: has('accusation'),
    wantsBot: has('backToBot'),
    asksPlace: has('asksPlace'),
    rates: (said) => (has('bad')(said) ? 'bad' : has('good')(said) ? 'good' : undefined),
  };
}
