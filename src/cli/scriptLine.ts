import { z } from 'zod';
import { readInstant } from '../returns/index.ts';
import { LineError } from './jsonLines.ts';

const time = z
  .string()
  .refine((text) => readInstant(text) !== undefined, 'must be a time that exists, in ISO 8601 with offset');

const scriptShape = z.object({
  shop: z.string(),
  channel: z.enum(['web', 'whatsapp', 'messenger', 'instagram', 'telegram']).default('web'),
  setup: z
    .object({
      now: time.optional(),
      agentAvailable: z.boolean().optional(),
      customer: z.object({ phone: z.string().optional() }).nullish(),
      orders: z.array(z.unknown()).optional(),
    })
    .default({}),
  turns: z.array(z.object({ user: z.string() })),
});

/** A scripted conversation, as a line of `converse` brings it. */
export type Script = z.infer<typeof scriptShape>;

/** @throws LineError naming every field that is missing or wrong */
export function readScript(record: unknown): Script {
  const parsed = scriptShape.safeParse(record);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the line'}: ${issue.message}`);
  throw new LineError('invalid_line', faults.join('; '));
}
