import type { ChannelActivity, SanadData } from '../channels/activity.ts';

/** A message states a rule of the policy and shows no clause for it. Such a message does not leave. */
export class UncitedPolicyError extends Error {
  override readonly name = 'UncitedPolicyError';
  readonly code = 'UncitedPolicy';

  constructor() {
    super('a message of kind "policy" needs at least one citation with clause, quote and policyVersion');
  }
}

/** Kinds of activity that reach customers; everything else a bot sends is for developers or hubs. */
const TYPES_FOR_CUSTOMERS = new Set(['message', 'event', 'endOfConversation', 'messageReaction']);

/** Who says a message, and the handover number under which it was written. */
export interface Voice {
  readonly by: 'bot' | 'agent' | 'system';
  readonly number: number;
  /** Of an agent: the account's id, and the name that the customer sees. */
  readonly agent?: string;
  readonly name?: string;
}

export interface Envelope {
  readonly id: string;
  readonly conversation: string;
  readonly channel: string;
  readonly shop: string;
  readonly bot: { readonly id: string; readonly name: string };
  readonly voice: Voice;
  readonly user: { readonly id: string; readonly name?: string };
  /** Ids of the customer's messages that the turn answers, oldest first. */
  readonly answers: readonly string[];
  readonly timestamp: string;
}

/** Does this activity go to the customer at all? */
export function isForCustomer(activity: { type?: string }): boolean {
  return TYPES_FOR_CUSTOMERS.has(activity.type ?? '');
}

/** Refuses a statement of the policy that shows no clause. */
export function checkCited(activity: ChannelActivity): void {
  const sanad = activity.channelData?.sanad;
  if (sanad?.kind !== 'policy') return;
  const citations = Array.isArray(sanad.citations) ? sanad.citations : [];
  const whole = citations.every(({ clause, quote, policyVersion }) => clause && quote && policyVersion);
  if (citations.length === 0 || !whole) throw new UncitedPolicyError();
}

/** Fills in what the store and the channel need to know of a reply; what the bot set itself stays. */
export function seal(activity: ChannelActivity, envelope: Envelope): ChannelActivity {
  const sanad: SanadData = {
    ...activity.channelData?.sanad,
    citations: activity.channelData?.sanad?.citations ?? [],
    kind: activity.channelData?.sanad?.kind ?? KINDS[envelope.voice.by],
    voice: { by: envelope.voice.by, number: envelope.voice.number },
    shop: envelope.shop,
    answers: [...envelope.answers],
  };
  const { serviceUrl: _unused, ...kept } = activity;
  const replyToId = envelope.answers.at(-1);
  return {
    ...kept,
    id: envelope.id,
    timestamp: envelope.timestamp,
    channelId: envelope.channel,
    conversation: { id: envelope.conversation },
    from: senderOf(envelope),
    recipient: envelope.user,
    ...(replyToId !== undefined && { replyToId }),
    ...(activity.type === 'message' && { textFormat: activity.textFormat ?? 'plain' }),
    channelData: { ...activity.channelData, sanad },
  };
}

const KINDS = { bot: 'plain', agent: 'agent', system: 'system' } as const;

function senderOf({ bot, voice }: Envelope): { id: string; name?: string; role: string } {
  if (voice.by !== 'agent') return { ...bot, role: 'bot' };
  return { id: `agent:${voice.agent ?? ''}`, ...(voice.name !== undefined && { name: voice.name }), role: 'agent' };
}
