/** Every conversation ends in the complaint or privacy request that it should, and asks for nothing that was given. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { openSay } from '../../dialogs/locales/openSay.ts';
import { normalize } from '../../src/language/index.ts';
import { scriptOf, scriptRunner } from '../support/scripts.ts';

const written = z.strictObject({
  id: z.string(),
  shop: z.string(),
  register: z.enum(['msa', 'darija', 'arabizi', 'french', 'mixed']),
  channel: z.string().optional(),
  phone: z.string().optional(),
  say: z.array(z.coerce.string()),
  filed: z.union([z.literal('none'), z.record(z.string(), z.coerce.string())]).default('none'),
  requests: z.array(z.string()).default([]),
  active: z.string().nullable().default(null),
  cites: z.array(z.string()).default([]),
});

const FILES = [
  'complaints.yaml',
  'moreComplaints.yaml',
  'freshComplaints.yaml',
  'lastComplaints.yaml',
  'fifthComplaints.yaml',
  'sixthComplaints.yaml',
];
const EXACT = new Set(['orderNumber', 'email']);
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  'xiaomi-ma': ['orderNumber', 'name', 'address', 'email', 'description', 'requestedAction'],
  'village-ma': ['orderNumber', 'description'],
};
const say = openSay();
const FIELDS = ['orderNumber', 'name', 'address', 'email', 'description', 'requestedAction'];

type Ended = { complaints: { number: string; fields: Record<string, string> }[]; privacyRequests: { kind: string }[] };

describe.each(FILES)('%s', { timeout: 20_000 }, (file) => {
  const text = readFileSync(new URL(file, import.meta.url), 'utf8');
  it.each(
    z
      .array(written)
      .parse(parse(text))
      .map((one) => [one.id, one] as const),
  )('%s', async (_id, one) => {
    const { turns, end } = await scriptRunner().run(scriptOf(one, one.say));
    const { complaints, privacyRequests } = end as unknown as Ended;
    expect(complaints.map(() => 'complaint')).toEqual(one.filed === 'none' ? [] : ['complaint']);
    expect(privacyRequests.map(({ kind }) => kind)).toEqual(one.requests);
    expect(end.activeDialog).toBe(one.active);
    if (one.filed !== 'none') expectFields(one.shop, one.filed, complaints[0]?.fields ?? {});
    const cited = turns.flatMap((turn) => turn.citations.map(({ clause }) => clause));
    for (const clause of one.cites) expect(cited).toContain(clause);
    const { fields } = (complaints[0] ?? { fields: {} }) as { fields: Record<string, string> };
    expect(askedThoughGiven(one.say, turns, fields)).toEqual([]);
  });
});

function expectFields(shop: string, wanted: Readonly<Record<string, string>>, fields: Record<string, string>): void {
  for (const field of REQUIRED[shop] ?? []) expect(fields[field], field).toBeTruthy();
  for (const [field, value] of Object.entries(wanted)) {
    const given = fields[field] ?? '';
    if (EXACT.has(field)) expect(given).toBe(value);
    else if (field === 'name' || field === 'address') expect(normalize(given)).toBe(normalize(value));
    else expect(normalize(given)).toContain(normalize(value));
  }
}

/** Fields that were asked for after a message that held the very value that was filed in the end. */
function askedThoughGiven(
  said: readonly string[],
  turns: readonly { readonly replies: readonly string[] }[],
  fields: Record<string, string>,
): string[] {
  return turns.flatMap(({ replies }, at) =>
    FIELDS.filter((field) => {
      const name = field === 'description' ? 'description_complaint' : field;
      const asked = replies.some((reply) => reply.includes(say(`dialogs.form.ask.${name}`)));
      const value = normalize(fields[field] ?? '');
      const given = value !== '' && said.slice(0, at + 1).some((text) => normalize(text).includes(value));
      return asked && given;
    }),
  );
}
