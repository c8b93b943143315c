import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { readScript } from '../../src/cli/scriptLine.ts';
import { createScriptRunner, type ScriptRunner, type ScriptTurn } from '../../src/cli/scriptRunner.ts';
import { openAnswering } from './answering.ts';

/** The moment that the sample orders are written for. */
export const SCRIPT_NOW = '2026-11-22T12:00:00+00:00';

const written = z.strictObject({
  id: z.string(),
  shop: z.string(),
  register: z.enum(['msa', 'darija', 'arabizi', 'french', 'mixed']),
  channel: z.string().optional(),
  phone: z.string().optional(),
  now: z.string().optional(),
  orders: z.array(z.record(z.string(), z.unknown())).optional(),
  decision: z.enum(['eligible', 'not_eligible', 'needs_human', 'none']),
  lastDay: z.string().optional(),
  say: z.array(z.coerce.string()),
});

/** A conversation of test/dialogs/*.yaml with the decision that it must end in. */
export type WrittenConversation = z.infer<typeof written>;

export function readConversations(file: string): WrittenConversation[] {
  const text = readFileSync(new URL(`../dialogs/${file}`, import.meta.url), 'utf8');
  return z.array(written).parse(parse(text));
}

let runner: ScriptRunner | undefined;

/** The runner behind `npm run converse`, opened once a test file. */
export function scriptRunner(): ScriptRunner {
  runner ??= createScriptRunner(openAnswering().knowledge);
  return runner;
}

export interface Setup {
  readonly shop: string;
  readonly channel?: string | undefined;
  readonly phone?: string | undefined;
  readonly now?: string | undefined;
  readonly orders?: readonly object[] | undefined;
}

/** The line of a script. */
export function scriptOf({ shop, channel = 'web', phone, now = SCRIPT_NOW, orders }: Setup, say: readonly string[]) {
  return readScript({
    shop,
    channel,
    setup: { now, ...(phone !== undefined && { customer: { phone } }), ...(orders && { orders }) },
    turns: say.map((user) => ({ user })),
  });
}

/** Runs what a customer says and gives back what they saw. */
export function converse(setup: Setup, ...say: string[]) {
  return scriptRunner().run(scriptOf(setup, say));
}

/** All that a customer read, line by line. */
export function read(turns: readonly ScriptTurn[]): string {
  return turns.flatMap((turn) => [...turn.replies, ...turn.suggestedActions]).join('\n');
}
