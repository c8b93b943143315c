import type { Conversations } from '../conversation/index.ts';

/** The agent's id while a person answers on the platform itself (the shop's phone, the page's inbox). */
export const ON_PLATFORM = 'platform';

const MOST_TRIES = 5;

/**
 * A person of the shop began to answer on the platform itself: the bot falls silent, as when an agent takes over. Or
 * the platform's inbox gave the conversation back: the bot answers again, unless an agent of the console holds it.
 * `name` is what the console shows for that person.
 */
export function platformHolder(conversations: Conversations, name: string, now: () => number) {
  return async (conversation: string, holder: 'bot' | 'human'): Promise<void> => {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const { value, version } = await conversations.handover(conversation);
      const held = value?.state === 'with_agent';
      const onPlatform = held && (value as { agent?: { id: string } }).agent?.id === ON_PLATFORM;
      if (holder === 'human' ? held : !onPlatform) return;
      const state = holder === 'human' ? 'with_agent' : 'bot';
      const at = new Date(now()).toISOString();
      const since = { ...(value as { since?: Record<string, string> } | undefined)?.since, [state]: at };
      const next = {
        shop: (await conversations.find(conversation))?.shop ?? '',
        reason: 'needs_human',
        priority: 1,
        ...value,
        number: (value?.number ?? 0) + 1,
        state,
        declinable: false,
        since,
        ...(holder === 'human' ? { agent: { id: ON_PLATFORM, name }, answeredAt: at } : {}),
      };
      if (await conversations.changeHandover(conversation, { expect: version, value: next })) return;
    }
  };
}
