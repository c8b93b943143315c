import type { ChannelActivity } from '../channels/activity.ts';
import type { Conversations } from '../conversation/index.ts';
import type { Handover } from './handover.ts';

/** Names of Bot Framework's handoff protocol. */
export const HANDOFF_INITIATE = 'handoff.initiate';
export const HANDOFF_STATUS = 'handoff.status';

/** So many of the last activities go with a handover. */
const TRANSCRIPT = 100;

/**
 * The event by which a bot tells a hub that a person is needed: `value` says why, and the transcript so far is
 * attached. Hubs ignore attachments that they do not know.
 */
export async function handoffInitiate(
  conversations: Pick<Conversations, 'read' | 'lastPosition'>,
  conversation: string,
  { reason, priority, shop }: Handover,
): Promise<ChannelActivity> {
  const last = await conversations.lastPosition(conversation);
  const entries = await conversations.read(conversation, { after: Math.max(0, last - TRANSCRIPT), limit: TRANSCRIPT });
  const activities = entries.map(({ activity }) => activity).filter(({ type }) => type === 'message');
  return {
    type: 'event',
    name: HANDOFF_INITIATE,
    value: { reason, priority, shop },
    relatesTo: { conversation: { id: conversation } },
    attachments: [{ contentType: 'application/json', name: 'Transcript', content: { activities } }],
  };
}

/** What became of a handover: `accepted` by an agent, `failed` (nobody came), `completed`. */
export function handoffStatus(
  state: 'accepted' | 'failed' | 'completed',
  { agent, number, state: now }: Handover,
): ChannelActivity {
  return {
    type: 'event',
    name: HANDOFF_STATUS,
    value: { state, handover: now, number, ...(agent && { agent: agent.name }) },
  };
}

/** The state that a trusted hub reports in an activity; nothing for any other activity. */
export function reportedState({ type, name, value, channelData }: HubActivity): unknown {
  if (type !== 'event' || name !== HANDOFF_STATUS || channelData?.sanad?.hub !== true) return undefined;
  return (value as { state?: unknown } | undefined)?.state;
}

/** `channelData.sanad` is set by channels only, never taken from a customer's client. */
export interface HubActivity {
  readonly type?: string;
  readonly name?: string;
  readonly value?: unknown;
  readonly channelData?: { readonly sanad?: { readonly hub?: unknown } };
}
