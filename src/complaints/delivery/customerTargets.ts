import {
  type Conversations,
  HandoverMovedError,
  type PostOptions,
  UnknownConversationError,
} from '../../conversation/index.ts';
import { answerMail } from './answerMail.ts';
import type { ComplaintMailWords } from './complaintMail.ts';
import type { Mailer } from './mailer.ts';
import { DeliveryError, type Dispatch, type Target } from './target.ts';

type Voice = PostOptions['voice'];

/** What is needed of the conversations to answer in them. */
export type AnswerWay = Pick<Conversations, 'post' | 'handover' | 'answerWindow' | 'deliveryOf'>;

export interface CustomerTargetsOptions {
  readonly shops: readonly string[];
  readonly words: ComplaintMailWords;
  readonly now: () => number;
  /** Absent where nothing is sent, as in a command that only notes what the server is to send. */
  readonly conversations?: () => AnswerWay;
  /** Without it the customer is answered in the conversation only. */
  readonly mailer?: Mailer | undefined;
}

/** A message that waits for the customer to write again is kept for a month, as long as a promise may be open. */
const KEPT_MS = 30 * 86_400_000;
const MOST_TRIES = 5;

/** The ways to the customer who filed: the conversation it was filed in, and the e-mail that it names. */
export function customerTargets(options: CustomerTargetsOptions): Target[] {
  const { shops, mailer, words } = options;
  return shops.flatMap((shop) => [
    conversationTarget(shop, options),
    ...(mailer ? [customerMailTarget({ shop, mailer, words })] : []),
  ]);
}

/** Posts the answer where the complaint was filed; the message id makes a repeated post one message. */
function conversationTarget(shop: string, { conversations, words, now }: CustomerTargetsOptions): Target {
  const way = () => {
    if (!conversations) throw new DeliveryError({ code: 'NotHere' });
    return conversations();
  };
  return {
    id: 'conversation',
    shop,
    kind: 'conversation',
    name: 'customer_chat',
    lifeMs: KEPT_MS,
    send: async (dispatch) => {
      const text = textOf(dispatch, words);
      return say(way(), dispatch, text, await voiceFor(way(), dispatch, text.length, now()));
    },
    reached: (record, receipt) =>
      conversations ? conversations().deliveryOf(record.conversation, receipt) : undefined,
  };
}

/** The platform takes nothing more until the customer writes again. */
export const WINDOW_CLOSED = 'WindowClosed';

/**
 * The system tells the answer. After the platform's window only a person's words go, where the platform has a way for
 * them (a template, a tag); the answer is a person's.
 */
async function voiceFor(
  way: AnswerWay,
  { record: { conversation }, answer }: Dispatch,
  characters: number,
  now: number,
): Promise<Pick<Voice, 'by' | 'agent'>> {
  const window = await way.answerWindow(conversation);
  if (!window || window.endsAt > now) return { by: 'system' };
  const { after } = window;
  const open = after !== undefined && (after.endsAt ?? Number.POSITIVE_INFINITY) > now;
  if (!open || characters > (after.text ?? Number.POSITIVE_INFINITY)) throw new DeliveryError({ code: WINDOW_CLOSED });
  return { by: 'agent', agent: answer?.by ?? '' };
}

function textOf({ record: { kind, number }, answer }: Dispatch, { say }: ComplaintMailWords): string {
  const about = { kind: say(`mails.complaint.kinds.${kind}`), number: `\u2068${number}\u2069` };
  return say('mails.answer.here', { ...about, answer: answer?.text ?? '' });
}

/** Posted under the handover number that stands; when the conversation changes hands in between, under the next one. */
async function say(
  way: AnswerWay,
  { id, round, record: { conversation } }: Dispatch,
  text: string,
  by: Pick<Voice, 'by' | 'agent'>,
): Promise<string> {
  const messageId = `${id}.${round}`;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const handover = await way.handover(conversation);
    try {
      const voice = { ...by, number: handover.value?.number ?? 0 };
      return (await way.post(conversation, { type: 'message', text }, { messageId, voice })).id;
    } catch (error) {
      if (error instanceof UnknownConversationError) {
        throw new DeliveryError({ code: 'ConversationGone', final: true, cause: error });
      }
      if (!(error instanceof HandoverMovedError)) throw error;
    }
  }
  throw new DeliveryError({ code: 'HandoverMoved' });
}

function customerMailTarget({
  shop,
  mailer,
  words,
}: {
  shop: string;
  mailer: Mailer;
  words: ComplaintMailWords;
}): Target {
  return {
    id: 'customer-mail',
    shop,
    kind: 'customer',
    name: 'customer_mail',
    send: async (dispatch) => {
      const { email } = dispatch.record.fields;
      if (email === undefined) throw new DeliveryError({ code: 'NoEmail', final: true });
      await mailer.send(email, answerMail(dispatch, words));
    },
  };
}

/** Can this customer be reached that way at all? */
export function fitsCustomer(target: Target, fields: Readonly<Record<string, string>>): boolean {
  return target.kind !== 'customer' || fields.email !== undefined;
}
