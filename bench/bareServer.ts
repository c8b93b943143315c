import { randomUUID } from 'node:crypto';
import type { Activity } from 'botbuilder';
import type { WebSocket } from 'ws';
import type { ChannelActivity } from '../src/channels/activity.ts';
import { type HttpRequest, json, type Route } from '../src/channels/http.ts';
import { echo } from '../src/conversation/index.ts';
import { Replies, TurnAdapter } from '../src/conversation/turnAdapter.ts';
import { createLog } from '../src/log.ts';
import { HttpServer } from '../src/server/index.ts';
import { answerParent, usage } from './process.ts';

/**
 * The echo bot on the same HTTP server and adapter, with nothing between them: no token, no store, no lease, no log.
 * Replies go straight to the socket. What the durable way costs is measured against this.
 */
const PREFIX = '/v3/directline/conversations';
const adapter = new TurnAdapter();
const sockets = new Map<string, WebSocket>();

const start: Route = {
  method: 'POST',
  path: PREFIX,
  handle: ({ baseUrl }) => {
    const conversationId = `bare-${randomUUID()}`;
    const streamUrl = `${baseUrl.replace(/^http/, 'ws')}${PREFIX}/${conversationId}/stream`;
    return json(201, { conversationId, token: 'none', streamUrl });
  },
};

const post: Route = {
  method: 'POST',
  path: `${PREFIX}/:id/activities`,
  handle: async (request) => {
    const id = randomUUID();
    const body = JSON.parse((await request.body(100_000)).toString()) as ChannelActivity;
    const activity = { ...body, id, conversation: { id: request.params.id }, from: {}, recipient: {} };
    const replies = new Replies(randomUUID, () => undefined);
    await adapter.run(activity as unknown as Activity, replies, echo);
    const activities = replies.seal().map((reply) => ({ ...reply, replyToId: id }));
    sockets.get(request.params.id ?? '')?.send(JSON.stringify({ activities, watermark: '' }));
    return json(200, { id });
  },
};

function admit({ params }: HttpRequest): (socket: WebSocket) => void {
  return (socket) => {
    const id = params.id ?? '';
    sockets.set(id, socket);
    socket.on('close', () => sockets.delete(id));
  };
}

const server = new HttpServer({
  routes: [start, post],
  sockets: [{ path: new RegExp(`^${PREFIX}/(?<id>[\\w-]+)/stream$`), admit }],
  fallback: () => json(404, {}),
  trustProxy: false,
  publicUrl: undefined,
  log: createLog('error'),
});
const port = await server.listen(0, '127.0.0.1');

answerParent(
  async () => ({ url: `http://127.0.0.1:${port}`, ...usage() }),
  () => server.close(),
);
