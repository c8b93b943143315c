import { z } from 'zod';

/** What Sanad reads of Messenger's and Instagram's webhooks; everything else of them is ignored. */

const text = z.string();
const party = z.looseObject({ id: text.min(1) });

export const messagingEvent = z.looseObject({
  sender: party,
  recipient: party.optional(),
  timestamp: z.number().optional(),
  message: z
    .looseObject({
      mid: text.min(1),
      text: text.optional(),
      quick_reply: z.looseObject({ payload: text.optional() }).optional(),
      attachments: z
        .array(z.looseObject({ type: text, payload: z.looseObject({ url: text.optional() }).nullish() }))
        .catch([])
        .optional(),
      reply_to: z.looseObject({ mid: text.optional() }).optional(),
      is_echo: z.boolean().optional(),
      is_deleted: z.boolean().optional(),
      app_id: z.union([z.number(), text]).optional(),
      metadata: text.optional(),
    })
    .optional(),
  postback: z.looseObject({ mid: text.optional(), title: text.optional(), payload: text.optional() }).optional(),
  delivery: z.looseObject({ mids: z.array(text).optional(), watermark: z.number().optional() }).optional(),
  read: z.looseObject({ mid: text.optional(), watermark: z.number().optional() }).optional(),
  reaction: z.looseObject({ mid: text.optional(), action: text.optional(), emoji: text.optional() }).optional(),
  pass_thread_control: z.looseObject({ new_owner_app_id: z.union([z.number(), text]).optional() }).optional(),
  take_thread_control: z.looseObject({ previous_owner_app_id: z.union([z.number(), text]).optional() }).optional(),
});
export type MessagingEvent = z.infer<typeof messagingEvent>;

const envelope = z.looseObject({
  object: z.enum(['page', 'instagram']),
  entry: z.array(
    z.looseObject({
      id: text,
      messaging: z.array(z.unknown()).catch([]).optional(),
      standby: z.array(z.unknown()).catch([]).optional(),
    }),
  ),
});

export interface MessengerEntry {
  readonly id: string;
  readonly messaging: readonly MessagingEvent[];
  /** What customers wrote while the platform's inbox has the conversation. */
  readonly standby: readonly MessagingEvent[];
}

/** The readable entries of a webhook, in order, each customer's events by their time. */
export function entriesOf(body: unknown, object: 'page' | 'instagram'): MessengerEntry[] {
  const parsed = envelope.safeParse(body);
  if (!parsed.success || parsed.data.object !== object) return [];
  return parsed.data.entry.map(({ id, messaging, standby }) => ({
    id,
    messaging: readable(messaging),
    standby: readable(standby),
  }));
}

function readable(items: readonly unknown[] = []): MessagingEvent[] {
  return items.flatMap((item) => {
    const parsed = messagingEvent.safeParse(item);
    return parsed.success ? [parsed.data] : [];
  });
}
