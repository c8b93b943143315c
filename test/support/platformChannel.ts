import type { Channel, Delivery } from '../../src/channels/channel.ts';
import { ChannelRefusedError, ChannelUnreachableError } from '../../src/channels/channel.ts';
import type { Route } from '../../src/channels/http.ts';
import { json } from '../../src/channels/http.ts';
import { neverLeft } from '../../src/channels/platformCall.ts';
import type { Conversations } from '../../src/conversation/index.ts';

/** A channel to an invented platform that speaks JSON over HTTP; `PlatformServer` is its other end. */
export function platformChannel(url: string): Channel {
  return {
    name: 'platform',
    limits: { text: 1000, buttons: 3, buttonTitle: 20 },
    verify: () => ({ status: 'genuine' }),
    decode: () => [],
    encode: (activity) => [{ text: activity.text }],
    deliver: (payload, delivery) => post(url, { ...(payload as object), ...delivery }),
    conversationId: (address) => `platform-${address}`,
    parseConversationId: (id) => (id.startsWith('platform-') ? id.slice('platform-'.length) : undefined),
  };
}

async function post(url: string, body: object & Partial<Delivery>): Promise<{ platformId?: string }> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) }).catch((cause: unknown) => {
    throw new ChannelUnreachableError({ cause, arrived: neverLeft(cause) ? 'no' : 'perhaps' });
  });
  if (response.status === 429) throw new ChannelRefusedError('SlowDown', { retryAfterMs: 50 });
  if (!response.ok) throw new ChannelRefusedError(`Status${response.status}`);
  return (await response.json()) as { platformId: string };
}

/** The platform's webhook: `POST /test/platform {address, id, text}`. */
export function platformWebhook(conversations: Conversations): Route {
  return {
    method: 'POST',
    path: '/test/platform',
    handle: async (request) => {
      const { address, id, text } = JSON.parse((await request.body(10_000)).toString());
      const conversation = `platform-${address}`;
      const user = { id: `user-${address}` };
      await conversations.begin({
        id: conversation,
        channel: 'platform',
        shop: 'demo',
        user,
        createdAt: new Date(0).toISOString(),
      });
      const accepted = await conversations.accept({
        conversation,
        messageId: id,
        activity: {
          type: 'message',
          text,
          channelId: 'platform',
          conversation: { id: conversation },
          from: user,
          recipient: { id: 'sanad' },
        },
      });
      return json(200, accepted);
    },
  };
}
