import { randomUUID } from 'node:crypto';
import { openSay } from '../../dialogs/locales/openSay.ts';
import { startApplication } from '../../src/application.ts';
import { json, type Route } from '../../src/channels/http.ts';
import { readConfig } from '../../src/config.ts';
import { type Conversations, HandoverMovedError } from '../../src/conversation/index.ts';
import { DEFAULT_AGENT_SETTINGS, Handovers } from '../../src/handover/index.ts';
import { createLog } from '../../src/log.ts';
import { handingOver } from './handoverDesk.ts';

/**
 * The real server with a bot that hands over, and the way in for agents that the console would be:
 * `POST /test/agent {do, agent, conversation, number, id, text}`, and `GET /test/desk` for who waits and who has room.
 */
const config = readConfig();
const log = createLog(config.LOG_LEVEL);
let handovers: Handovers | undefined;

const application = await startApplication({
  config,
  log,
  shops: [{ id: 'demo', name: 'Demo', origins: [] }],
  bot: (storage, driver, conversations) => {
    const shops = new Map([['demo', { settings: { ...DEFAULT_AGENT_SETTINGS, waitMinutes: 60 } }]]);
    const say = openSay();
    const desk = new Handovers({
      driver,
      conversations,
      shops,
      say,
      now: Date.now,
      newId: randomUUID,
      log,
      sweepMs: 500,
    });
    handovers = desk;
    return {
      ...handingOver(desk)(storage),
      onCommitted: (record, kept) => desk.onCommitted(record, kept),
      services: [desk],
    };
  },
  webhooks: (conversations) => [agentRoute(conversations), deskRoute()],
  staticFolder: '/nonexistent',
});
process.stdout.write(`listening on ${application.port}\n`);
process.once('SIGTERM', () => application.stop().then(() => process.stdout.write('stopped\n')));

interface Asked {
  readonly do: 'presence' | 'held' | 'read' | 'write' | 'close';
  readonly agent: { readonly id: string; readonly name: string };
  readonly capacity: number;
  readonly conversation: string;
  readonly number: number;
  readonly id: string;
  readonly text: string;
}

function agentRoute(conversations: Conversations): Route {
  return {
    method: 'POST',
    path: '/test/agent',
    handle: async (request) => {
      const asked = JSON.parse((await request.body(10_000)).toString()) as Asked;
      return json(200, await perform(asked, conversations, handovers as Handovers));
    },
  };
}

async function perform(asked: Asked, conversations: Conversations, desk: Handovers): Promise<object> {
  const { agent, capacity, conversation, number, id, text } = asked;
  switch (asked.do) {
    case 'presence':
      await desk.presence({ ...agent, shops: ['demo'], state: 'present', capacity });
      return {};
    case 'held':
      return { held: await desk.held(agent.id) };
    case 'read': {
      const handover = await desk.get(conversation);
      const log = await conversations.read(conversation, { after: 0, limit: 1000 });
      return { handover, log };
    }
    case 'write': {
      const voice = { by: 'agent', agent: agent.id, name: agent.name, number } as const;
      const posted = conversations.post(conversation, { type: 'message', text }, { messageId: id, voice });
      return posted.catch((error: unknown) => {
        if (error instanceof HandoverMovedError) return { status: 'moved' };
        throw error;
      });
    }
    case 'close':
      return desk.close(conversation, agent);
  }
}

/** Somebody waits though somebody has room, both looked at twice so that what is under way does not count. */
function deskRoute(): Route {
  return {
    method: 'GET',
    path: '/test/desk',
    handle: async () => {
      const desk = handovers as Handovers;
      const waiting = await desk.queue('demo', 1000);
      const agents = await desk.agents();
      const room = agents.filter(({ agent, holds }) => agent.state === 'present' && holds < agent.capacity).length;
      return json(200, {
        waiting: waiting.length,
        room,
        overfull: agents.filter(({ agent, holds }) => holds > agent.capacity).length,
      });
    },
  };
}
