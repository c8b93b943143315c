import { flushCompileCache } from 'node:module';
import { startApplication } from '../../src/application.ts';
import { json, type Route } from '../../src/channels/http.ts';
import { readConfig } from '../../src/config.ts';
import { countingBot } from './countingBot.ts';
import { platformChannel, platformWebhook } from './platformChannel.ts';

/**
 * The real server with a bot that counts, a channel to an invented platform, and one thing more: it can be told to
 * die by its own SIGKILL at a place on the way of a message: `POST /test/arm {place, conversation}`.
 */
let armed: { place: string; conversation: string } | undefined;

function pass(place: string, conversation: string): void {
  if (armed?.place === place && armed.conversation === conversation) process.kill(process.pid, 'SIGKILL');
}

const arm: Route = {
  method: 'POST',
  path: '/test/arm',
  handle: async (request) => {
    armed = JSON.parse((await request.body(1000)).toString());
    return json(200, {});
  },
};

const application = await startApplication({
  config: readConfig(),
  shops: [{ id: 'demo', name: 'Demo', origins: [] }],
  bot: countingBot(pass),
  channels: [platformChannel(process.env.PLATFORM_URL ?? '')],
  webhooks: (conversations) => [arm, platformWebhook(conversations)],
  staticFolder: '/nonexistent',
  onStep: pass,
});
flushCompileCache();
process.stdout.write(`listening on ${application.port}\n`);
process.once('SIGTERM', () => application.stop().then(() => process.stdout.write('stopped\n')));
