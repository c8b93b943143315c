import type { ChannelActivity } from '../../../src/channels/activity.ts';
import { startChannelApp } from '../../support/channelApp.ts';
import { activities, type ClientConversation, postOnce, startConversation } from '../../support/directLine.ts';
import type { ContractRun } from './channelContract.ts';

/** The web channel: its customers hold a token of ours, and fetch. */
export async function startWebRun(): Promise<ContractRun> {
  const app = await startChannelApp({});
  const clients = new Map<number, ClientConversation>();
  const client = async (number = 1) => {
    const known = clients.get(number) ?? (await startConversation(app.url));
    clients.set(number, known);
    return known;
  };
  const post = async (activity: object, number?: number) => postOnce(await client(number), activity);
  const shown = async (number = 1) => {
    const known = clients.get(number);
    const all = known ? await activities(known) : [];
    return all.filter(({ type, from }) => type === 'message' && from?.role === 'bot');
  };
  return {
    app,
    secrets: [],
    say: async (text, { person = 1, id, signature = 'right', unknownAccount } = {}) => {
      if (unknownAccount) return fetch(`${app.url}/v3/directline/conversations?shop=nobody`, { method: 'POST' });
      const known = await client(person);
      const token = { right: known.token, wrong: `${known.token.slice(0, -3)}abc`, missing: '' }[signature];
      const clientActivityID = id ?? `${text} ${Math.random()}`;
      return postOnce({ ...known, token }, { type: 'message', text, channelData: { clientActivityID } });
    },
    sayUnknownKind: () => post({ type: 'message', text: '', value: { unknown: true } }),
    press: async (index) => {
      const offer = (await shown()).findLast((activity) => activity.suggestedActions !== undefined);
      return post({ type: 'message', text: String(offer?.suggestedActions?.actions[index]?.value) });
    },
    sayHuge: (bytes) => post({ type: 'message', text: 'x'.repeat(bytes) }),
    seen: async (number) =>
      (await shown(number)).map((activity) => ({
        text: textOf(activity),
        buttons: (activity.suggestedActions?.actions ?? []).map(({ title }) => title),
      })),
    conversation: async (number = 1) => {
      const id = clients.get(number)?.conversationId;
      const log = id === undefined ? [] : await app.application.conversations.read(id, { after: 0, limit: 50 });
      return log.some(({ activity }) => activity.type === 'message') ? id : undefined;
    },
    stop: () => app.stop(),
  };
}

/** The widget shows the plain text, and clauses as cards with their quotes. */
function textOf({ text = '', channelData }: ChannelActivity): string {
  const { text: plain, citations = [] } = channelData?.sanad ?? {};
  const quotes = citations.map(({ quote }) => quote);
  return [typeof plain === 'string' ? plain : text, ...quotes].join('\n\n');
}
