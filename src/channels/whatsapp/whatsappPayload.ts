import { z } from 'zod';

/** What Sanad reads of the Cloud API's webhooks; everything else of them is ignored. */

const text = z.string();
const file = z.looseObject({
  id: text,
  mime_type: text.optional(),
  filename: text.optional(),
  caption: text.optional(),
});

export const whatsappMessage = z.looseObject({
  id: text.min(1),
  from: text.optional(),
  from_user_id: text.optional(),
  to: text.optional(),
  to_user_id: text.optional(),
  timestamp: text.optional(),
  type: text,
  context: z.looseObject({ id: text.optional() }).optional(),
  text: z.looseObject({ body: text }).optional(),
  interactive: z
    .looseObject({
      button_reply: z.looseObject({ id: text, title: text }).optional(),
      list_reply: z.looseObject({ id: text, title: text, description: text.optional() }).optional(),
    })
    .optional(),
  button: z.looseObject({ payload: text.optional(), text: text.optional() }).optional(),
  image: file.optional(),
  document: file.optional(),
  audio: file.optional(),
  video: file.optional(),
  sticker: file.optional(),
  reaction: z.looseObject({ message_id: text, emoji: text.optional() }).optional(),
  system: z.looseObject({ type: text.optional(), wa_id: text.optional(), user_id: text.optional() }).optional(),
});
export type WhatsAppMessage = z.infer<typeof whatsappMessage>;

export const whatsappStatus = z.looseObject({
  id: text.min(1),
  status: text,
  recipient_id: text.optional(),
  recipient_user_id: text.optional(),
  biz_opaque_callback_data: text.optional(),
  errors: z.array(z.looseObject({ code: z.number() })).optional(),
});
export type WhatsAppStatus = z.infer<typeof whatsappStatus>;

const contact = z.looseObject({
  profile: z.looseObject({ name: text.optional() }).optional(),
  wa_id: text.optional(),
  user_id: text.optional(),
});
export type WhatsAppContact = z.infer<typeof contact>;

const value = z.looseObject({
  metadata: z.looseObject({ phone_number_id: text }),
  contacts: z.array(contact).catch([]).optional(),
  messages: z.array(z.unknown()).catch([]).optional(),
  statuses: z.array(z.unknown()).catch([]).optional(),
  message_echoes: z.array(z.unknown()).catch([]).optional(),
});
export type WhatsAppValue = z.infer<typeof value>;

const envelope = z.looseObject({
  object: z.literal('whatsapp_business_account'),
  entry: z.array(z.looseObject({ changes: z.array(z.looseObject({ field: text, value: z.unknown() })).catch([]) })),
});

/** The readable changes of a webhook, in order; a change of another shape is passed over. */
export function changesOf(body: unknown): WhatsAppValue[] {
  const parsed = envelope.safeParse(body);
  if (!parsed.success) return [];
  return parsed.data.entry.flatMap(({ changes }) =>
    changes.flatMap((change) => {
      const read = value.safeParse(change.value);
      return read.success ? [read.data] : [];
    }),
  );
}

/** The items of a list that have the expected shape. */
export function readable<T>(schema: z.ZodType<T>, items: readonly unknown[] | undefined): T[] {
  return (items ?? []).flatMap((item) => {
    const parsed = schema.safeParse(item);
    return parsed.success ? [parsed.data] : [];
  });
}
