/** Every conversation ends in the decision of readings.md, and shows nothing of an order before its proof. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ScriptTurn } from '../../src/cli/scriptRunner.ts';
import { normalize } from '../../src/language/index.ts';
import { read, readConversations, scriptOf, scriptRunner, type WrittenConversation } from '../support/scripts.ts';

type Value = Record<string, unknown>;
const SAMPLES = (JSON.parse(readFileSync('knowledge/sample/orders.json', 'utf8')) as { orders: Value[] }).orders;
const FILES = [
  'conversations.yaml',
  'moreConversations.yaml',
  'unseenConversations.yaml',
  'lastConversations.yaml',
  'fifthConversations.yaml',
  'sixthConversations.yaml',
  'seventhConversations.yaml',
  'eighthConversations.yaml',
  'ninthConversations.yaml',
  'tenthConversations.yaml',
  'eleventhConversations.yaml',
  'twelfthConversations.yaml',
  'thirteenthConversations.yaml',
];

// Opening the knowledge takes its time on a busy machine.
beforeAll(() => void scriptRunner(), 60_000);

describe.each(FILES)('%s', (file) => {
  it.each(readConversations(file).map((one) => [one.id, one] as const))('%s', async (_id, one) => {
    const { turns, end } = await scriptRunner().run(scriptOf(one, one.say));
    const last = end.decisions.at(-1) as { decision: string; lastDay: string | null } | undefined;
    expect(last?.decision ?? 'none').toBe(one.decision);
    if (one.lastDay !== undefined) expect(last?.lastDay).toBe(one.lastDay);
    expect(shownSecrets(one, turns.slice(0, provedAt(one)))).toEqual([]);
  });
});

/** What stands in an order, was not said by the customer, and was shown all the same. */
function shownSecrets(one: WrittenConversation, turns: readonly ScriptTurn[]): string[] {
  const shown = normalize(read(turns));
  const said = normalize(one.say.join(' '));
  return secretsOf(one).filter((secret) => !said.includes(normalize(secret)) && shown.includes(normalize(secret)));
}

function ordersOf(one: WrittenConversation): Value[] {
  return one.orders ?? SAMPLES;
}

/** The turn in which a contact of some order was given; with a verified phone all turns come after the proof. */
function provedAt(one: WrittenConversation): number {
  if (one.phone !== undefined) return 0;
  const contacts = ordersOf(one).flatMap(({ email, phone }) =>
    [email, phone].filter((value) => typeof value === 'string'),
  );
  const at = one.say.findIndex((text) =>
    contacts.some((contact) => squeezed(text).includes(squeezed(contact as string))),
  );
  return at < 0 ? one.say.length : at;
}

function squeezed(text: string): string {
  return text.toLowerCase().replace(/[\s.-]/g, '');
}

/** Everything that stands in the orders: texts, and days as the bot would spell them. */
function secretsOf(one: WrittenConversation): string[] {
  const secrets = ordersOf(one).flatMap((order) => {
    const { shop: _shop, status: _status, payment: _payment, currency: _currency, items, ...fields } = order;
    const lines = (items as Value[]).flatMap(({ name, sku, giftsIncluded }) => [
      name,
      sku,
      ...((giftsIncluded as unknown[]) ?? []),
    ]);
    return [...Object.values(fields), ...lines].flatMap(asShown);
  });
  return [...new Set(secrets)].filter((secret) => normalize(secret).length > 3);
}

function asShown(value: unknown): string[] {
  if (typeof value !== 'string') return [];
  if (!/^\d{4}-\d\d-\d\dT/.test(value)) return [value];
  return [
    new Date(value).toLocaleDateString('ar-MA', {
      timeZone: 'Africa/Casablanca',
      day: 'numeric',
      month: 'long',
      year: 'numeric',
    }),
  ];
}
