import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ChannelActivity } from '../activity.ts';
import { HttpError } from '../http.ts';

/** What customers' clients may send. Conversation updates are the server's to make. */
const INBOUND_TYPES = ['message', 'event', 'typing', 'invoke', 'messageReaction', 'endOfConversation'] as const;

const short = z.string().max(512);
const attachment = z.object({
  contentType: z.string().max(128),
  contentUrl: z
    .string()
    .regex(/^(https?:\/\/|data:image\/(png|jpeg|webp|gif);base64,)/, 'must be an http(s) address or a data:image')
    .optional(),
  content: z.unknown().optional(),
  name: short.optional(),
  thumbnailUrl: z
    .string()
    .regex(/^https?:\/\//, 'must be an http(s) address')
    .max(2048)
    .optional(),
});

/** The fields of a customer's activity that are kept; all others are dropped, wrong ones are refused by name. */
const inboundActivity = z.object({
  type: z.enum(INBOUND_TYPES),
  text: z.string().optional(),
  textFormat: z.enum(['plain', 'markdown', 'xml']).optional(),
  locale: short.optional(),
  localTimestamp: z.union([short, z.number()]).optional(),
  localTimezone: short.optional(),
  name: short.optional(),
  value: z.unknown().optional(),
  valueType: short.optional(),
  code: short.optional(),
  action: short.optional(),
  replyToId: short.optional(),
  attachments: z.array(attachment).max(10).optional(),
  entities: z
    .array(z.looseObject({ type: z.string().max(256) }))
    .max(50)
    .optional(),
  reactionsAdded: z
    .array(z.object({ type: short }))
    .max(10)
    .optional(),
  reactionsRemoved: z
    .array(z.object({ type: short }))
    .max(10)
    .optional(),
  channelData: z.record(z.string(), z.unknown()).optional(),
});

/**
 * Reads what a client posted. Who it is from, its id and its time are ours to say, so they are not taken from the
 * body; nor is `channelData.sanad`, which is how Sanad marks its own messages.
 */
export function parseInboundActivity(body: Record<string, unknown>, limits: { text: number }): ChannelActivity {
  const parsed = inboundActivity.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue?.path.join('.') ?? '';
    const code = body.type === undefined ? 'MissingProperty' : 'BadArgument';
    throw new HttpError(400, code, `the activity's "${where}" is wrong: ${issue?.message ?? 'unreadable'}`);
  }
  const { text, channelData, ...kept } = parsed.data;
  if (text !== undefined && text.length > limits.text) {
    throw new HttpError(400, 'MessageTooLong', `the text has ${text.length} characters; ${limits.text} are allowed`);
  }
  const { sanad: _ours, ...theirs } = channelData ?? {};
  return {
    ...withoutUndefined(kept),
    type: parsed.data.type,
    ...(text !== undefined && { text: text.toWellFormed() }),
    ...(channelData !== undefined && { channelData: theirs }),
  };
}

const LONGEST_ID = 256;

/**
 * The client's own id of a message, of bounded length: with it, a message sent again after a lost answer is known.
 */
export function clientMessageId(activity: ChannelActivity): string | undefined {
  const given = activity.channelData?.clientActivityID;
  if (typeof given === 'number') return String(given);
  if (typeof given !== 'string' || given === '') return undefined;
  return given.length <= LONGEST_ID ? given : createHash('sha256').update(given).digest('hex');
}

function withoutUndefined(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
