import { randomUUID } from 'node:crypto';
import { openSay } from '../../dialogs/locales/openSay.ts';
import { Passwords } from '../../src/accounts/index.ts';
import { createQuestionAnswerer } from '../../src/answers/index.ts';
import { startApplication } from '../../src/application.ts';
import { json, type Route } from '../../src/channels/http.ts';
import { openKnowledge } from '../../src/cli/knowledgeFolder.ts';
import { readConfig } from '../../src/config.ts';
import { DEFAULT_AGENT_SETTINGS, Handovers } from '../../src/handover/index.ts';
import { createLog } from '../../src/log.ts';
import { handingOver } from './handoverDesk.ts';

/**
 * The real server with a bot that hands over and the agents' console, and `GET /test/desk` for who waits and who has
 * room. `CAPACITY` says how many conversations an agent takes at a time.
 */
const SHOP = 'xiaomi-ma';
const config = readConfig();
const say = openSay();
const knowledge = openKnowledge();
const log = createLog(config.LOG_LEVEL);
let handovers: Handovers | undefined;

const application = await startApplication({
  config,
  log,
  shops: [{ id: SHOP, name: SHOP, origins: [] }],
  bot: (storage, driver, conversations) => {
    const capacity = Number(process.env.CAPACITY ?? DEFAULT_AGENT_SETTINGS.capacity);
    const shops = new Map([[SHOP, { settings: { ...DEFAULT_AGENT_SETTINGS, capacity, waitMinutes: 60 } }]]);
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
  console: {
    packs: knowledge.packs,
    answerer: createQuestionAnswerer(knowledge, say),
    topics: new Map(),
    passwords: new Passwords({ n: 2 ** 8, r: 8, p: 1 }),
    served: () => (handovers ? { handovers } : {}),
  },
  webhooks: () => [deskRoute()],
  staticFolder: '/nonexistent',
});
process.stdout.write(`listening on ${application.port}\n`);
process.once('SIGTERM', () => application.stop().then(() => process.stdout.write('stopped\n')));

/** Who waits, and how many agents have room. */
function deskRoute(): Route {
  return {
    method: 'GET',
    path: '/test/desk',
    handle: async () => {
      const desk = handovers as Handovers;
      const waiting = await desk.queue(SHOP, 1000);
      const agents = await desk.agents();
      const room = agents.filter(({ agent, holds }) => agent.state === 'present' && holds < agent.capacity).length;
      return json(200, {
        waiting: waiting.map(({ conversation }) => conversation),
        room,
        overfull: agents.filter(({ agent, holds }) => holds > agent.capacity).length,
      });
    },
  };
}
