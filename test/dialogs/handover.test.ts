/** Conversations that end with a person, in all registers; and those that must not. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { openSay } from '../../dialogs/locales/openSay.ts';
import { readScript } from '../../src/cli/scriptLine.ts';
import { SCRIPT_NOW, scriptRunner } from '../support/scripts.ts';

const written = z.strictObject({
  id: z.string(),
  shop: z.string(),
  register: z.enum(['msa', 'darija', 'arabizi', 'french', 'mixed']),
  agent: z.boolean(),
  end: z.string(),
  say: z.array(z.string()),
  silent: z.array(z.number()).default([]),
  says: z.record(z.coerce.string(), z.string()).default({}),
});
type Written = z.infer<typeof written>;

const conversations = z
  .array(written)
  .parse(parse(readFileSync(new URL('handoverConversations.yaml', import.meta.url), 'utf8')));
const receipt = openSay()('dialogs.handover.receipt');

function scriptOf({ shop, agent, say }: Written) {
  const setup = { now: SCRIPT_NOW, agentAvailable: agent };
  return readScript({ shop, channel: 'web', setup, turns: say.map((user) => ({ user })) });
}

describe('scripted handovers', () => {
  it.each(conversations.map((one) => [one.id, one] as const))('%s', async (_id, one) => {
    const { turns, end } = await scriptRunner().run(scriptOf(one));
    const ended = end.handover ? `${end.handover.status} ${end.handover.reason}` : 'none';
    expect(ended).toBe(one.end);
    for (const place of one.silent) {
      const others = (turns[place - 1]?.replies ?? []).filter((reply) => reply !== receipt);
      expect(others).toEqual([]);
    }
    const receipts = turns.flatMap(({ replies }) => replies).filter((reply) => reply === receipt);
    expect(receipts.length).toBeLessThanOrEqual(1);
    for (const [place, words] of Object.entries(one.says)) {
      expect(turns[Number(place) - 1]?.replies.join('\n')).toContain(words);
    }
  });
});
