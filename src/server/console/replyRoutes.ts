import { z } from 'zod';
import type { ChannelActivity, Citation } from '../../channels/activity.ts';
import { readUpload } from '../../channels/web/index.ts';
import type * as wire from '../../console/api/wire.ts';
import { type ConversationRecord, HandoverMovedError, type Posted } from '../../conversation/index.ts';
import { FileStore, fileAttachment, storedFile, UnsafeFileError, UnsupportedFileError } from '../../files/index.ts';
import type { ConsoleParts } from './consoleParts.ts';
import { type AgentCall, type ConsoleRoute, post, upload } from './consoleRoute.ts';
import { handoverOf, seenConversation } from './conversationView.ts';
import { readNotes, writeNote } from './notes.ts';
import { Refusal } from './refusal.ts';
import { verbatim } from './verbatim.ts';

const NOTHING = z.object({});
const ID = z.string().regex(/^[\w.:-]{1,100}$/);
const MOST_LENGTH = 100_000;
const REPLY = z.object({
  id: ID,
  text: z.string().max(MOST_LENGTH).default(''),
  citations: z
    .array(z.object({ clause: z.string().max(100), quote: z.string().max(5000) }))
    .max(10)
    .default([]),
  attachments: z
    .array(z.object({ url: z.string().max(300) }))
    .max(5)
    .default([]),
});
const NOTE = z.object({ id: ID, text: z.string().trim().min(1).max(4000) });
const READ_FOR_RESEND = 200;

/** What agents write: to the customer, and notes that no customer sees. */
export function replyRoutes(parts: ConsoleParts): ConsoleRoute[] {
  return [
    post('/conversations/:id/messages', REPLY, (call) => reply(parts, call)),
    post('/conversations/:id/messages/:message/resend', NOTHING, (call) => resend(parts, call)),
    post('/conversations/:id/typing', NOTHING, (call) => typing(parts, call)),
    post('/conversations/:id/notes', NOTE, (call) => note(parts, call)),
    upload('/conversations/:id/files', parts.limits.uploadBytes, (call) => attach(parts, call)),
  ];
}

async function reply(parts: ConsoleParts, call: AgentCall<z.output<typeof REPLY>>): Promise<Posted> {
  const record = await seenConversation(parts, call.account, call.request.params.id);
  const { id, citations, attachments } = call.input;
  const text = call.input.text.trim();
  if (text === '' && attachments.length === 0) throw new Refusal(400, 'EmptyMessage');
  if ([...text].length > parts.limits.text) {
    throw new Refusal(400, 'MessageTooLong', { values: { most: parts.limits.text } });
  }
  const cited = verbatim(parts, record.shop, citations);
  const files = await Promise.all(attachments.map(({ url }) => attachmentOf(parts, record, url)));
  const activity: ChannelActivity = {
    type: 'message',
    text,
    ...(files.length > 0 && { attachments: files }),
    channelData: { sanad: { messageId: id, ...(cited.length > 0 && { citations: cited }) } },
  };
  const posted = await say(parts, call, record, activity, id);
  await parts.audit.note(call.account, { action: 'replied', subject: record.id, shops: [record.shop] });
  return posted;
}

/** Says it as this agent, who must hold the conversation. */
async function say(
  parts: ConsoleParts,
  { account }: AgentCall,
  record: ConversationRecord,
  activity: ChannelActivity,
  messageId: string,
): Promise<Posted> {
  const handover = await handoverOf(parts, record.id);
  if (handover?.state !== 'with_agent' || handover.agent?.id !== account.id) throw new Refusal(409, 'NotHeld');
  const voice = { by: 'agent', agent: account.id, name: account.name, number: handover.number } as const;
  try {
    // Ids of two agents never meet.
    return await parts.conversations.post(record.id, activity, { messageId: `${account.id}:${messageId}`, voice });
  } catch (error) {
    if (error instanceof HandoverMovedError) throw new Refusal(409, 'HandoverMoved');
    throw error;
  }
}

/** A file of this conversation, by the address that the upload gave. */
async function attachmentOf(parts: ConsoleParts, { id }: ConversationRecord, url: string) {
  const stored = await new FileStore(parts.driver).stored(url);
  if (!stored || stored.conversation !== id) throw new Refusal(400, 'UnknownAttachment');
  return { contentType: stored.type, contentUrl: url, name: stored.name };
}

/** Says once more what the platform did not take; pressing twice says it once. */
async function resend(parts: ConsoleParts, call: AgentCall): Promise<Posted> {
  const record = await seenConversation(parts, call.account, call.request.params.id);
  const wanted = call.request.params.message ?? '';
  const entries = await parts.conversations.transcript(record.id, { limit: READ_FOR_RESEND, newestFirst: true });
  const found = entries.find(
    ({ activity }) => activity.id === wanted || activity.channelData?.sanad?.messageId === wanted,
  );
  if (found?.direction !== 'out' || found.activity.type !== 'message') throw new Refusal(404, 'UnknownMessage');
  if (found.delivery?.state !== 'failed') throw new Refusal(409, 'NotResendable');
  const { text, attachments, suggestedActions, channelData } = found.activity;
  const citations: Citation[] = channelData?.sanad?.citations ?? [];
  const activity: ChannelActivity = {
    type: 'message',
    ...(text !== undefined && { text }),
    ...(attachments && { attachments }),
    ...(suggestedActions && { suggestedActions }),
    channelData: { sanad: { citations, resendOf: found.activity.id } },
  };
  const posted = await say(parts, call, record, activity, `again:${found.activity.id}`);
  await parts.audit.note(call.account, { action: 'resent', subject: record.id, shops: [record.shop] });
  return posted;
}

/** The customer and colleagues see that the agent types; only of who holds the conversation. */
async function typing(parts: ConsoleParts, { account, request }: AgentCall): Promise<object> {
  const { id, shop } = await seenConversation(parts, account, request.params.id);
  const handover = await handoverOf(parts, id);
  if (handover?.state !== 'with_agent' || handover.agent?.id !== account.id) throw new Refusal(409, 'NotHeld');
  await parts.conversations.agentIsTyping(id);
  parts.events.typing({ type: 'typing', shop, conversation: id, by: 'agent' });
  return {};
}

async function note(
  parts: ConsoleParts,
  { account, request, input }: AgentCall<z.output<typeof NOTE>>,
): Promise<{ notes: wire.Note[] }> {
  const { id, shop } = await seenConversation(parts, account, request.params.id);
  const at = new Date(parts.now()).toISOString();
  await writeNote(parts.driver, id, { id: input.id, at, by: { id: account.id, name: account.name }, text: input.text });
  parts.events.add({ type: 'conversation', shop, conversation: id });
  await parts.audit.note(account, { action: 'note_written', subject: id, shops: [shop] });
  return { notes: await readNotes(parts.driver, id) };
}

/** Keeps a file for a message that names it; checked by its content like a customer's. */
async function attach(parts: ConsoleParts, { account, request }: AgentCall): Promise<{ attachment: wire.Attachment }> {
  const record = await seenConversation(parts, account, request.params.id);
  const { files } = await readUpload(request, await request.body(parts.limits.uploadBytes));
  const [file] = files;
  if (!file) throw new Refusal(400, 'MissingProperty');
  const stored = checked(record.id, file);
  const id = parts.newFileId();
  await new FileStore(parts.driver).keep(id, stored);
  await parts.audit.note(account, { action: 'file_sent', subject: record.id, shops: [record.shop] });
  const { contentType, contentUrl = '', name } = fileAttachment(id, stored);
  return { attachment: { contentType, url: contentUrl, ...(name !== undefined && { name }) } };
}

function checked(conversation: string, file: { name: string; content: Buffer }) {
  try {
    return storedFile({ conversation, ...file });
  } catch (error) {
    if (error instanceof UnsupportedFileError || error instanceof UnsafeFileError) {
      throw new Refusal(415, 'UnsupportedFile');
    }
    throw error;
  }
}
