import type { Activity } from 'botbuilder';
import type { Handover } from '../../src/handover/index.ts';
import { notice } from '../reply.ts';
import { type DialogParts, packOf } from '../shopContext.ts';
import { startHandover } from './startHandover.ts';

/** The turn that failed, as the runtime hands it over. */
export interface FailedTurn {
  readonly shop: string;
  readonly now: Date;
  readonly conversation: { readonly id: string };
  readonly activities: readonly { readonly type: string }[];
  readonly handover?: object;
  changeHandover(next: Handover): void;
}

/** What a customer reads when the bot failed: the apology, and the way to a person that is now begun. */
export async function failureReplies(parts: DialogParts, turn: FailedTurn): Promise<Partial<Activity>[]> {
  const replies = [apology(parts)];
  const isMessage = turn.activities.some(({ type }) => type === 'message');
  if (!parts.handovers || !isMessage) return replies;
  await startHandover(
    {
      parts,
      pack: packOf(parts, turn.shop),
      conversation: turn.conversation.id,
      now: turn.now,
      handover: turn.handover as Handover | undefined,
      changeHandover: (next) => turn.changeHandover(next),
      send: async (message) => void replies.push(message),
    },
    { reason: 'failure' },
  );
  return replies;
}

function apology({ say }: DialogParts): Partial<Activity> {
  const message = notice(say('dialogs.failure'));
  return { ...message, channelData: { sanad: { kind: 'apology' } } };
}
