import { setTimeout as pause } from 'node:timers/promises';
import type { ChannelActivity } from '../../src/channels/activity.ts';

/** A conversation as a Direct Line client holds it. */
export interface ClientConversation {
  readonly url: string;
  readonly conversationId: string;
  readonly token: string;
  readonly streamUrl: string;
  readonly resume: string;
}

/** Keeps asking until the server answers: it may just be starting again. */
export async function persistent(ask: () => Promise<Response>, patienceMs = 30_000): Promise<Response> {
  for (const end = Date.now() + patienceMs; ; ) {
    const response = await ask().catch((error: unknown) => error as Error);
    if (response instanceof Response && response.status < 500) return response;
    if (Date.now() > end) throw new Error('the server did not answer', { cause: response });
    await pause(20);
  }
}

export async function startConversation(url: string, shop = 'demo'): Promise<ClientConversation> {
  const ask = () => fetch(`${url}/v3/directline/conversations?shop=${shop}`, { method: 'POST' });
  return { url, ...((await (await persistent(ask)).json()) as Omit<ClientConversation, 'url'>) };
}

/** Posts one activity, as often as it takes to be told that it was accepted. */
export async function post(conversation: ClientConversation, activity: object): Promise<string> {
  const response = await persistent(() => postOnce(conversation, activity));
  if (response.status !== 200) throw new Error(`posting gave ${response.status}: ${await response.text()}`);
  return ((await response.json()) as { id: string }).id;
}

export function postOnce(conversation: ClientConversation, activity: object): Promise<Response> {
  return fetch(`${conversation.url}/v3/directline/conversations/${conversation.conversationId}/activities`, {
    method: 'POST',
    headers: { authorization: `Bearer ${conversation.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(activity),
  });
}

/** A text with a client id of its own, so that posting it again is no new message. */
export function message(text: string): object {
  return { type: 'message', text, channelData: { clientActivityID: `client ${text}` } };
}

/** Everything that the log shows to the client, page by page. */
export async function activities(conversation: ClientConversation): Promise<ChannelActivity[]> {
  const all: ChannelActivity[] = [];
  for (let watermark = ''; ; ) {
    const address = `${conversation.url}/v3/directline/conversations/${conversation.conversationId}/activities?watermark=${watermark}`;
    const response = await persistent(() =>
      fetch(address, { headers: { authorization: `Bearer ${conversation.token}` } }),
    );
    const set = (await response.json()) as { activities: ChannelActivity[]; watermark: string };
    if (set.activities.length === 0) return all;
    all.push(...set.activities);
    watermark = set.watermark;
  }
}
